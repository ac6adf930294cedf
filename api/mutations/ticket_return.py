"""ticketReturn: give the ticket back to the front desk, with the reason (S-D2)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.return_ import Return, return_


@strawberry.input(description="Give the ticket back to the front desk, with the reason (S-D2).")
class TicketReturnInput(StepInput):
    reason: str = strawberry.field(description="Why the department cannot do it in time.")


async def ticket_return(info: Info, input: TicketReturnInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Return(
            ticket,
            input.expected_version,
            reason=input.reason,
        )
        await return_(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketReturnInput", "ticket_return"]
