"""ticketDepart: say that the person responsible is on the way (S-D4)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.depart import Depart, depart
from core.tickets.refs import TicketRef


@strawberry.input(description="Say that the person responsible is on the way (S-D4).")
class TicketDepartInput(StepInput):
    pass


async def ticket_depart(info: Info, input: TicketDepartInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Depart(
            ticket,
            input.expected_version,
        )
        await depart(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketDepartInput", "ticket_depart"]
