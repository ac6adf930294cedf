"""ticketWithdraw: take the report back."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.withdraw import Withdraw, withdraw


@strawberry.input(description="Take the report back.")
class TicketWithdrawInput(StepInput):
    reason: str = strawberry.field(description="Why.")


async def ticket_withdraw(info: Info, input: TicketWithdrawInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Withdraw(
            ticket,
            input.expected_version,
            reason=input.reason,
        )
        await withdraw(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketWithdrawInput", "ticket_withdraw"]
