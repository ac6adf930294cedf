"""Opening an incident: one fault, several reports, one repair (S-A7)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.ids import new_id
from core.incidents.errors import IncidentCode
from core.incidents.join import Join, join_held
from core.incidents.models import Incident
from core.incidents.repository import Held, incident_led_by
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action, Case

TITLE_MOST = 100
JOINED_MOST = 50


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """`lead` is the ticket on which the work will be done; `tickets` join it at once.

    `title` says what it is, for staff: no personal data.
    """

    lead: TicketRef
    expected_version: int
    title: str
    tickets: tuple[UUID, ...] = ()


async def open_incident(actor: Actor, new: OpenIncident, uow: UnitOfWork) -> UUID:
    """The incident's key. The lead's history says that it leads one.

    Raises `NotFound`, `Conflict`, `StepNotAllowed`, INCIDENT_EXISTS where the ticket leads one
    already, INCIDENT_LEADS and INCIDENT_TOO_MANY.
    """
    title = text.required("title", new.title, TITLE_MOST)
    tickets = sorted(set(new.tickets))
    if len(tickets) > JOINED_MOST:
        most = {"most": JOINED_MOST}
        raise GuanjiaError(IncidentCode.INCIDENT_TOO_MANY, field="ticketIds", details=most)
    taken = await take(actor, new.lead, Action.JOIN, new.expected_version, uow, Case.LEADING)
    if await incident_led_by(uow, new.lead) is not None:
        raise GuanjiaError(IncidentCode.INCIDENT_EXISTS, field="ticketId")
    held = Held(new_id(), 1, new.lead.id)
    tenant = {"group_id": taken.ticket.group_id, "estate_id": new.lead.estate_id}
    uow.add(
        Incident,
        **tenant,
        id=held.id,
        lead_id=held.lead_id,
        title=title,
        opened_at=uow.now,
        opened_by=actor.account_id,
    )
    uow.emit("incident.opened", **tenant, subject_id=held.id, lead=str(held.lead_id))
    data = {"incident": str(held.id), "lead": taken.ticket.number}
    await finish(actor, taken, uow, Change(data=data, public=False))
    for each in tickets:
        await join_held(actor, Join(TicketRef(new.lead.estate_id, each), None, held.id), held, uow)
    return held.id


__all__ = ["JOINED_MOST", "TITLE_MOST", "OpenIncident", "open_incident"]
