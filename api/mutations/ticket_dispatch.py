"""ticketDispatch: hand the ticket to a department and a person (S-C1, S-C3)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, key_at, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.refs import TicketRef


@strawberry.input(description="Hand the ticket to a department and a person (S-C1, S-C3).")
class TicketDispatchInput(StepInput):
    department_id: strawberry.ID | None = strawberry.field(
        description="The department; the assignee's, if left out.", default=None
    )
    assignee_id: strawberry.ID | None = strawberry.field(
        description="The person; repairs need one.", default=None
    )
    reason: str | None = strawberry.field(description="Why this one (S-C2).", default=None)


async def ticket_dispatch(info: Info, input: TicketDispatchInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Dispatch(
            ticket,
            input.expected_version,
            department_id=key_at(
                ticket.estate_id, input.department_id, "Department", "departmentId"
            ),
            assignee_id=key_at(ticket.estate_id, input.assignee_id, "Staff", "assigneeId"),
            reason=input.reason,
        )
        await dispatch(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketDispatchInput", "ticket_dispatch"]
