"""Somebody's place changes: department, role, name, telephone (S-K1)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.staff import rules
from core.staff.errors import StaffCode
from core.staff.models import StaffAction
from core.staff.places import change_place, lock_place, note
from core.staff.repository import department_exists


@dataclass(frozen=True, slots=True)
class ChangePlace:
    """What is given changes; the rest stays."""

    estate_id: int
    staff_id: UUID
    expected_version: int
    department_id: UUID | None = None
    role: Role | None = None
    name: str | None = None
    phone: str | None = None


async def change(actor: Actor, new: ChangePlace, uow: UnitOfWork) -> None:
    """The place is as told; on record is what changed, of names and telephones only that they did.

    Raises `NotFound`, `Conflict`, HAS_LEFT, ROLE_NOT_YOURS_TO_GIVE (of the role before, and after).
    """
    place = await lock_place(uow, new.estate_id, new.staff_id, new.expected_version)
    rules.check_hires(actor, new.estate_id, place.role, "staffId")
    if not place.here:
        raise GuanjiaError(StaffCode.HAS_LEFT, field="staffId")
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    if new.role is not None and new.role is not place.role:
        rules.check_hires(actor, new.estate_id, new.role, "role")
        values["role"] = new.role
        data["role"] = [place.role.value, new.role.value]
    if new.department_id is not None and new.department_id != place.department_id:
        if not await department_exists(uow, new.estate_id, new.department_id):
            raise NotFound("departmentId")
        values["department_id"] = new.department_id
        data["department"] = [str(place.department_id), str(new.department_id)]
    if new.name is not None:
        values["name"] = text.required("name", new.name, rules.NAME_MOST)
        data["name"] = "changed"
    if new.phone is not None:
        values["phone"] = text.required("phone", new.phone, rules.PHONE_MOST)
        data["phone"] = "changed"
    await change_place(uow, new.estate_id, place, values)
    note(uow, actor, new.estate_id, place.id, StaffAction.CHANGED, **data)


__all__ = ["ChangePlace", "change"]
