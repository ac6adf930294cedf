"""Deliveries to couriers, who carry events outside: at least once.

No transaction is open while a courier is on its way. A delivery is leased (its due time moves
behind the courier's time), carried, and then marked done; if the worker dies in between, the lease
runs out and another takes it up. The receiver knows a repetition by the event's id.

A batch ends with its slowest delivery. Slow couriers have batches of their own, so that no message
to a person waits for a mailbox to be read.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.sql.dml import ReturningUpdate

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.failure import describe
from core.jobs.handlers import Courier, Handlers
from core.jobs.models import Delivery
from core.jobs.outbox import event_of, with_events
from core.jobs.queue import Item, Outcome, Queue

MARGIN = timedelta(seconds=15)
"""How much longer a lease lasts than the slowest courier's time."""

QUICK = 120.0
"""Who may take longer, in seconds, is slow."""


class Couriers(Queue):
    """The deliveries to quick or to slow couriers that are due; a batch is carried at once."""

    model = Delivery
    key = ("event_id", "consumer")
    named_by = "consumer"

    def __init__(self, handlers: Handlers, *, slow: bool = False, batch: int = 20) -> None:
        super().__init__(handlers, batch=batch)
        self._known = {
            name: courier
            for name, courier in handlers.couriers.items()
            if (courier.seconds > QUICK) is slow
        }
        slowest = max((courier.seconds for courier in self._known.values()), default=0.0)
        self.lease = timedelta(seconds=slowest) + MARGIN

    @property
    def known(self) -> Mapping[str, Courier]:
        """These couriers by name."""
        return self._known

    async def work(self, database: Database) -> int:
        """Lease what is due, up to a batch, carry it, and record how that ended."""
        outcome = Outcome()
        async with unit_of_work(database, Scope.system()) as uow:
            leased = await self._lease(uow, outcome)
        carried = await asyncio.gather(*(self._carry(database, item) for item in leased))
        for item, error in zip(leased, carried, strict=True):
            if error is None:
                outcome.done.append(item)
            else:
                outcome.failed.append((item, describe(error)))
        async with unit_of_work(database, Scope.system()) as uow:
            await self.record(uow, outcome)
        return len(leased) + len(outcome.skipped)

    async def _lease(self, uow: UnitOfWork, outcome: Outcome) -> list[Item]:
        statement: ReturningUpdate[Any] = with_events(
            self.claim(uow.now, due_at=uow.now + self.lease)
        )
        claimed = sorted((await uow.execute(statement)).all(), key=lambda item: item.estate_id)
        found: list[Item] = []
        for _, together in groupby(claimed, key=lambda item: item.estate_id):
            items = list(together)
            if any(self.known[item.consumer].plugin for item in items):
                await uow.enter(Scope.system(items[0].group_id, items[0].estate_id))
            found += await self.enabled(uow, items, outcome)
        return found

    async def _carry(self, database: Database, item: Item) -> Exception | None:
        courier = self.known[item.consumer]
        try:
            async with asyncio.timeout(courier.seconds):
                await courier.handle(database, event_of(item))
        except Exception as error:
            return error
        return None


__all__ = ["Couriers"]
