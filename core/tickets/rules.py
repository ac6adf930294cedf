"""What a record must hold, how long texts may be, and which times make sense (S-A2)."""

import re
from datetime import datetime, timedelta

from core.actor import Audience
from core.errors import GuanjiaError
from core.tickets.errors import TicketCode
from core.tickets.kinds import Channel, Kind, Nature

CONTENT_MOST = 4000
RESULT_MOST = 4000
NOTE_MOST = 2000
PLACE_MOST = 200
NAME_MOST = 100
REASON_MOST = 200
UNIT_MOST = 20
"""Lengths in characters."""

MATERIALS_MOST = 100
LABOUR_MOST = 60 * 24 * 60
"""Minutes: sixty days."""

QUANTITY_MOST = 1_000_000_000
COST_MOST = 100_000_000_00
"""Thousandths of a unit; fen."""

RECEIVED_BACK = timedelta(days=30)
"""How long after it was received something may still be recorded (mailbox, hearsay: S-A5)."""

OCCURRED_BACK = timedelta(days=3660)

AHEAD = timedelta(minutes=5)
"""How far a client's clock may run ahead of ours."""

CHANNELS: dict[Audience, frozenset[Channel]] = {
    Audience.RESIDENT: frozenset({Channel.WEB, Channel.APP, Channel.WECHAT, Channel.EMAIL}),
    Audience.SERVICE: frozenset(Channel),
    Audience.STAFF: frozenset(Channel) - {Channel.SYSTEM},
    Audience.SYSTEM: frozenset({Channel.SYSTEM}),
    Audience.PARTNER: frozenset(),
}
"""By which doors each audience may say a report came in (S-A1)."""

_PHONE = re.compile(r"\+?[0-9][0-9 \-()#*]{2,30}")


def phone(field: str, value: str | None) -> str | None:
    """A telephone number as people write it; raises PHONE_UNREADABLE for anything else."""
    if value is None or not value.strip():
        return None
    kept = value.strip()
    if not _PHONE.fullmatch(kept):
        raise GuanjiaError(TicketCode.PHONE_UNREADABLE, field=field)
    return kept


def not_future(field: str, value: datetime, now: datetime) -> datetime:
    """`value`, or now where it lies ahead by no more than clocks differ; else TIME_IN_FUTURE."""
    if value > now + AHEAD:
        raise GuanjiaError(TicketCode.TIME_IN_FUTURE, field=field)
    return min(value, now)


def not_before(field: str, value: datetime, earliest: datetime) -> datetime:
    """`value`; raises TIME_TOO_OLD where it lies before `earliest`."""
    if value < earliest:
        raise GuanjiaError(TicketCode.TIME_TOO_OLD, field=field, details={"earliest": earliest})
    return value


def future(field: str, value: datetime, now: datetime) -> datetime:
    """`value`; raises TIME_IN_PAST where it is not after now."""
    if value <= now:
        raise GuanjiaError(TicketCode.TIME_IN_PAST, field=field)
    return value


def nature_of(
    kind: Kind, given: Nature | None, by_category: Nature | None, *, required: bool
) -> Nature | None:
    """Repair-type or service-type, for complaints alone (S-B2).

    Raises NATURE_NOT_FOR_KIND where another kind is given one, and NATURE_REQUIRED where a
    complaint has none although it is `required`.
    """
    if kind is not Kind.COMPLAINT:
        if given is not None:
            raise GuanjiaError(TicketCode.NATURE_NOT_FOR_KIND, field="nature")
        return None
    nature = given or by_category
    if nature is None and required:
        raise GuanjiaError(TicketCode.NATURE_REQUIRED, field="nature")
    return nature


__all__ = [
    "CHANNELS",
    "CONTENT_MOST",
    "COST_MOST",
    "LABOUR_MOST",
    "MATERIALS_MOST",
    "NAME_MOST",
    "NOTE_MOST",
    "OCCURRED_BACK",
    "PLACE_MOST",
    "QUANTITY_MOST",
    "REASON_MOST",
    "RECEIVED_BACK",
    "RESULT_MOST",
    "UNIT_MOST",
    "future",
    "nature_of",
    "not_before",
    "not_future",
    "phone",
]
