"""What is done is kept for a while, to be looked at, and then deleted, a batch at a time.

Ids carry their time, so that the oldest rows are found by the primary key. Dead rows stay: somebody
has to decide about them. A slot stays as long as the schedule could still ask for it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, delete, exists, select

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import GroupEntry
from core.ids import id_at
from core.jobs.cron import open_estates, zones_of
from core.jobs.handlers import Handlers
from core.jobs.idempotency import forget
from core.jobs.models import CronSlot, Delivery, OutboxEvent, Timer

KEPT = timedelta(days=14)
BATCH = 5_000
MOST_BATCHES = 100
"""A sweep deletes no more than this many batches a table: the next one goes on."""


async def sweep(database: Database, handlers: Handlers, kept: timedelta = KEPT) -> int:
    """Delete what was done more than `kept` ago; says how many rows. Any worker may do it.

    Answers of idempotency keys have a time of their own (`core.jobs.idempotency.KEPT`).
    """
    total = 0
    async with unit_of_work(database, Scope.system()) as uow:
        before = uow.now - kept
    for statement in _done(before):
        for _ in range(MOST_BATCHES):
            async with unit_of_work(database, Scope.system()) as uow:
                deleted = (await uow.execute(statement)).rowcount
            total += deleted
            if deleted < BATCH:
                break
    return total + await _slots(database, handlers, before) + await _answers(database)


def _done(before: datetime) -> Iterator[Delete]:
    """A statement a table; deliveries before their events."""
    oldest = id_at(before)
    undelivered = exists().where(Delivery.event_id == OutboxEvent.id)
    yield _batch(Timer, (Timer.id,), Timer.id < oldest, Timer.done_at < before)
    yield _batch(
        Delivery,
        (Delivery.event_id, Delivery.consumer),
        Delivery.event_id < oldest,
        Delivery.done_at < before,
    )
    yield _batch(
        OutboxEvent,
        (OutboxEvent.id,),
        OutboxEvent.id < oldest,
        OutboxEvent.routed_at < before,
        ~undelivered,
    )


def _batch(model: type[Any], key: tuple[Any, ...], *conditions: Any) -> Delete:
    old = (
        select(*key)
        .where(*conditions)
        .order_by(*key)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .cte("old")
        .prefix_with("materialized", dialect="postgresql")
    )
    return delete(model).where(*(column == old.c[column.key] for column in key))


async def _slots(database: Database, handlers: Handlers, before: datetime) -> int:
    deleted = 0
    async with unit_of_work(database, Scope.system()) as uow:
        zones = zones_of(await open_estates(uow)).values()
        for job in handlers.cron.values():
            asked = (job.schedule.latest(uow.now, zone, job.catch_up)[0] for zone in zones)
            statement = delete(CronSlot).where(
                CronSlot.job == job.name,
                CronSlot.slot < min(asked, default=before),
                CronSlot.done_at < before,
            )
            deleted += (await uow.execute(statement)).rowcount
    return deleted


async def _answers(database: Database) -> int:
    forgotten = 0
    async with unit_of_work(database, Scope.system()) as uow:
        groups = (await uow.execute(select(GroupEntry.id))).scalars().all()
        for group_id in groups:
            await uow.enter(Scope.system(group_id))
            forgotten += await forget(uow)
    return forgotten


__all__ = ["KEPT", "sweep"]
