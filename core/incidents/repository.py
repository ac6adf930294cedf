"""Reading and writing incidents. The area's SQL stands here alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, select, update
from sqlalchemy.orm import aliased

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import House
from core.incidents.models import Incident
from core.tickets.kinds import Kind, State
from core.tickets.models import Ticket, TicketEvent
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Held:
    """An incident under its lock."""

    id: UUID
    version: int
    lead_id: UUID


async def lock_incident(uow: UnitOfWork, estate_id: int, incident_id: UUID) -> Held:
    """The incident; nobody joins it, and its lead stays, until the transaction ends."""
    row = await uow.row(
        select(Incident.id, Incident.version, Incident.lead_id)
        .where(Incident.estate_id == estate_id, Incident.id == incident_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("incidentId")
    return Held(**row)


async def incident_led_by(uow: UnitOfWork, ticket: TicketRef) -> UUID | None:
    """The incident that a ticket leads."""
    found = await uow.execute(
        select(Incident.id).where(
            Incident.estate_id == ticket.estate_id, Incident.lead_id == ticket.id
        )
    )
    return found.scalar_one_or_none()


async def change_incident(uow: UnitOfWork, estate_id: int, held: Held, **values: Any) -> None:
    """Write columns of an incident that is locked."""
    await uow.execute(
        update(Incident)
        .where(Incident.estate_id == estate_id, Incident.id == held.id)
        .values(version=held.version + 1, **values)
    )


async def joined_to(
    uow: UnitOfWork, lead: TicketRef, states: frozenset[State] = OPEN
) -> Sequence[UUID]:
    """The tickets that have joined a lead and are in one of `states`, the first received first."""
    found = await uow.execute(
        select(Ticket.id)
        .where(
            Ticket.estate_id == lead.estate_id,
            Ticket.lead_id == lead.id,
            Ticket.state.in_(states),
        )
        .order_by(Ticket.received_at, Ticket.id)
    )
    return found.scalars().all()


async def hand_followers(uow: UnitOfWork, estate_id: int, old: UUID, new: UUID) -> None:
    """Those who followed one ticket follow another from its next step on."""
    reached = (
        select(Ticket.version)
        .where(Ticket.estate_id == estate_id, Ticket.id == new)
        .scalar_subquery()
    )
    await uow.execute(
        update(Ticket)
        .where(Ticket.estate_id == estate_id, Ticket.lead_id == old)
        .values(lead_id=new, followed=reached)
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """The ticket on which the work is done."""

    number: str
    state: State
    result: str | None


async def lead_of(uow: UnitOfWork, lead: TicketRef) -> Lead:
    """As it stands; `NotFound` where it is gone."""
    row = await uow.row(
        select(Ticket.number, Ticket.state, Ticket.result).where(
            Ticket.estate_id == lead.estate_id, Ticket.id == lead.id
        )
    )
    if row is None:
        raise NotFound("incidentId")
    return Lead(**row)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the lead's life, as its history keeps it."""

    sequence: int
    action: Action
    to_state: State
    data: Mapping[str, Any]
    public: bool


async def steps_of(uow: UnitOfWork, lead: TicketRef, after: int) -> tuple[Step, ...]:
    """The lead's history behind an entry, in order."""
    found = await uow.execute(
        select(
            TicketEvent.sequence,
            TicketEvent.action,
            TicketEvent.to_state,
            TicketEvent.data,
            TicketEvent.public,
        )
        .where(
            TicketEvent.estate_id == lead.estate_id,
            TicketEvent.ticket_id == lead.id,
            TicketEvent.sequence > after,
        )
        .order_by(TicketEvent.sequence)
    )
    return tuple(
        Step(row.sequence, Action(row.action), row.to_state, row.data, row.public) for row in found
    )


async def words_of(uow: UnitOfWork, ticket: TicketRef) -> tuple[str, UUID | None] | None:
    """What a ticket says, and of which house."""
    row = await uow.row(
        select(Ticket.content, Ticket.house_id).where(
            Ticket.estate_id == ticket.estate_id, Ticket.id == ticket.id
        )
    )
    return None if row is None else (row["content"], row["house_id"])


@dataclass(frozen=True, slots=True)
class Reported:
    """A ticket still open, as it may be the same fault. `near` goes from 3 (the same house) to 0
    (elsewhere, or nobody knows); `reports` counts the tickets that share its repair."""

    ticket_id: UUID
    content: str
    near: int
    reports: int
    received_at: datetime


async def open_reports(
    uow: UnitOfWork,
    estate_id: int,
    *,
    house_id: UUID | None,
    since: datetime,
    besides: UUID | None,
    kinds: frozenset[Kind],
    most: int,
) -> tuple[Reported, ...]:
    """What was reported lately and is still open, the nearest first; leads stand for their own."""
    there, here = aliased(House), aliased(House)
    follower = aliased(Ticket)
    followers = (
        select(func.count())
        .where(follower.estate_id == estate_id, follower.lead_id == Ticket.id)
        .correlate(Ticket)
        .scalar_subquery()
    )
    near: ColumnElement[int] = case(
        (Ticket.house_id == house_id, 3),
        (there.unit_id == here.unit_id, 2),
        (there.building_id == here.building_id, 1),
        else_=0,
    )
    found = await uow.execute(
        select(
            Ticket.id.label("ticket_id"),
            Ticket.content,
            near.label("near"),
            (followers + literal(1)).label("reports"),
            Ticket.received_at,
        )
        .outerjoin(there, and_(there.estate_id == estate_id, there.id == Ticket.house_id))
        .outerjoin(here, and_(here.estate_id == estate_id, here.id == house_id))
        .where(
            Ticket.estate_id == estate_id,
            Ticket.received_at >= since,
            Ticket.state.in_(OPEN),
            Ticket.kind.in_(kinds),
            Ticket.lead_id.is_(None),
            *([] if besides is None else [Ticket.id != besides]),
        )
        .order_by(near.desc(), Ticket.received_at.desc(), Ticket.id)
        .limit(most)
    )
    return tuple(Reported(**row) for row in found.mappings())


__all__ = [
    "Held",
    "Lead",
    "Reported",
    "Step",
    "change_incident",
    "hand_followers",
    "incident_led_by",
    "joined_to",
    "lead_of",
    "lock_incident",
    "open_reports",
    "steps_of",
    "words_of",
]
