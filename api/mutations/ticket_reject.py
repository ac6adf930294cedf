"""ticketReject: judge a complaint unjustified, with the reason (S-B4): an explanation is owed."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.reject import Reject, reject


@strawberry.input(
    description="Judge a complaint unjustified, with the reason (S-B4): an explanation is owed."
)
class TicketRejectInput(StepInput):
    reason: str = strawberry.field(description="The grounds.")


async def ticket_reject(info: Info, input: TicketRejectInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Reject(
            ticket,
            input.expected_version,
            reason=input.reason,
        )
        await reject(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketRejectInput", "ticket_reject"]
