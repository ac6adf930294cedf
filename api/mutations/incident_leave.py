"""incidentLeave: it was another fault after all (S-A7)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.incidents.leave import Leave, leave
from core.tickets.refs import TicketRef


@strawberry.input(description="Take a ticket out of its incident: it goes on by itself.")
class IncidentLeaveInput(StepInput):
    reason: str | None = strawberry.field(description="For colleagues.", default=None)


async def incident_leave(info: Info, input: IncidentLeaveInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        await leave(actor, Leave(ticket, input.expected_version, input.reason), uow)

    return await step(info, input, work)


__all__ = ["IncidentLeaveInput", "incident_leave"]
