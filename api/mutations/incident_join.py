"""incidentJoin: another report of a fault that is being repaired (S-A7)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.incidents import IncidentPayload
from api.mutations.tickets import key_at, ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.incidents.join import Join, join


@strawberry.input(description="Which ticket joins which incident.")
class IncidentJoinInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    incident_id: strawberry.ID


async def incident_join(info: Info, input: IncidentJoinInput) -> IncidentPayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        incident_id = key_at(ticket.estate_id, input.incident_id, "Incident", "incidentId")
        if incident_id is None:
            raise NotFound("incidentId")
        await join(actor, Join(ticket, input.expected_version, incident_id), uow)
        return {
            "incident": Key(ticket.estate_id, incident_id),
            "ticket": ticket,
        }

    return await perform(info, IncidentPayload, ticket.estate_id, input, work)


__all__ = ["IncidentJoinInput", "incident_join"]
