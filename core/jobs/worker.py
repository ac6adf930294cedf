"""The worker: ticks, and works off what is due. Any number of them may run side by side.

APScheduler only ticks; what is due is remembered by PostgreSQL. Each lane (timers, routing,
deliveries, quick couriers, slow couriers, cron) wakes on its tick, or when another of this worker
has made work for it, and goes on, batch after batch, until nothing is due. Asked to stop, a worker
finishes the batches it is in and begins no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.db.engine import Database
from core.jobs import outbox, retention
from core.jobs.couriers import Couriers
from core.jobs.cron import CronSlots
from core.jobs.failure import describe
from core.jobs.handlers import Handlers
from core.jobs.outbox import Deliveries
from core.jobs.timers import Timers

TICK = timedelta(milliseconds=500)
SWEEP = timedelta(hours=1)
FEEDS: Mapping[str, frozenset[str]] = {
    "cron": frozenset({"route"}),
    "timers": frozenset({"route"}),
    "route": frozenset({"deliveries", "couriers", "slow couriers"}),
    "deliveries": frozenset({"route", "timers"}),
}
"""The lanes for which what a lane does makes work at once."""

log = structlog.get_logger("guanjia.jobs")


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of work: `step` does a batch and says how much there was."""

    name: str
    step: Callable[[], Awaitable[int]]
    interval: timedelta
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def tick(self) -> None:
        """Called by the scheduler."""
        self.wake.set()


class Worker:
    """Works off the queues of one database."""

    def __init__(self, database: Database, handlers: Handlers, *, tick: timedelta = TICK) -> None:
        """`tick` is how often each lane looks; the database must stay open while it runs."""
        timers = Timers(handlers)
        deliveries = Deliveries(handlers)
        quick, slow = Couriers(handlers), Couriers(handlers, slow=True)
        cron = CronSlots(handlers)
        self._lanes = (
            Lane("cron", lambda: cron.work(database), tick),
            Lane("timers", lambda: timers.work(database), tick),
            Lane("route", lambda: outbox.route(database, handlers), tick),
            Lane("deliveries", lambda: deliveries.work(database), tick),
            Lane("couriers", lambda: quick.work(database), tick),
            Lane("slow couriers", lambda: slow.work(database), tick),
        )
        self._sweep = Lane("sweep", lambda: retention.sweep(database, handlers), SWEEP)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish the batches under way.

        Failures of jobs are kept in their rows; a database that cannot be reached is tried again
        with the next tick.
        """
        scheduler = AsyncIOScheduler(timezone=UTC)
        lanes = (*self._lanes, self._sweep)
        for lane in lanes:
            lane.wake.set()  # what was due while all were down is done at once
            scheduler.add_job(
                lane.tick,
                IntervalTrigger(seconds=lane.interval.total_seconds(), timezone=UTC),
                misfire_grace_time=None,
                coalesce=True,
            )
        scheduler.start()
        log.info("worker_started")
        working = [asyncio.create_task(self._work(lane, stop), name=lane.name) for lane in lanes]
        try:
            await stop.wait()
            scheduler.shutdown(wait=False)
            for lane in lanes:
                lane.wake.set()
            await asyncio.gather(*working)
        finally:
            for task in working:
                task.cancel()
            if scheduler.running:
                scheduler.shutdown(wait=False)
            log.info("worker_stopped")

    async def drain(self, rounds: int = 1_000) -> int:
        """Do all that is due now, and what comes of it; says how much that was.

        Raises RuntimeError after so many `rounds`: some work makes more work for ever.
        """
        total = 0
        for _ in range(rounds):
            done = 0
            for lane in self._lanes:
                done += await lane.step()
            if done == 0:
                return total
            total += done
        raise RuntimeError(f"the queues were not empty after {rounds} rounds")

    async def _work(self, lane: Lane, stop: asyncio.Event) -> None:
        fed = [each for each in self._lanes if each.name in FEEDS.get(lane.name, ())]
        while not stop.is_set():
            await lane.wake.wait()
            lane.wake.clear()
            try:
                while not stop.is_set() and await lane.step():
                    for each in fed:
                        each.wake.set()
            except Exception as error:
                # The lane must outlive whatever this is: the database may be restarting.
                log.error("lane_failed", lane=lane.name, error=describe(error))


__all__ = ["Worker"]
