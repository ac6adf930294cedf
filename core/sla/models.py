"""Promises are rows: one clock for each promise a ticket is under."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate


class ClockState(StrEnum):
    """RUNNING and PAUSED clocks can still be kept; the rest are history."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    CANCELLED = "CANCELLED"


class Clock(TenantRow, Base):
    """One promise on one ticket. `rule` is its id in the service standard (`S-C1`).

    `due_at` is when it breaks as things stand; a paused clock keeps `remaining` (seconds of the
    promise's own kind of time) and has no due time. `broken_at` is set when the due time passes
    while it runs; a promise fulfilled late stays BROKEN, with `stopped_at`.
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
        {"info": {"wall": "estate", "narrow": "requester"}},
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
