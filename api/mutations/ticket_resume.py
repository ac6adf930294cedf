"""ticketResume: go on with work that was held (S-D8)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.resume import Resume, resume


@strawberry.input(description="Go on with work that was held (S-D8).")
class TicketResumeInput(StepInput):
    note: str | None = None


async def ticket_resume(info: Info, input: TicketResumeInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Resume(
            ticket,
            input.expected_version,
            note=input.note,
        )
        await resume(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketResumeInput", "ticket_resume"]
