"""ticketHandOver: a colleague goes on with a ticket (S-M1)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, key_at, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.tickets.hand_over import HandOver, hand_over
from core.tickets.refs import TicketRef


@strawberry.input(description="Who goes on, and why.")
class TicketHandOverInput(StepInput):
    assignee_id: strawberry.ID
    reason: str


async def ticket_hand_over(info: Info, input: TicketHandOverInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        assignee = key_at(ticket.estate_id, input.assignee_id, "Staff", "assigneeId")
        if assignee is None:
            raise NotFound("assigneeId")
        new = HandOver(ticket, input.expected_version, assignee, input.reason)
        await hand_over(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketHandOverInput", "ticket_hand_over"]
