"""departmentRename: a department's name or function changes (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.performing import perform_on
from api.mutations.staffing import DepartmentPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.departments import RenameDepartment, rename_department
from core.staff.models import Function


@strawberry.input(description="What is given changes; the rest stays.")
class DepartmentRenameInput:
    idempotency_key: str
    department_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    name: str | None = None
    function: Function | None = None


async def department_rename(info: Info, input: DepartmentRenameInput) -> DepartmentPayload:
    found = ref_or_nobody(input.department_id, "Department")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = RenameDepartment(
            found.estate_id, found.id, input.expected_version, input.name, input.function
        )
        await rename_department(actor, new, uow)

    return await perform_on(info, DepartmentPayload, {"department": found}, input, work)


__all__ = ["DepartmentRenameInput", "department_rename"]
