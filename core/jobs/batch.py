"""A queue whose effects are in the database: claim and effect in one transaction, in batches.

The claim marks its rows done; a worker that dies undoes its claims together with their effects,
so that nothing is lost and nothing happens twice. Within the batch the rows of one estate run
behind one savepoint, in the system's scope for that estate; those of a core's handler that takes
many at once, behind one for all estates of their group. Where one of them fails, they are run again
one by one, each behind its own savepoint: a bad one costs only itself.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.failure import describe
from core.jobs.handlers import Handlers
from core.jobs.queue import Item, Outcome, Queue

SECONDS = 30.0


class Lost(Exception):
    """An item took the transaction with it; everything claimed is free again."""

    def __init__(self, item: Item, error: Exception) -> None:
        super().__init__("the transaction is lost")
        self.item = item
        self.error = error


class BatchQueue(Queue):
    """A queue worked off in batches."""

    def __init__(self, handlers: Handlers, *, batch: int = 200, seconds: float = SECONDS) -> None:
        """Each item may take `seconds`; a longer one has failed."""
        super().__init__(handlers, batch=batch)
        self.seconds = seconds

    @abstractmethod
    async def perform(self, uow: UnitOfWork, run: Sequence[Item]) -> None:
        """Do what the items of a run ask for."""

    def takes_many(self, item: Item) -> bool:
        """Whether the item's handler is called once for a run of items."""
        return False

    def _runs(self, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        """The items in runs that are done at once: of one, unless the handler takes many."""
        for _, run in groupby(items, key=lambda item: getattr(item, self.named_by)):
            first, *others = run
            if self.takes_many(first):
                yield (first, *others)
            else:
                yield from ((item,) for item in (first, *others))

    def _parts(self, items: Iterable[Item]) -> Iterator[Sequence[Item]]:
        """What runs behind one savepoint each: an estate's items, or a group's of one handler."""
        parts: dict[tuple[int, int | str], list[Item]] = {}
        # In one order everywhere, so that workers seldom wait for each other's row locks.
        for item in sorted(items, key=lambda item: (item.group_id, item.estate_id, item.due_at)):
            whole = self.takes_many(item) and self.handler(item).plugin is None
            part = getattr(item, self.named_by) if whole else item.estate_id
            parts.setdefault((item.group_id, part), []).append(item)
        yield from parts.values()

    async def work(self, database: Database) -> int:
        """Claim what is due, up to a batch, and do it; says how many rows there were."""
        try:
            async with unit_of_work(database, Scope.system()) as uow:
                return await self._work(uow)
        except Lost as lost:
            async with unit_of_work(database, Scope.system()) as uow:
                await self.record(uow, Outcome(failed=[(lost.item, describe(lost.error))]))
            return 1

    async def _work(self, uow: UnitOfWork) -> int:
        claimed = (await uow.execute(self.claim(uow.now, done_at=uow.now))).all()
        outcome = Outcome()
        for part in self._parts(claimed):
            await self._part(uow, part, outcome)
        await self.record(uow, outcome)
        return len(claimed)

    async def _part(self, uow: UnitOfWork, items: Sequence[Item], outcome: Outcome) -> None:
        inside = self._inside(uow, uow.scope)
        estates = dict.fromkeys(item.estate_id for item in items)
        await inside.enter(Scope.system(items[0].group_id, *estates))
        enabled = await self.enabled(inside, items, outcome)
        error = await self._together(inside, enabled)
        if error is None:
            return
        for item in enabled:
            if len(enabled) > 1:
                error = await self._together(self._inside(uow, inside.scope), [item])
            if error is not None:
                outcome.failed.append((item, describe(error)))

    def _inside(self, uow: UnitOfWork, scope: Scope) -> UnitOfWork:
        """A unit of work in the same transaction, whose plugins' faults are kept with it."""
        inside = UnitOfWork(uow.connection, scope)
        inside.faults = uow.faults
        return inside

    async def _together(self, uow: UnitOfWork, items: Sequence[Item]) -> Exception | None:
        """Do the items behind one savepoint; if one fails none is done, and its error returned."""
        if not items:
            return None
        savepoint = await uow.connection.begin_nested()
        current = items[0]
        try:
            for run in self._runs(items):
                current = run[0]
                async with asyncio.timeout(self.seconds):
                    await self.perform(uow, run)
                    await uow.flush()
            await savepoint.commit()
        except Exception as error:
            if uow.connection.closed or uow.connection.invalidated:
                if isinstance(error, TimeoutError):
                    raise Lost(current, error) from error
                raise
            await savepoint.rollback()
            return error
        return None


__all__ = ["BatchQueue"]
