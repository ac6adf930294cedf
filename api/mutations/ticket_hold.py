"""ticketHold: stop work for a reason, until a time; some reasons stop the clocks (S-D8)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason
from core.tickets.refs import TicketRef


@strawberry.input(
    description="Stop work for a reason, until a time; some reasons stop the clocks (S-D8)."
)
class TicketHoldInput(StepInput):
    reason: HoldReason = strawberry.field(description="What is waited for.")
    until: datetime = strawberry.field(description="Until when at the latest.")
    note: str = strawberry.field(description="What the customer is told.")


async def ticket_hold(info: Info, input: TicketHoldInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Hold(
            ticket,
            input.expected_version,
            reason=input.reason,
            until=input.until,
            note=input.note,
        )
        await hold(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketHoldInput", "ticket_hold"]
