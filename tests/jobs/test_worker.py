"""The worker: does what is due, by itself, until it is asked to stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
import pytest

from core import clock
from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import (
    Consumer,
    Courier,
    CronJob,
    CronRun,
    DueTimer,
    Event,
    Handlers,
    Jobs,
    TimerKind,
)
from core.jobs.models import Timer
from core.jobs.schedule import daily
from core.jobs.worker import Worker
from core.plugin.standing import Standing
from tests.database import TestDatabase
from tests.factories import MORNING, EstateWorld
from tests.jobs.effects import emit, mark, marks, rows, set_timers

TICK = timedelta(milliseconds=20)


async def leave_mark(uow: UnitOfWork, timer: DueTimer) -> None:
    mark(uow, timer, timer.id, kind=timer.kind)


def timer_handlers(*kinds: TimerKind) -> Handlers:
    return Handlers.compose([Jobs(timers=kinds)])


@asynccontextmanager
async def working(db: Database, handlers: Handlers) -> AsyncIterator[asyncio.Event]:
    """A worker for the length of a block, then asked to stop and waited for."""
    stop = asyncio.Event()
    running = asyncio.create_task(Worker(db, handlers, tick=TICK).run(stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await running


async def until_marked(db: Database, kind: str, count: int) -> None:
    async with asyncio.timeout(10):
        while (await marks(db, kind=kind)).total() < count:  # noqa: ASYNC110 the database's
            await asyncio.sleep(0.02)


async def test_what_was_due_while_all_were_down_is_done_on_return(
    db: Database, estate: EstateWorld
) -> None:
    await set_timers(db, estate, "down", [str(n) for n in range(250)], MORNING)
    async with working(db, timer_handlers(TimerKind("down", leave_mark))):
        await until_marked(db, "down", 250)


async def test_what_comes_in_while_it_runs_is_done_within_a_few_ticks(
    db: Database, estate: EstateWorld
) -> None:
    async with working(db, timer_handlers(TimerKind("live", leave_mark))):
        for number in range(3):
            await set_timers(db, estate, "live", [str(number)], clock.now())
            await until_marked(db, "live", number + 1)


async def test_asked_to_stop_it_finishes_its_batch_and_begins_no_other(
    db: Database, estate: EstateWorld
) -> None:
    begun = asyncio.Event()

    async def slow(uow: UnitOfWork, timer: DueTimer) -> None:
        begun.set()
        await asyncio.sleep(0.005)
        await leave_mark(uow, timer)

    await set_timers(db, estate, "stop", [str(n) for n in range(250)], MORNING)
    async with working(db, timer_handlers(TimerKind("stop", slow))):
        await begun.wait()
    assert (await marks(db, kind="stop")).total() == 200
    assert len(await rows(db, Timer, kind="stop", done_at=None)) == 50


async def test_it_goes_on_when_the_database_has_dropped_its_connections(
    db: Database, estate: EstateWorld, queue_database: TestDatabase
) -> None:
    async with working(db, timer_handlers(TimerKind("drop", leave_mark))):
        await set_timers(db, estate, "drop", ["before"], MORNING)
        await until_marked(db, "drop", 1)
        with psycopg.connect(queue_database.admin_url, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and usename = 'guanjia_app'"
            )
        async with asyncio.timeout(10):
            while True:
                try:
                    await set_timers(db, estate, "drop", ["after"], MORNING)
                    break
                except Exception:
                    await asyncio.sleep(0.02)
        await until_marked(db, "drop", 2)


async def test_draining_follows_what_comes_of_what_was_done(
    db: Database, estate: EstateWorld
) -> None:
    carried: list[Event] = []

    async def sets_timer(uow: UnitOfWork, event: Event) -> None:
        uow.set_timer(
            "chain",
            str(event.id),
            clock.now(),
            group_id=event.group_id,
            estate_id=event.estate_id,
        )

    async def emits(uow: UnitOfWork, timer: DueTimer) -> None:
        uow.emit(
            "chain.end",
            group_id=timer.group_id,
            estate_id=timer.estate_id,
            subject_id=timer.id,
        )

    async def carry(db: Database, event: Event) -> None:
        carried.append(event)

    jobs = Jobs(
        timers=(TimerKind("chain", emits),),
        consumers=(Consumer("chain.starts", frozenset({"chain.start"}), sets_timer),),
        couriers=(Courier("chain.ends", frozenset({"chain.end"}), carry),),
    )
    await emit(db, estate, "chain.start", [new_id()])
    await Worker(db, Handlers.compose([jobs])).drain()
    assert [event.topic for event in carried] == ["chain.end"]


async def test_draining_work_that_makes_more_work_for_ever_says_so(
    db: Database, estate: EstateWorld
) -> None:
    async def for_ever(uow: UnitOfWork, timer: DueTimer) -> None:
        uow.set_timer(
            "ever",
            str(timer.id),
            MORNING,
            group_id=timer.group_id,
            estate_id=timer.estate_id,
        )

    await set_timers(db, estate, "ever", ["a"], MORNING)
    with pytest.raises(RuntimeError, match="not empty after 5 rounds"):
        await Worker(db, timer_handlers(TimerKind("ever", for_ever))).drain(rounds=5)


async def nothing(*_: object) -> None:
    """A handler that is never called."""


@pytest.mark.parametrize(
    ("areas", "plugins", "says"),
    [
        ([Jobs(timers=(TimerKind("a", nothing),))] * 2, {}, '"a" is declared twice'),
        (
            [
                Jobs(
                    consumers=(Consumer("a", frozenset({"x"}), nothing),),
                    couriers=(Courier("a", frozenset({"x"}), nothing),),
                )
            ],
            {},
            "as a consumer and as a courier",
        ),
        ([], {"keys": Jobs(timers=(TimerKind("due", nothing),))}, 'must begin "keys."'),
        (
            [],
            {"keys": Jobs(cron=(CronJob("keysdue", daily("08:00"), nothing),))},
            'must begin "keys."',
        ),
    ],
)
def test_jobs_that_clash_are_refused_when_they_are_composed(
    areas: list[Jobs], plugins: dict[str, Jobs], says: str
) -> None:
    async def gate(uow: UnitOfWork, plugin: str, at: object) -> Standing:
        return Standing.ON

    with pytest.raises(ValueError, match=says):
        Handlers.compose(areas, plugins, gate=gate)


def test_jobs_of_plugins_need_a_gate() -> None:
    async def run(uow: UnitOfWork, run: CronRun) -> None:
        """Never called."""

    with pytest.raises(ValueError, match="need a gate"):
        Handlers.compose(plugins={"keys": Jobs(cron=(CronJob("keys.due", daily("08:00"), run),))})
