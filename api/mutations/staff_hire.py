"""staffHire: somebody joins an estate's staff (S-K1)."""

from datetime import date

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.staffing import StaffPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.staff.hire import Hire, hire


@strawberry.input(description="A person, their department, and their role there.")
class StaffHireInput:
    idempotency_key: str
    department_id: strawberry.ID
    role: Role
    name: str
    phone: str
    joined_on: date = strawberry.field(description="The first day worked.")


async def staff_hire(info: Info, input: StaffHireInput) -> StaffPayload:
    department = ref_or_nobody(input.department_id, "Department")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = Hire(
            department.estate_id,
            department.id,
            input.role,
            input.name,
            input.phone,
            input.joined_on,
        )
        return {"staff": Key(department.estate_id, await hire(actor, new, uow))}

    return await perform(info, StaffPayload, department.estate_id, input, work)


__all__ = ["StaffHireInput", "staff_hire"]
