"""ticketAppoint: record the appointment agreed with the customer (S-D1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.appoint import Appoint, appoint
from core.tickets.refs import TicketRef


@strawberry.input(description="Record the appointment agreed with the customer (S-D1).")
class TicketAppointInput(StepInput):
    at: datetime = strawberry.field(description="When.")
    note: str | None = None


async def ticket_appoint(info: Info, input: TicketAppointInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Appoint(
            ticket,
            input.expected_version,
            at=input.at,
            note=input.note,
        )
        await appoint(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketAppointInput", "ticket_appoint"]
