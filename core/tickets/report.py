"""Reporting: how a ticket comes into being, by whichever door (S-A1 to S-A5)."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError, NotFound
from core.files.attach import attach
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described, Entry, data_of_named, data_of_report
from core.sla.keep import Promised, due_in, keep
from core.sla.versions import POLICIES
from core.tickets.consent import consent_to_report
from core.tickets.deadlines import correct_due, named_by_plugins
from core.tickets.intake import (
    Record,
    Report,
    check_caller,
    complete,
    receivers_named,
    residents_named,
)
from core.tickets.kinds import Channel, Hearer, State
from core.tickets.number import ticket_number
from core.tickets.proposed import Decided, decided
from core.tickets.refs import TicketRef
from core.tickets.repository import Surroundings, insert_ticket, surroundings
from core.tickets.step import Change, Subject, record
from core.tickets.transitions import Action
from core.tickets.who import FRONT_DESK, REPORTERS

NUMBERS_TRIED = 5
RECORDED = tuple(column.name for column in fields(Record))
"""Columns that come from the record as they are."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer of S-A3: the number to keep, what happens next, and by when.

    `promises` are the clocks now running, the first to fall due first: it says what comes next.
    `due_at` is the promised time of completion.
    """

    ticket: TicketRef
    number: str
    promises: tuple[ClockValue, ...]
    due_at: datetime | None


async def report(actor: Actor, new: Report, uow: UnitOfWork) -> Receipt:
    """Record what was reported, start its clocks and answer with its number.

    Residents report for a house of their own and become the requester; staff and services report
    for anybody. Raises `NotFound` for whatever is not the caller's to refer to, `RecordIncomplete`
    naming all that is missing, and `TicketCode` and `TextCode` refusals for single fields.
    """
    if not actor.roles_at(new.estate_id) & REPORTERS:
        raise NotFound("estateId")
    check_caller(actor, new)
    read = await decided(actor, new, uow)
    new = replace(new, kind=read.kind, category_code=read.category_code, urgency=read.urgency)
    await consent_to_report(actor, new, uow)
    around = await surroundings(
        uow,
        new.estate_id,
        house_id=new.house_id,
        residents=residents_named(actor, new),
        staff=receivers_named(actor, new),
        category_code=new.category_code,
        received_at=new.received_at or uow.now,
        at=uow.now,
    )
    estate = around.estate
    kept = complete(actor, new, read.kind, around, uow.now)
    described = Described(
        read.kind,
        read.urgency,
        new.channel,
        estate.property_type,
        read.category_code,
        new.severity,
        heard_by(new.channel, around),
    )
    policies = await POLICIES.book(uow, estate.group_id, (estate.policy,))
    entry = Entry(
        kept.received_at, Action.REPORT, None, State.REPORTED, described, policy=estate.policy
    )
    clocks = evaluate(policies, estate.calendar, (entry,), uow.now)
    due_at = due_in(clocks)
    number = await _insert(uow, new, read, kept, around, due_at)
    ref = TicketRef(new.estate_id, new.id)
    data: dict[str, Any] = {
        **data_of_report(described, kept.received_at, estate.policy),
        **read.data(),
    }
    await attach(actor, ref, kept.requester_id, new.attachments, uow)
    named = await named_by_plugins(uow, ref)
    if named is not None:
        entry, data = replace(entry, named=named), {**data, **data_of_named(named)}
        clocks = evaluate(policies, estate.calendar, (entry,), uow.now)
        due_at = await correct_due(uow, ref, due_at, clocks)
    subject = Subject(ref, estate.group_id, number, read.kind, kept.requester_id)
    record(uow, actor, subject, entry, 1, Change(data=data))
    on = Promised(subject.group_id, ref.estate_id, ref.id, kept.requester_id, occasion="1")
    await keep(uow, on, clocks, {})
    await uow.flush()
    running = [(each.promised_at, each) for each in clocks if each.wakes_at and each.promised_at]
    running.sort(key=lambda pair: pair[0])
    return Receipt(ref, number, tuple(each for _, each in running), due_at)


def heard_by(channel: Channel, around: Surroundings) -> Hearer | None:
    """Who of the staff heard it first; None for what customers and systems wrote themselves.

    What staff say through another system was heard by somebody, whom that system knows (S-A5).
    """
    if around.staff_role is not None:
        return Hearer.FRONT_DESK if around.staff_role in FRONT_DESK else Hearer.STAFF
    return Hearer.STAFF if channel is Channel.STAFF else None


async def _insert(
    uow: UnitOfWork,
    new: Report,
    read: Decided,
    kept: Record,
    around: Surroundings,
    due_at: datetime | None,
) -> str:
    """Write the ticket under a number that is free; returns the number."""
    values: dict[str, Any] = {
        **{column: getattr(kept, column) for column in RECORDED},
        "group_id": around.estate.group_id,
        "estate_id": new.estate_id,
        "id": new.id,
        "state": State.REPORTED,
        "kind": read.kind,
        "category_code": read.category_code,
        "urgency": read.urgency,
        **read.marks,
        "severity": new.severity,
        "channel": new.channel,
        "due_at": due_at,
        "updated_at": uow.now,
    }
    for _ in range(NUMBERS_TRIED):
        number = ticket_number(kept.received_at, around.estate.calendar.local)
        if await insert_ticket(uow, {**values, "number": number}):
            return number
    raise GuanjiaError(Code.UNAVAILABLE)


__all__ = ["Receipt", "Report", "heard_by", "report"]
