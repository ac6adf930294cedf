"""ticketConfirm: record the customer's word (S-E2); anything but solved sends it back."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.confirm import Confirm, confirm
from core.tickets.kinds import Outcome
from core.tickets.refs import TicketRef


@strawberry.input(
    description="Record the customer's word (S-E2); anything but solved sends it back."
)
class TicketConfirmInput(StepInput):
    outcome: Outcome = strawberry.field(description="Solved, partly, or not.")
    note: str | None = None


async def ticket_confirm(info: Info, input: TicketConfirmInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Confirm(
            ticket,
            input.expected_version,
            outcome=input.outcome,
            note=input.note,
        )
        await confirm(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketConfirmInput", "ticket_confirm"]
