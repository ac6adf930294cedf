"""Promises are rows: one clock for each promise a ticket is under. So are policies and calendars
that were: a version never changes, and neither does what a calendar said before a change."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.adopted.models import AdoptedVersion, by_scope
from core.coded import Coded
from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate


class ClockState(StrEnum):
    """RUNNING and PAUSED clocks can still be kept; the rest are history."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    CANCELLED = "CANCELLED"


class Basis(Coded):
    """What kind of time a promise is counted in."""

    ELAPSED = "ELAPSED", "time that passes"
    WORKING_TIME = "WORKING_TIME", "the estate's shifts"
    WORKING_DAYS = "WORKING_DAYS", "to the end of the n-th working day; cannot be paused"


class Clock(TenantRow, Base):
    """One promise on one ticket. `rule` is its id in the service standard (`S-C1`).

    `due_at` is when it breaks as things stand; a paused clock keeps `remaining` (seconds of the
    promise's own kind of time) and has no due time. `broken_at` is set when the due time passes
    while it runs; a promise fulfilled late stays BROKEN, with `stopped_at`. `basis` is the kind of
    time it is counted in, null for a time that was named; `warned` names the points it has passed.
    """

    __tablename__ = "clock"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "ticket_id", "rule", "round"),
        Index(
            "ix_clock_running_due",
            "estate_id",
            "due_at",
            postgresql_where=text("state = 'RUNNING'"),
        ),
        one_of("state", ClockState),
        one_of("basis", Basis),
        {"info": {"wall": "estate", "cloned": False, "narrow": "requester"}},
    )

    ticket_id: Mapped[UUID]
    requester_id: Mapped[UUID | None]
    rule: Mapped[str]
    round: Mapped[int]
    state: Mapped[ClockState] = mapped_column(EnumText(ClockState))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    remaining: Mapped[int | None]
    stopped_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]
    basis: Mapped[Basis | None] = mapped_column(EnumText(Basis))
    warned: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)


class PolicyVersion(AdoptedVersion, Base):
    """A policy adopted by a group, or by one estate of it; never changed (S-D7)."""

    __tablename__ = "policy_version"
    __table_args__ = by_scope()


class CalendarChange(TenantRow, Base):
    """A change of an estate's calendar at `at`: the facts that held until then, kept for clocks.

    `days` are the days on which the estate differed, by ISO date; `note` says what was changed.
    """

    __tablename__ = "calendar_change"
    __table_args__ = (
        of_estate(),
        Index(None, "estate_id", "at"),
        {"info": {"wall": "estate", "cloned": False, "append_only": True}},
    )

    at: Mapped[datetime]
    zone: Mapped[str]
    shifts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    holidays: Mapped[str]
    days: Mapped[dict[str, Any]] = mapped_column(JSONB)
    note: Mapped[str]
    changed_by: Mapped[UUID]
