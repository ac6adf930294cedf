"""incidentOpen: one repair for several reports (S-A7)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.incidents import IncidentPayload
from api.mutations.tickets import keys_at, ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.incidents.open import OpenIncident, open_incident


@strawberry.input(description="Which ticket leads, and which join it at once.")
class IncidentOpenInput:
    idempotency_key: str
    ticket_id: strawberry.ID = strawberry.field(description="On which the work will be done.")
    expected_version: int = strawberry.field(description="The version you last read of it.")
    title: str = strawberry.field(description="What it is, without personal data.")
    ticket_ids: list[strawberry.ID] = strawberry.field(
        description="Other reports of the same fault; up to 50.", default_factory=list
    )


async def incident_open(info: Info, input: IncidentOpenInput) -> IncidentPayload:
    lead = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        joined = keys_at(lead.estate_id, input.ticket_ids, "Ticket", "ticketIds")
        new = OpenIncident(lead, input.expected_version, input.title, joined)
        incident_id = await open_incident(actor, new, uow)
        return {
            "incident": Key(lead.estate_id, incident_id),
            "ticket": lead,
        }

    return await perform(info, IncidentPayload, lead.estate_id, input, work)


__all__ = ["IncidentOpenInput", "incident_open"]
