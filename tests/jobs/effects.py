"""What the jobs of these tests do: leave a mark in the database, which can be counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from core.db.base import Base
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.handlers import CronRun, DueTimer, Event
from core.jobs.models import OutboxEvent
from tests.factories import EstateWorld

MARK = "test.mark"


def mark(uow: UnitOfWork, item: DueTimer | Event | CronRun, subject: UUID, **data: Any) -> None:
    """Leave a mark about `subject` in the item's estate."""
    uow.emit(MARK, group_id=item.group_id, estate_id=item.estate_id, subject_id=subject, **data)


async def marks(db: Database, **data: Any) -> Counter[UUID]:
    """How many marks there are about each subject, of those that carry `data`."""
    async with unit_of_work(db, Scope.system()) as uow:
        statement = select(OutboxEvent.subject_id).where(
            OutboxEvent.topic == MARK, OutboxEvent.payload.contains(data)
        )
        return Counter((await uow.execute(statement)).scalars())


async def rows(db: Database, model: type[Base], **values: Any) -> list[RowMapping]:
    """The rows of a queue that have these values."""
    async with unit_of_work(db, Scope.system()) as uow:
        statement = select(*model.__table__.columns).filter_by(**values)
        return list((await uow.execute(statement)).mappings())


async def set_timers(
    db: Database,
    estate: EstateWorld,
    kind: str,
    keys: list[str],
    due_at: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Timers, set by the estate's own staff."""
    scope = Scope.of(estate.agent.actor, (estate.id,))
    async with unit_of_work(db, scope) as uow:
        for key in keys:
            uow.set_timer(
                kind,
                key,
                due_at,
                group_id=estate.group_id,
                estate_id=estate.id,
                **(payload or {}),
            )


async def emit(db: Database, estate: EstateWorld, topic: str, subjects: list[UUID]) -> None:
    """Events, emitted by the estate's own staff."""
    scope = Scope.of(estate.agent.actor, (estate.id,))
    async with unit_of_work(db, scope) as uow:
        for subject in subjects:
            uow.emit(topic, group_id=estate.group_id, estate_id=estate.id, subject_id=subject)
