"""Scheduled jobs: once for each estate at its own local time, however many workers there are."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from core import clock
from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.jobs.cron import CronSlots
from core.jobs.handlers import CronJob, CronRun, Handlers, Jobs
from core.jobs.models import CronSlot
from core.jobs.schedule import Schedule, daily, every, monthly
from tests.factories import World, make_world
from tests.jobs.effects import rows

EARLY = datetime(2025, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Runs:
    """What ran: (estate, slot)."""

    def __init__(self, name: str, schedule: Schedule, *, catch_up: int = 1) -> None:
        self.seen: list[tuple[int, datetime]] = []
        self.fails = False
        self.job = CronJob(name, schedule, self.run, catch_up=catch_up)

    async def run(self, uow: UnitOfWork, run: CronRun) -> None:
        if self.fails:
            raise ValueError
        self.seen.append((run.estate_id, run.slot))

    def worker(self) -> CronSlots:
        return CronSlots(Handlers.compose([Jobs(cron=(self.job,))]))

    def slots(self, estate_id: int) -> list[datetime]:
        return sorted(slot for estate, slot in self.seen if estate == estate_id)


async def world_in(db: Database, zone: str, since: datetime = EARLY, estates: int = 1) -> World:
    world = await make_world(db, estates=estates, zone=zone, since=since)
    return world


async def work_off(worker: CronSlots, db: Database) -> None:
    while await worker.work(db):
        pass


async def test_a_job_runs_at_each_estates_own_local_time(db: Database) -> None:
    east, west = await world_in(db, "Asia/Shanghai"), await world_in(db, "Europe/Berlin")
    runs = Runs("local", daily("08:00"))
    with clock.at(utc("2025-03-11 12:00")) as hands:
        worker = runs.worker()
        await work_off(worker, db)
        assert runs.slots(east.estates[0].id) == []
        hands.set(utc("2025-03-12 00:00"))
        await work_off(worker, db)
        assert runs.slots(east.estates[0].id) == [utc("2025-03-12 00:00")]
        assert runs.slots(west.estates[0].id) == []
        hands.set(utc("2025-03-12 07:00"))
        await work_off(worker, db)
        await work_off(worker, db)
    assert runs.slots(east.estates[0].id) == [utc("2025-03-12 00:00")]
    assert runs.slots(west.estates[0].id) == [utc("2025-03-12 07:00")]


async def test_a_change_of_clocks_neither_loses_nor_doubles_a_slot(db: Database) -> None:
    world = await world_in(db, "Europe/Berlin")
    for name, start, slots in (
        (
            "spring",
            "2025-03-29 00:00",
            ["2025-03-29 01:30", "2025-03-30 01:00", "2025-03-31 00:30"],
        ),
        (
            "autumn",
            "2025-10-25 00:00",
            ["2025-10-25 00:30", "2025-10-26 00:30", "2025-10-27 01:30"],
        ),
    ):
        runs = Runs(name, daily("02:30"))
        with clock.at(utc(start)) as hands:
            worker = runs.worker()
            for _ in range(3 * 24 * 2):
                await work_off(worker, db)
                hands.advance(minutes=30)
        assert runs.slots(world.estates[0].id) == [utc(slot) for slot in slots]


async def test_many_workers_run_each_slot_once(db: Database) -> None:
    world = await world_in(db, "Asia/Shanghai", estates=5)
    runs = Runs("crowd", every(minutes=30))
    with clock.at(utc("2025-03-12 00:10")) as hands:
        workers = [runs.worker() for _ in range(4)]
        for _ in range(3):
            await asyncio.gather(*(work_off(worker, db) for worker in workers))
            hands.advance(minutes=30)
    counted = Counter(runs.seen)
    assert set(counted.values()) == {1}
    assert all(len(runs.slots(one.id)) == 2 for one in world.estates)


async def test_a_slot_missed_while_all_were_down_is_made_up_for_on_return(db: Database) -> None:
    world = await world_in(db, "Asia/Shanghai")
    latest = Runs("latest", daily("08:00"))
    each = Runs("each", daily("08:00"), catch_up=3)
    handlers = Handlers.compose([Jobs(cron=(latest.job, each.job))])
    with clock.at(utc("2025-03-10 01:00")) as hands:
        await work_off(CronSlots(handlers), db)
        hands.set(utc("2025-03-17 01:00"))
        await work_off(CronSlots(handlers), db)
        await work_off(CronSlots(handlers), db)
    one = world.estates[0].id
    assert latest.slots(one) == [utc("2025-03-17 00:00")]
    assert each.slots(one) == [
        utc("2025-03-15 00:00"),
        utc("2025-03-16 00:00"),
        utc("2025-03-17 00:00"),
    ]


async def test_a_new_job_and_a_new_estate_do_not_run_what_was_before_them(db: Database) -> None:
    opened = utc("2025-03-12 05:00")
    old, new = await world_in(db, "Asia/Shanghai"), await world_in(db, "Asia/Shanghai", opened)
    runs = Runs("new", monthly(1, at="08:00"))
    late = Runs("later", daily("13:00"))  # 05:00 UTC
    with clock.at(utc("2025-03-12 04:00")):
        await work_off(runs.worker(), db)
        await work_off(late.worker(), db)
    with clock.at(utc("2025-03-12 06:00")):
        await work_off(late.worker(), db)
    assert runs.seen == []
    assert late.slots(old.estates[0].id) == [opened]
    assert late.slots(new.estates[0].id) == []


async def test_a_slot_that_fails_is_tried_again_and_the_other_estates_do_not_wait(
    db: Database,
) -> None:
    world = await world_in(db, "Asia/Shanghai")
    runs = Runs("fails", daily("08:00"))
    with clock.at(utc("2025-03-11 12:00")) as hands:
        worker = runs.worker()
        await work_off(worker, db)
        hands.set(utc("2025-03-12 00:00"))
        runs.fails = True
        await work_off(worker, db)
        waiting = await rows(db, CronSlot, job="fails", done_at=None)
        assert {row["attempts"] for row in waiting} == {1}
        runs.fails = False
        hands.advance(seconds=5)
        await work_off(worker, db)
    assert runs.slots(world.estates[0].id) == [utc("2025-03-12 00:00")]


async def test_an_estate_in_a_zone_nobody_knows_stops_no_other(db: Database) -> None:
    lost, found = await world_in(db, "Mars/Olympus"), await world_in(db, "Asia/Shanghai")
    runs = Runs("zones", daily("08:00"))
    with clock.at(utc("2025-03-11 12:00")) as hands:
        worker = runs.worker()
        await work_off(worker, db)
        hands.advance(days=1)
        await work_off(worker, db)
    assert len(runs.slots(found.estates[0].id)) == 1
    assert runs.slots(lost.estates[0].id) == []
