"""Reporting: how a ticket comes into being, by whichever door (S-A1 to S-A5)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError, NotFound
from core.ids import new_id
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described, Entry, data_of_description
from core.sla.keep import Promised, completion_promised, keep
from core.sla.policy import SHIPPED
from core.tickets import rules
from core.tickets.errors import RecordIncomplete, TicketCode
from core.tickets.kinds import Channel, Kind, Nature, Severity, State, Urgency
from core.tickets.number import ticket_number
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, Surroundings, insert_ticket, surroundings
from core.tickets.step import Change, record
from core.tickets.transitions import REPORTERS, Action

NUMBERS_TRIED = 5


@dataclass(frozen=True, slots=True)
class Report:
    """The record of S-A2. What is unknown has its reason in `unknown_*` instead of a value.

    Left out, these are filled in: the requester, for residents themselves; name and phone, from
    the requester; the place, from the house; the times received (now) and the receiver (the member
    of staff who records it). `id` is the key the ticket will have.
    """

    estate_id: int
    kind: Kind
    channel: Channel
    content: str
    category_code: str | None = None
    nature: Nature | None = None
    urgency: Urgency = Urgency.ROUTINE
    severity: Severity = Severity.ORDINARY
    house_id: UUID | None = None
    unknown_house: str | None = None
    place: str | None = None
    unknown_place: str | None = None
    requester_id: UUID | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    unknown_contact: str | None = None
    occurred_at: datetime | None = None
    unknown_occurred: str | None = None
    received_at: datetime | None = None
    received_by: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer of S-A3: the number to keep, what happens next and by when.

    `promises` are the clocks now running, the first to fall due first; `due_at` is the promised
    time of completion.
    """

    ticket: TicketRef
    number: str
    promises: tuple[ClockValue, ...]
    due_at: datetime | None


async def report(actor: Actor, new: Report, uow: UnitOfWork) -> Receipt:
    """Record what was reported, start its clocks and answer with its number.

    Residents report for a house of their own and become the requester; staff and services report
    for anybody. Raises `NotFound` for whatever is not the caller's to refer to, `RecordIncomplete`
    naming all that is missing, and `TicketCode` / `TextCode` refusals for single fields.
    """
    if not actor.roles_at(new.estate_id) & REPORTERS:
        raise NotFound("estateId")
    _check_own(actor, new)
    resident = actor.audience is Audience.RESIDENT
    around = await surroundings(
        uow,
        new.estate_id,
        house_id=new.house_id,
        residents=actor.persons if resident else _one(new.requester_id),
        staff=_receivers(actor, new),
        category_code=new.category_code,
    )
    _check_found(actor, new, around)
    written = _written(actor, new, around, uow.now)
    received_at = _received_at(new, uow.now)
    described = Described(
        new.kind, new.urgency, new.channel, around.estate.property_type, new.category_code
    )
    entry = Entry(received_at, Action.REPORT, None, State.REPORTED, described)
    clocks = evaluate(SHIPPED, around.estate.calendar, (entry,), uow.now)
    completion = completion_promised(clocks)
    due_at = None if completion is None else completion.promised_at
    ticket = Standing(
        ref=TicketRef(new.estate_id, new.id),
        group_id=actor.group_id,
        number=await _insert(
            uow, actor, new, around, {**written, "received_at": received_at, "due_at": due_at}
        ),
        version=1,
        state=State.REPORTED,
        state_before_hold=None,
        kind=new.kind,
        category_code=new.category_code,
        nature=written["nature"],
        urgency=new.urgency,
        severity=new.severity,
        needs_developer=False,
        important=False,
        channel=new.channel,
        requester_id=around.resident_id,
        department_id=None,
        assignee_id=None,
        received_at=received_at,
        reopened=0,
    )
    data = {**data_of_description(described), "receivedAt": received_at.isoformat()}
    record(uow, actor, ticket, entry, 1, Change(data=data))
    on = Promised(actor.group_id, new.estate_id, new.id, around.resident_id, "1")
    await keep(uow, on, clocks, {})
    await uow.flush()
    return Receipt(
        ticket.ref,
        ticket.number,
        tuple(sorted((c for c in clocks if c.wakes_at), key=lambda c: c.wakes_at or uow.now)),
        due_at,
    )
