"""The record of S-A2: what a report must say, what is filled in for it, what is refused."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor, Audience
from core.errors import GuanjiaError, NotFound
from core.ids import new_id
from core.tickets import rules
from core.tickets.errors import RecordIncomplete, TicketCode
from core.tickets.kinds import Channel, Kind, Nature, Severity, Urgency
from core.tickets.repository import Surroundings


@dataclass(frozen=True, slots=True)
class Report:
    """What the caller says. What is unknown has its reason in `unknown_*` instead of a value.

    Left out, these are filled in: kind, category and urgency, as the words propose; the requester,
    for residents themselves; name and phone, from the requester; the place, from the house; the
    time received (now); the receiver (the member of staff who records it). `id` is the key the
    ticket will have.
    """

    estate_id: int
    kind: Kind | None
    channel: Channel
    content: str
    category_code: str | None = None
    nature: Nature | None = None
    urgency: Urgency | None = None
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
    attachments: tuple[UUID, ...] = ()
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Record:
    """The complete record. Names are those of the ticket's columns."""

    content: str
    nature: Nature | None
    house_id: UUID | None
    unknown_house: str | None
    place: str | None
    unknown_place: str | None
    requester_id: UUID | None
    contact_name: str | None
    contact_phone: str | None
    unknown_contact: str | None
    occurred_at: datetime | None
    unknown_occurred: str | None
    received_at: datetime
    received_by: UUID | None
    important: bool


def check_caller(actor: Actor, new: Report) -> None:
    """Whether the caller may say this at all: by this door, for this house, for this person.

    Residents report as themselves and for a house of their own. Raises `NotFound` and
    CHANNEL_NOT_ALLOWED.
    """
    text.optional("categoryCode", new.category_code, rules.NAME_MOST)
    if new.channel not in rules.CHANNELS[actor.audience]:
        raise GuanjiaError(
            TicketCode.CHANNEL_NOT_ALLOWED, field="channel", details={"channel": new.channel.value}
        )
    if actor.audience is not Audience.RESIDENT:
        return
    if new.house_id is not None and new.house_id not in actor.houses:
        raise NotFound("houseId")
    if new.requester_id is not None and new.requester_id not in actor.persons:
        raise NotFound("requesterId")
    if new.received_by is not None:
        raise NotFound("receivedBy")


def residents_named(actor: Actor, new: Report) -> tuple[UUID, ...]:
    """Who the requester may be: the caller, or whoever the caller names."""
    if actor.audience is Audience.RESIDENT and new.requester_id is None:
        return actor.persons
    return () if new.requester_id is None else (new.requester_id,)


def receivers_named(actor: Actor, new: Report) -> tuple[UUID, ...]:
    """Who the receiver may be: whoever the caller names, or the member of staff who calls."""
    if new.received_by is not None:
        return (new.received_by,)
    return actor.persons if actor.audience is Audience.STAFF else ()


def complete(actor: Actor, new: Report, kind: Kind, around: Surroundings, now: datetime) -> Record:
    """The complete record of what was reported, as a ticket of `kind`.

    Raises `NotFound` for what the caller may not refer to, `RecordIncomplete` naming all that is
    missing, and refusals for single fields.
    """
    _check_found(actor, new, kind, around)
    received_at = rules.not_future("receivedAt", new.received_at or now, now)
    rules.not_before("receivedAt", received_at, now - rules.RECEIVED_BACK)
    record = Record(
        content=text.optional("content", new.content, rules.CONTENT_MOST) or "",
        nature=rules.nature_of(kind, new.nature, around.category_nature, required=False),
        house_id=new.house_id,
        unknown_house=text.optional("unknownHouse", new.unknown_house, rules.REASON_MOST),
        place=text.optional("place", new.place, rules.PLACE_MOST)
        or (None if new.unknown_place else around.house_label),
        unknown_place=text.optional("unknownPlace", new.unknown_place, rules.REASON_MOST),
        requester_id=around.resident_id,
        contact_name=text.optional("contactName", new.contact_name, rules.NAME_MOST)
        or around.resident_name,
        contact_phone=rules.phone("contactPhone", new.contact_phone) or around.resident_phone,
        unknown_contact=text.optional("unknownContact", new.unknown_contact, rules.REASON_MOST),
        occurred_at=_occurred(new, received_at, now),
        unknown_occurred=text.optional("unknownOccurred", new.unknown_occurred, rules.REASON_MOST),
        received_at=received_at,
        received_by=around.staff_id,
        important=around.resident_important,
    )
    missing = tuple(_missing(actor, record))
    if missing:
        raise RecordIncomplete(missing)
    return record


def _check_found(actor: Actor, new: Report, kind: Kind, around: Surroundings) -> None:
    if around.estate.closed_at is not None:
        raise GuanjiaError(TicketCode.ESTATE_CLOSED, field="estateId")
    named = (
        ("houseId", new.house_id, around.house_label),
        ("requesterId", new.requester_id, around.resident_id),
        ("receivedBy", new.received_by, around.staff_id),
        ("categoryCode", new.category_code, around.category_kind),
    )
    for field_name, asked, found in named:
        if asked is not None and found is None:
            raise NotFound(field_name)
    if actor.audience is Audience.RESIDENT and around.resident_id is None:
        raise NotFound("estateId")
    if around.category_kind not in (None, kind):
        raise GuanjiaError(
            TicketCode.CATEGORY_OF_OTHER_KIND,
            field="categoryCode",
            details={"kind": around.category_kind},
        )


def _occurred(new: Report, received_at: datetime, now: datetime) -> datetime | None:
    if new.occurred_at is None:
        return None
    occurred_at = rules.not_future("occurredAt", new.occurred_at, now)
    rules.not_before("occurredAt", occurred_at, now - rules.OCCURRED_BACK)
    if occurred_at > received_at + timedelta(minutes=1):
        raise GuanjiaError(TicketCode.TIMES_REVERSED, field="occurredAt")
    return occurred_at


REQUIRED: tuple[tuple[str, str, str | None], ...] = (
    ("content", "content", None),
    ("houseId", "house_id", "unknown_house"),
    ("place", "place", "unknown_place"),
    ("contactName", "contact_name", "unknown_contact"),
    ("contactPhone", "contact_phone", "unknown_contact"),
    ("occurredAt", "occurred_at", "unknown_occurred"),
)
"""What S-A2 asks for: the field's name, where it stands in the record, what may stand instead."""


def _missing(actor: Actor, record: Record) -> list[str]:
    missing = [
        name
        for name, value, instead in REQUIRED
        if not getattr(record, value) and not (instead and getattr(record, instead))
    ]
    if actor.audience is Audience.STAFF and record.received_by is None:
        missing.append("receivedBy")
    return missing


__all__ = [
    "REQUIRED",
    "Record",
    "Report",
    "check_caller",
    "complete",
    "receivers_named",
    "residents_named",
]
