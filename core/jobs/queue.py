"""The rows of a queue: how they are claimed, and what is written where one was not done.

Claims use `FOR UPDATE SKIP LOCKED`, so that workers never wait for each other. How the claimed
rows are then worked off differs: `core.jobs.batch` in the claim's own transaction,
`core.jobs.couriers` outside of any.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import structlog
from sqlalchemy import CTE, Row, Table, and_, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import ReturningUpdate

from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.jobs.failure import next_try
from core.jobs.handlers import Consumer, Courier, CronJob, Handlers, TimerKind
from core.jobs.models import CronSlot, Delivery, Timer
from core.plugin.faults import Fault
from core.plugin.standing import Standing

SKIPPED = "PLUGIN_NOT_ENABLED"
"""Kept as `error` of what was not done because its plugin was not enabled at its time."""

Item = Row[Any]
Handler = TimerKind | Consumer | Courier | CronJob
log = structlog.get_logger("guanjia.jobs")


@dataclass(slots=True)
class Outcome:
    """How the items of a batch ended, as far as their rows do not say so yet."""

    done: list[Item] = field(default_factory=list)
    skipped: list[Item] = field(default_factory=list)
    failed: list[tuple[Item, str]] = field(default_factory=list)
    """With what is kept of the error."""


class Queue(ABC):
    """One kind of queue rows and what is done with them."""

    model: ClassVar[type[Timer] | type[Delivery] | type[CronSlot]]
    key: ClassVar[tuple[str, ...]]
    """The primary key's columns."""
    named_by: ClassVar[str]
    """The column that says which handler a row is for."""

    def __init__(self, handlers: Handlers, *, batch: int) -> None:
        """At most `batch` rows are claimed at a time."""
        self.handlers = handlers
        self.batch = batch

    @property
    @abstractmethod
    def known(self) -> Mapping[str, Handler]:
        """The handlers there are here; rows for others are left to workers that know them."""

    @abstractmethod
    async def work(self, database: Database) -> int:
        """Claim what is due, up to a batch, and do it; says how many rows there were."""

    def instants(self, item: Item, now: datetime) -> tuple[datetime, ...]:
        """The instants at which the item's plugin must have been enabled."""
        return (now,)

    def claim(self, now: datetime, **values: datetime) -> ReturningUpdate[Any]:
        """The statement that writes `values` into up to `batch` due rows and returns them."""
        table = self.model.__table__
        assert isinstance(table, Table)
        due = self._due(now)
        return (
            update(self.model)
            .values(**values)
            .where(*(self._column(name) == due.c[name] for name in self.key))
            .returning(*table.columns)
        )

    def _due(self, now: datetime) -> CTE:
        """The keys of up to `batch` due rows, locked. (A sub-select would not keep the limit.)"""
        return (
            select(*(self._column(name) for name in self.key))
            .where(
                self.model.done_at.is_(None),
                self.model.dead_at.is_(None),
                self.model.due_at <= now,
                self._column(self.named_by).in_(list(self.known)),
            )
            .order_by(self.model.due_at)
            .limit(self.batch)
            .with_for_update(skip_locked=True)
            .cte("due")
            .prefix_with("materialized", dialect="postgresql")
        )

    def handler(self, item: Item) -> Handler:
        """The handler an item is for."""
        return self.known[getattr(item, self.named_by)]

    async def enabled(self, uow: UnitOfWork, items: Sequence[Item], outcome: Outcome) -> list[Item]:
        """The items of the scope's estate that may run; the others are put down as skipped."""
        answers: dict[tuple[str, datetime], Standing] = {}
        found: list[Item] = []
        for item in items:
            handler = self.handler(item)
            asked = () if handler.plugin is None else self.instants(item, uow.now)
            questions = [(handler.plugin or "", at) for at in asked]
            for plugin, at in questions:
                if (plugin, at) not in answers:
                    answers[plugin, at] = await self.handlers.standing(uow, plugin, at)
            if all(answers[each].lets(winding_down=handler.winding_down) for each in questions):
                found.append(item)
            else:
                outcome.skipped.append(item)
        return found

    async def record(self, uow: UnitOfWork, outcome: Outcome) -> None:
        """Write how items ended. The scope may be any of the system's."""
        table = update(self.model).where(
            and_(*(self._column(name) == bindparam(f"key_{name}") for name in self.key))
        )
        if outcome.done:
            rows = [self._keys(item) for item in outcome.done]
            await uow.connection.execute(table.values(done_at=uow.now, error=None), rows)
        if outcome.skipped:
            rows = [self._keys(item) for item in outcome.skipped]
            await uow.connection.execute(table.values(done_at=uow.now, error=SKIPPED), rows)
        if outcome.failed:
            retry = table.values(
                done_at=None,
                attempts=bindparam("failures"),
                due_at=bindparam("again"),
                dead_at=bindparam("dead"),
                error=bindparam("kept"),
            )
            rows = [self._failed(uow.now, item, error) for item, error in outcome.failed]
            uow.faults += self._faults(uow.now, outcome)
            await uow.connection.execute(retry, rows)

    def _faults(self, now: datetime, outcome: Outcome) -> Iterator[Fault]:
        """What failed in jobs of plugins, for the record."""
        for item, error in outcome.failed:
            job = self.handler(item)
            if job.plugin is not None:
                yield Fault(item.group_id, item.estate_id, job.plugin, job.name, error, now)

    def _failed(self, now: datetime, item: Item, error: str) -> dict[str, Any]:
        failures = item.attempts + 1
        again = next_try(failures, now)
        log.warning(
            "job_failed",
            job=self.handler(item).name,
            estate=item.estate_id,
            failures=failures,
            dead=again is None,
            error=error,
        )
        return self._keys(item) | {
            "failures": failures,
            "again": item.due_at if again is None else again,
            "dead": now if again is None else None,
            "kept": error,
        }

    def _keys(self, item: Item) -> dict[str, Any]:
        return {f"key_{name}": getattr(item, name) for name in self.key}

    def _column(self, name: str) -> InstrumentedAttribute[Any]:
        column: InstrumentedAttribute[Any] = getattr(self.model, name)
        return column


__all__ = ["SKIPPED", "Handler", "Item", "Outcome", "Queue"]
