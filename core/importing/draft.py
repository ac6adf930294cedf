"""What a row comes to: the ticket as its source tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.tickets.kinds import Channel, Kind, Nature, Severity, Urgency


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket to be taken over. Times are instants in UTC; it is closed where `closed_at` is set.

    `source_key` is the key by which a second run knows it again. What is unknown has its reason in
    `unknown_*` (S-A2). `kept` are the source's own words, for the history.
    """

    source_key: str
    kind: Kind
    category_code: str | None
    nature: Nature | None
    urgency: Urgency
    severity: Severity
    channel: Channel
    content: str
    place: str | None
    unknown_place: str | None
    unknown_house: str
    contact_name: str | None
    contact_phone: str | None
    unknown_contact: str | None
    occurred_at: datetime | None
    unknown_occurred: str | None
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    result: str | None
    kept: Mapping[str, str]


__all__ = ["Draft"]
