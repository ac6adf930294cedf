"""ticketClassify: say what the ticket is, or correct it (S-B1, S-B2, S-B3)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.classify import Classify, classify
from core.tickets.kinds import Kind, Nature, Severity, Urgency
from core.tickets.refs import TicketRef


@strawberry.input(description="Say what the ticket is, or correct it (S-B1, S-B2, S-B3).")
class TicketClassifyInput(StepInput):
    kind: Kind
    urgency: Urgency
    severity: Severity
    category_code: str | None = strawberry.field(
        description="A category of the group's tree.", default=None
    )
    nature: Nature | None = strawberry.field(
        description="Complaints only: repair-type or service-type.", default=None
    )
    needs_developer: bool = False
    important: bool = False
    note: str | None = None


async def ticket_classify(info: Info, input: TicketClassifyInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Classify(
            ticket,
            input.expected_version,
            kind=input.kind,
            urgency=input.urgency,
            severity=input.severity,
            category_code=input.category_code,
            nature=input.nature,
            needs_developer=input.needs_developer,
            important=input.important,
            note=input.note,
        )
        await classify(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketClassifyInput", "ticket_classify"]
