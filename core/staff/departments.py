"""An estate's departments: opened, renamed (S-K1)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.rules import check_role
from core.ids import new_id
from core.staff import rules
from core.staff.errors import StaffCode
from core.staff.models import Function
from core.staff.places import add_department, change_department, lock_department, name_taken


@dataclass(frozen=True, slots=True)
class OpenDepartment:
    """A department and what it is for."""

    estate_id: int
    name: str
    function: Function


@dataclass(frozen=True, slots=True)
class RenameDepartment:
    """Another name, another function, or both."""

    estate_id: int
    department_id: UUID
    expected_version: int
    name: str | None = None
    function: Function | None = None


async def open_department(actor: Actor, new: OpenDepartment, uow: UnitOfWork) -> UUID:
    """The estate has the department; its id. Raises `NotFound`, DEPARTMENT_NAME_TAKEN."""
    check_role(actor, new.estate_id, rules.FOUNDERS, "estateId")
    department_id = new_id()
    values = {
        "group_id": actor.group_id,
        "estate_id": new.estate_id,
        "id": department_id,
        "name": text.required("name", new.name, rules.NAME_MOST),
        "function": new.function,
        "version": 1,
    }
    if not await add_department(uow, values):
        raise GuanjiaError(StaffCode.DEPARTMENT_NAME_TAKEN, field="name")
    return department_id


async def rename_department(actor: Actor, new: RenameDepartment, uow: UnitOfWork) -> None:
    """The department is as told. Raises `NotFound`, `Conflict`, DEPARTMENT_NAME_TAKEN."""
    check_role(actor, new.estate_id, rules.FOUNDERS, "departmentId")
    section = await lock_department(uow, new.estate_id, new.department_id, new.expected_version)
    name = section.name if new.name is None else text.required("name", new.name, rules.NAME_MOST)
    if await name_taken(uow, new.estate_id, name, section.id):
        raise GuanjiaError(StaffCode.DEPARTMENT_NAME_TAKEN, field="name")
    values = {"name": name, "function": new.function or section.function}
    await change_department(uow, new.estate_id, section, values)


__all__ = ["OpenDepartment", "RenameDepartment", "open_department", "rename_department"]
