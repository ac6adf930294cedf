"""Joining a report to the incident it is part of (S-A7)."""

from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.incidents.errors import IncidentCode
from core.incidents.follow import follow, where_to_begin
from core.incidents.repository import (
    Held,
    incident_led_by,
    lead_of,
    lock_incident,
    steps_of,
)
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action, Case


@dataclass(frozen=True, slots=True)
class Join:
    """Which ticket joins which incident of its estate."""

    ticket: TicketRef
    expected_version: int | None
    incident_id: UUID


async def join(actor: Actor, new: Join, uow: UnitOfWork) -> TicketRef:
    """Joined: what the lead has gone through the ticket goes through now, and from here on.

    Raises `NotFound`, `Conflict`, `StepNotAllowed` where work on the ticket itself has begun or it
    has joined already, INCIDENT_OVER and INCIDENT_LEADS.
    """
    held = await lock_incident(uow, new.ticket.estate_id, new.incident_id)
    return await join_held(actor, new, held, uow)


async def join_held(actor: Actor, new: Join, held: Held, uow: UnitOfWork) -> TicketRef:
    """The same for an incident that is locked."""
    lead_ref = TicketRef(new.ticket.estate_id, held.lead_id)
    taken = await take(actor, new.ticket, Action.JOIN, new.expected_version, uow, Case.FOLLOWING)
    if new.ticket == lead_ref or await incident_led_by(uow, new.ticket) is not None:
        raise GuanjiaError(IncidentCode.INCIDENT_LEADS, field="ticketId")
    lead = await lead_of(uow, lead_ref)
    if lead.state not in OPEN:
        raise GuanjiaError(IncidentCode.INCIDENT_OVER, field="incidentId")
    begin = where_to_begin(await steps_of(uow, lead_ref, 0))
    values = {"lead_id": lead_ref.id, "followed": begin}
    data = {"incident": str(held.id), "lead": lead.number}
    await finish(actor, taken, uow, Change(values, data=data))
    await follow(uow, new.ticket)
    return new.ticket


__all__ = ["Join", "join", "join_held"]
