"""ticketStart: begin the work (S-D4)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.start import Start, start


@strawberry.input(description="Begin the work (S-D4).")
class TicketStartInput(StepInput):
    pass


async def ticket_start(info: Info, input: TicketStartInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Start(
            ticket,
            input.expected_version,
        )
        await start(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketStartInput", "ticket_start"]
