"""staffUpdate: somebody's department, role, name or telephone changes (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.staffing import StaffPayload, on_staff
from api.mutations.tickets import key_at
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.staff.change import ChangePlace, change
from core.tickets.refs import TicketRef


@strawberry.input(description="What is given changes; the rest stays.")
class StaffUpdateInput:
    idempotency_key: str
    staff_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    department_id: strawberry.ID | None = None
    role: Role | None = None
    name: str | None = None
    phone: str | None = None


async def staff_update(info: Info, input: StaffUpdateInput) -> StaffPayload:
    async def work(actor: Actor, staff: TicketRef, uow: UnitOfWork) -> None:
        new = ChangePlace(
            staff.estate_id,
            staff.id,
            input.expected_version,
            key_at(staff.estate_id, input.department_id, "Department", "departmentId"),
            input.role,
            input.name,
            input.phone,
        )
        await change(actor, new, uow)

    return await on_staff(info, input, work)


__all__ = ["StaffUpdateInput", "staff_update"]
