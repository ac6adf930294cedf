"""ticketReopen: send a finished ticket back to work (S-F3)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.reopen import Reopen, reopen


@strawberry.input(description="Send a finished ticket back to work (S-F3).")
class TicketReopenInput(StepInput):
    reason: str = strawberry.field(description="What is still wrong.")


async def ticket_reopen(info: Info, input: TicketReopenInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Reopen(
            ticket,
            input.expected_version,
            reason=input.reason,
        )
        await reopen(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketReopenInput", "ticket_reopen"]
