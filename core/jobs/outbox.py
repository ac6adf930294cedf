"""The outbox: what happened, brought to whoever wants to know.

An event is routed once: one delivery row for each consumer of its topic, in one statement. Then
each delivery goes its own way, with its own tries. Events are claimed by what is not yet routed,
never "after the highest id": ids commit out of order.

A consumer works in the database, in the delivery's own transaction: exactly once. A courier goes
outside; its delivery is leased, carried, and marked done: at least once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Update, bindparam, cast, column, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.types import Text

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.batch import BatchQueue
from core.jobs.handlers import EVERY_TOPIC, Consumer, Courier, Event, Handlers
from core.jobs.models import Delivery, OutboxEvent
from core.jobs.queue import Item


async def route(database: Database, handlers: Handlers, batch: int = 500) -> int:
    """Make the deliveries of up to `batch` events; says how many events there were."""
    async with unit_of_work(database, Scope.system()) as uow:
        result = await uow.execute(_routing(handlers, uow.now, batch))
        return result.rowcount


def _routing(handlers: Handlers, now: datetime, batch: int) -> Update:
    """One statement: claim events, insert their deliveries, mark them routed."""
    takers: list[Consumer | Courier] = [*handlers.consumers.values(), *handlers.couriers.values()]
    wants = [
        (topic, taker.name, orjson.dumps(dict(taker.only.get(topic, {}))).decode())
        for taker in takers
        for topic in sorted(taker.topics)
    ]
    waiting = (
        select(
            OutboxEvent.id,
            OutboxEvent.group_id,
            OutboxEvent.estate_id,
            OutboxEvent.topic,
            OutboxEvent.payload,
        )
        .where(OutboxEvent.routed_at.is_(None))
        .order_by(OutboxEvent.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
        .cte("waiting")
        .prefix_with("materialized", dialect="postgresql")
    )
    wanted = (
        func.unnest(
            bindparam("topics", [topic for topic, _, _ in wants], ARRAY(Text)),
            bindparam("takers", [taker for _, taker, _ in wants], ARRAY(Text)),
            bindparam("only", [only for _, _, only in wants], ARRAY(Text)),
        )
        .table_valued("topic", "taker", column("only", Text), name="wanted")
        .render_derived()
    )
    deliveries = (
        select(
            waiting.c.id,
            wanted.c.taker,
            waiting.c.group_id,
            waiting.c.estate_id,
            bindparam("attempts", 0),
            bindparam("due_at", now),
        )
        .select_from(waiting)
        .join(wanted, or_(wanted.c.topic == waiting.c.topic, wanted.c.topic == EVERY_TOPIC))
        .where(waiting.c.payload.contains(cast(wanted.c.only, JSONB)))
        .distinct()
    )
    made = (
        insert(Delivery)
        .from_select(
            ["event_id", "consumer", "group_id", "estate_id", "attempts", "due_at"],
            deliveries,
            include_defaults=False,
        )
        .on_conflict_do_nothing()
        .cte("made")
    )
    return (
        update(OutboxEvent)
        .values(routed_at=now)
        .where(OutboxEvent.id == waiting.c.id)
        .add_cte(made)
    )


class Deliveries(BatchQueue):
    """The deliveries to consumers that are due."""

    model = Delivery
    key = ("event_id", "consumer")
    named_by = "consumer"

    @property
    def known(self) -> Mapping[str, Consumer]:
        """Consumers by name."""
        return self.handlers.consumers

    def claim(self, now: datetime, **values: datetime) -> ReturningUpdate[Any]:
        """With the events themselves."""
        return with_events(super().claim(now, **values))

    def takes_many(self, item: Item) -> bool:
        """Whether the item's consumer does."""
        return self.known[item.consumer].together is not None

    async def perform(self, uow: UnitOfWork, run: Sequence[Item]) -> None:
        """Give the events of a run to their consumer."""
        consumer = self.known[run[0].consumer]
        events = tuple(event_of(item) for item in run)
        if consumer.together is None:
            for event in events:
                await consumer.handle(uow, event)
        else:
            await consumer.together(uow, events)


def with_events(claim: ReturningUpdate[Any]) -> ReturningUpdate[Any]:
    """A claim of deliveries that returns what `event_of` needs as well."""
    return claim.where(OutboxEvent.id == Delivery.event_id).returning(
        OutboxEvent.topic, OutboxEvent.subject_id, OutboxEvent.payload, OutboxEvent.at
    )


def event_of(item: Item) -> Event:
    """The event of a claimed delivery."""
    return Event(
        id=item.event_id,
        group_id=item.group_id,
        estate_id=item.estate_id,
        topic=item.topic,
        subject_id=item.subject_id,
        payload=item.payload,
        at=item.at,
    )


__all__ = ["Deliveries", "event_of", "route", "with_events"]
