"""Scheduled jobs: one slot for each job, estate and scheduled time, run once.

Once a minute each worker writes down the slots that have come (`CronSlots.write_down`); the row's
key makes them unique however many workers do so. What was due while all were down is found in the
same way on return, and a slot that failed is tried again like any other queue row.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import Estate, EstateEntry
from core.jobs.batch import BatchQueue
from core.jobs.handlers import CronJob, CronRun, Handlers
from core.jobs.models import CronSlot, CronStart
from core.jobs.queue import Item

log = structlog.get_logger("guanjia.jobs")


@dataclass(frozen=True, slots=True)
class OpenEstate:
    """What the schedule needs to know of an estate."""

    group_id: int
    id: int
    zone: str
    created_at: datetime


class CronSlots(BatchQueue):
    """The slots that are due."""

    model = CronSlot
    key = ("job", "estate_id", "slot")
    named_by = "job"

    def __init__(self, handlers: Handlers, *, batch: int = 10, seconds: float = 300.0) -> None:
        super().__init__(handlers, batch=batch, seconds=seconds)
        self._looked: datetime | None = None
        self._written: dict[tuple[str, int], datetime] = {}

    @property
    def known(self) -> Mapping[str, CronJob]:
        """Scheduled jobs by name."""
        return self.handlers.cron

    def instants(self, item: Item, now: datetime) -> tuple[datetime, ...]:
        """Enabled when it was due and now: nothing is made up for from before the contract."""
        return (item.slot, now)

    async def perform(self, uow: UnitOfWork, run: Sequence[Item]) -> None:
        """Run the job for each slot."""
        for item in run:
            slot = CronRun(item.job, item.group_id, item.estate_id, item.slot)
            await self.known[item.job].handle(uow, slot)

    async def work(self, database: Database) -> int:
        """Write down what has come, then claim what is due, up to a batch, and do it."""
        await self.write_down(database)
        return await super().work(database)

    async def write_down(self, database: Database) -> None:
        """Make the rows of the slots that have come since the last look, once a minute."""
        async with unit_of_work(database, Scope.system()) as uow:
            minute = uow.now.replace(second=0, microsecond=0)
            if not self.known or minute == self._looked:
                return
            since = await self._since(uow)
            estates = await open_estates(uow)
            written = dict(self._written)
            rows = list(self._come(uow.now, since, estates, written))
            if rows:
                await uow.connection.execute(insert(CronSlot).on_conflict_do_nothing(), rows)
        self._looked = minute
        self._written = written

    async def _since(self, uow: UnitOfWork) -> Mapping[str, datetime]:
        """Since when each job is known; those that are new are known from now on."""
        rows = [{"job": job, "since": uow.now} for job in self.known]
        await uow.connection.execute(insert(CronStart).on_conflict_do_nothing(), rows)
        found = await uow.execute(select(CronStart.job, CronStart.since))
        return {row.job: row.since for row in found}

    def _come(
        self,
        now: datetime,
        since: Mapping[str, datetime],
        estates: Sequence[OpenEstate],
        written: dict[tuple[str, int], datetime],
    ) -> Iterator[Mapping[str, object]]:
        """The rows to be written; `written` remembers the last slot of each job and estate."""
        zones = zones_of(estates)
        for job in self.known.values():
            slots = {
                name: job.schedule.latest(now, zone, job.catch_up) for name, zone in zones.items()
            }
            for estate in estates:
                after = max(since[job.name], estate.created_at)
                last = written.get((job.name, estate.id), after)
                for slot in slots.get(estate.zone, ()):
                    if slot > last:
                        written[job.name, estate.id] = slot
                        yield {
                            "job": job.name,
                            "estate_id": estate.id,
                            "slot": slot,
                            "group_id": estate.group_id,
                            "due_at": slot,
                            "attempts": 0,
                        }


async def open_estates(uow: UnitOfWork) -> list[OpenEstate]:
    """Every open estate of every group, read group by group behind the wall.

    Leaves the unit of work in the last group's scope.
    """
    entries = await uow.execute(select(EstateEntry.group_id, EstateEntry.id))
    groups: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        groups[entry.group_id].append(entry.id)
    found: list[OpenEstate] = []
    for group_id, ids in groups.items():
        await uow.enter(Scope.system(group_id, *ids))
        rows = await uow.execute(
            select(Estate.id, Estate.zone, Estate.created_at).where(
                Estate.id.in_(ids), Estate.group_id == group_id, Estate.closed_at.is_(None)
            )
        )
        found += [OpenEstate(group_id, row.id, row.zone, row.created_at) for row in rows]
    return found


def zones_of(estates: Sequence[OpenEstate]) -> dict[str, ZoneInfo]:
    """The zones of some estates. One that no one knows stops only the schedule of its estates."""
    found: dict[str, ZoneInfo] = {}
    for name in sorted({estate.zone for estate in estates}):
        try:
            found[name] = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            log.error("unknown_zone", zone=name)
    return found


__all__ = ["CronSlots", "OpenEstate", "open_estates", "zones_of"]
