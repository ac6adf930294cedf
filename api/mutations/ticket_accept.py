"""ticketAccept: take the ticket on (S-D4)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.accept import Accept, accept
from core.tickets.refs import TicketRef


@strawberry.input(description="Take the ticket on (S-D4).")
class TicketAcceptInput(StepInput):
    pass


async def ticket_accept(info: Info, input: TicketAcceptInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Accept(
            ticket,
            input.expected_version,
        )
        await accept(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketAcceptInput", "ticket_accept"]
