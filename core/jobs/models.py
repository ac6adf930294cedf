"""What is still to be done, remembered by PostgreSQL: outbox, deliveries, timers, cron slots.

These tables are queues: no foreign keys to tenant tables, written in the tenant's transaction and
read only by the system audience (the workers).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base

WAITING = "done_at is null and dead_at is null"


class Queued:
    """Something to be done once, at or after `due_at`.

    It ends done, or dead after too many failures. `error` tells the last failure by its kind and
    place, never by its message, which may hold personal data. `attempts` counts failures.
    """

    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str | None]


class OutboxEvent(Base):
    """Something that happened, written with the rows it concerns. `topic` is noun.verb."""

    __tablename__ = "outbox_event"
    __table_args__ = (
        Index("ix_outbox_event_waiting", "id", postgresql_where=text("routed_at is null")),
        {"info": {"wall": "queue"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    estate_id: Mapped[int]
    topic: Mapped[str]
    subject_id: Mapped[UUID]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime]
    routed_at: Mapped[datetime | None]


class Delivery(Queued, Base):
    """An event on its way to one consumer: at least once, idempotent by `(event_id, consumer)`."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due", "due_at", postgresql_where=text(WAITING)),
        {"info": {"wall": "queue"}},
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    consumer: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    estate_id: Mapped[int]


class Timer(Queued, Base):
    """A moment at which something is to be done, once. `key` makes it unique within its kind."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("estate_id", "kind", "key"),
        Index("ix_timer_due", "due_at", postgresql_where=text(WAITING)),
        {"info": {"wall": "queue"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    estate_id: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)


class CronSlot(Queued, Base):
    """One run of one scheduled job for one estate. `slot` is the instant it was scheduled for."""

    __tablename__ = "cron_slot"
    __table_args__ = (
        Index("ix_cron_slot_due", "due_at", postgresql_where=text(WAITING)),
        {"info": {"wall": "queue"}},
    )

    job: Mapped[str] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[datetime] = mapped_column(primary_key=True)
    group_id: Mapped[int]


class CronStart(Base):
    """Since when a scheduled job is known: earlier slots are nobody's."""

    __tablename__ = "cron_start"
    __table_args__ = ({"info": {"wall": "system"}},)

    job: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class Idempotency(Base):
    """The first answer to a mutation, kept to be replayed to whoever sends it again.

    Claimed by unique insert in the scope (group, actor, operation); another request under the same
    key is refused by `fingerprint`.
    """

    __tablename__ = "idempotency"
    __table_args__ = (
        Index(None, "created_at"),
        {"info": {"wall": "group"}},
    )

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
