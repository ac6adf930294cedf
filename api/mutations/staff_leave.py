"""staffLeave: somebody leaves, and what they owed is handed over (S-K1)."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from api.mutations.staffing import StaffPayload, on_staff
from api.mutations.tickets import key_at
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.staff.leave import Leave, leave
from core.tickets.refs import TicketRef


@strawberry.input(description="Who takes over which ticket.")
class TakeOverInput:
    ticket_id: strawberry.ID
    assignee_id: strawberry.ID


@strawberry.input(description="The last day, and who takes over what they still owe.")
class StaffLeaveInput:
    idempotency_key: str
    staff_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    last_day: date = strawberry.field(description="The last day worked.")
    hand_over: list[TakeOverInput] = strawberry.field(
        description="One for each of their open tickets (`Staff.tickets`).", default_factory=list
    )


async def staff_leave(info: Info, input: StaffLeaveInput) -> StaffPayload:
    async def work(actor: Actor, staff: TicketRef, uow: UnitOfWork) -> None:
        taken: dict[UUID, UUID] = {}
        for each in input.hand_over:
            ticket = key_at(staff.estate_id, each.ticket_id, "Ticket", "handOver")
            assignee = key_at(staff.estate_id, each.assignee_id, "Staff", "handOver")
            if ticket is None or assignee is None or assignee == staff.id:
                raise NotFound("handOver")
            taken[ticket] = assignee
        new = Leave(staff.estate_id, staff.id, input.expected_version, input.last_day, taken)
        await leave(actor, new, uow)

    return await on_staff(info, input, work)


__all__ = ["StaffLeaveInput", "TakeOverInput", "staff_leave"]
