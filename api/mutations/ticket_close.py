"""ticketClose: close a confirmed ticket whose survey nobody answers (S-D4)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.close import Close, close
from core.tickets.refs import TicketRef


@strawberry.input(description="Close a confirmed ticket whose survey nobody answers (S-D4).")
class TicketCloseInput(StepInput):
    note: str = strawberry.field(description="Why it is closed without an answer.")


async def ticket_close(info: Info, input: TicketCloseInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Close(
            ticket,
            input.expected_version,
            note=input.note,
        )
        await close(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketCloseInput", "ticket_close"]
