"""Timers: done once, in one transaction with what they do, and never in each other's way."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import ProgrammingError

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.estates.models import House, Resident
from core.jobs.failure import RETRY_AFTER
from core.jobs.handlers import DueTimer, Handlers, Jobs, TimerKind
from core.jobs.models import Timer
from core.jobs.timers import Timers
from tests.factories import MORNING, EstateWorld, make_world
from tests.jobs.effects import mark, marks, rows, set_timers


def timers_of(*kinds: TimerKind, batch: int = 100, seconds: float = 5) -> Timers:
    return Timers(Handlers.compose([Jobs(timers=kinds)]), batch=batch, seconds=seconds)


async def leave_mark(uow: UnitOfWork, timer: DueTimer) -> None:
    mark(uow, timer, timer.id, kind=timer.kind, key=timer.key)


async def test_a_timer_is_done_when_it_is_due_and_not_before(
    db: Database, estate: EstateWorld
) -> None:
    timers = timers_of(TimerKind("due", leave_mark))
    with clock.at(MORNING) as hands:
        await set_timers(db, estate, "due", ["a"], MORNING + timedelta(hours=1))
        assert await timers.work(db) == 0
        hands.advance(hours=1)
        assert await timers.work(db) == 1
        assert await timers.work(db) == 0
        [row] = await rows(db, Timer, kind="due")
        assert row["done_at"] == clock.now()
    assert (await marks(db, kind="due")).total() == 1


async def test_a_batch_claims_as_many_as_it_may_and_no_more(
    db: Database, estate: EstateWorld
) -> None:
    timers = timers_of(TimerKind("batch", leave_mark), batch=7)
    await set_timers(db, estate, "batch", [str(n) for n in range(20)], MORNING)
    assert [await timers.work(db) for _ in range(4)] == [7, 7, 6, 0]
    assert (await marks(db, kind="batch")).total() == 20


async def test_two_workers_never_do_the_same_timer(db: Database, estate: EstateWorld) -> None:
    async def slow(uow: UnitOfWork, timer: DueTimer) -> None:
        await asyncio.sleep(0.001)
        await leave_mark(uow, timer)

    await set_timers(db, estate, "shared", [str(n) for n in range(100)], MORNING)
    workers = [timers_of(TimerKind("shared", slow), batch=10) for _ in range(4)]

    async def work(timers: Timers) -> int:
        total = 0
        while done := await timers.work(db):
            total += done
        return total

    shares = await asyncio.gather(*(work(timers) for timers in workers))
    assert sum(shares) == 100
    assert all(shares)
    assert set((await marks(db, kind="shared")).values()) == {1}


async def test_a_timer_that_fails_is_undone_alone_and_the_rest_of_its_batch_is_done(
    db: Database, estate: EstateWorld
) -> None:
    async def poisoned(uow: UnitOfWork, timer: DueTimer) -> None:
        await leave_mark(uow, timer)
        await uow.flush()
        if timer.key in {"3", "5"}:
            await uow.execute(text("select 1 / 0"))

    timers = timers_of(TimerKind("poison", poisoned))
    await set_timers(db, estate, "poison", [str(n) for n in range(10)], MORNING)
    assert await timers.work(db) == 10
    assert (await marks(db, kind="poison")).total() == 8
    waiting = {row["key"]: row for row in await rows(db, Timer, kind="poison", done_at=None)}
    assert waiting.keys() == {"3", "5"}
    assert waiting["3"]["attempts"] == 1
    assert waiting["3"]["error"].startswith("DataError 22012 at tests/jobs/test_timers.py:")


async def test_a_timer_is_tried_again_later_and_later_and_then_is_dead(
    db: Database, estate: EstateWorld
) -> None:
    async def refuses(uow: UnitOfWork, timer: DueTimer) -> None:
        raise GuanjiaError(Code.INVALID, details={"phone": "13800000000"})

    timers = timers_of(TimerKind("dead", refuses))
    with clock.at(MORNING) as hands:
        await set_timers(db, estate, "dead", ["a"], MORNING)
        for wait in RETRY_AFTER:
            assert await timers.work(db) == 1
            hands.advance(seconds=wait.total_seconds() - 1)
            assert await timers.work(db) == 0
            hands.advance(seconds=1)
        assert await timers.work(db) == 1
        hands.advance(days=30)
        assert await timers.work(db) == 0
    [row] = await rows(db, Timer, kind="dead")
    assert row["dead_at"] is not None
    assert row["done_at"] is None
    assert row["attempts"] == len(RETRY_AFTER) + 1


async def test_what_is_kept_of_an_error_names_no_person(db: Database, estate: EstateWorld) -> None:
    async def tells(uow: UnitOfWork, timer: DueTimer) -> None:
        raise ValueError("王丽, 13800000000, 3栋2单元1201")

    async def clashes(uow: UnitOfWork, timer: DueTimer) -> None:
        name = (await uow.execute(select(Resident.name).limit(1))).scalar_one()
        uow.set_timer("names", name, MORNING, group_id=timer.group_id, estate_id=timer.estate_id)
        uow.set_timer("names", name, MORNING, group_id=timer.group_id, estate_id=timer.estate_id)

    timers = timers_of(TimerKind("tells", tells), TimerKind("clashes", clashes))
    await set_timers(db, estate, "tells", ["a"], MORNING)
    await set_timers(db, estate, "clashes", ["a"], MORNING)
    await timers.work(db)
    [told] = await rows(db, Timer, kind="tells")
    assert told["error"].startswith("ValueError at tests/jobs/test_timers.py:")
    [clash] = await rows(db, Timer, kind="clashes")
    assert clash["error"].startswith("IntegrityError 23505 uq_timer_estate_id_kind_key at core/db/")


async def test_a_timer_that_hangs_has_failed_and_holds_up_nobody(
    db: Database, estate: EstateWorld
) -> None:
    async def hangs(uow: UnitOfWork, timer: DueTimer) -> None:
        if timer.key == "sleeps":
            await asyncio.sleep(60)
        if timer.key == "queries":
            await uow.execute(text("select pg_sleep(60)"))
        await leave_mark(uow, timer)

    timers = timers_of(TimerKind("hangs", hangs), seconds=0.6)
    await set_timers(db, estate, "hangs", ["a", "sleeps", "b", "queries", "c"], MORNING)
    while await timers.work(db):
        pass
    assert (await marks(db, kind="hangs")).total() == 3
    waiting = {row["key"]: row for row in await rows(db, Timer, kind="hangs", done_at=None)}
    assert waiting.keys() == {"sleeps", "queries"}
    assert all(row["error"].startswith("TimeoutError") for row in waiting.values())


async def test_a_kind_that_nobody_here_knows_is_left_to_those_who_do(
    db: Database, estate: EstateWorld
) -> None:
    await set_timers(db, estate, "foreign", ["a"], MORNING)
    assert await timers_of(TimerKind("own", leave_mark)).work(db) == 0
    assert await timers_of(TimerKind("foreign", leave_mark)).work(db) == 1


async def test_a_handler_sees_the_rows_of_its_own_estate_only(db: Database) -> None:
    world = await make_world(db, estates=2)
    seen: dict[int, set[int]] = {}

    async def looks(uow: UnitOfWork, timer: DueTimer) -> None:
        found = (await uow.execute(select(House.estate_id))).scalars()
        seen[timer.estate_id] = set(found)

    for one in world.estates:
        await set_timers(db, one, "looks", ["a"], MORNING)
    assert await timers_of(TimerKind("looks", looks)).work(db) == 2
    assert seen == {one.id: {one.id} for one in world.estates}


async def test_a_handler_can_set_its_next_timer(db: Database, estate: EstateWorld) -> None:
    async def again(uow: UnitOfWork, timer: DueTimer) -> None:
        await leave_mark(uow, timer)
        if (left := timer.payload["left"]) > 0:
            uow.set_timer(
                "again",
                str(left),
                MORNING,
                group_id=timer.group_id,
                estate_id=timer.estate_id,
                left=left - 1,
            )

    timers = timers_of(TimerKind("again", again))
    await set_timers(db, estate, "again", ["first"], MORNING, {"left": 2})
    assert [await timers.work(db) for _ in range(4)] == [1, 1, 1, 0]


async def test_a_timer_cannot_be_set_outside_the_callers_estates(
    db: Database, estate: EstateWorld
) -> None:
    scope = Scope.of(estate.agent.actor, (estate.id,))
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with unit_of_work(db, scope) as uow:
            uow.set_timer("x", "x", MORNING, group_id=estate.group_id, estate_id=estate.id + 1)


async def test_staff_can_neither_read_nor_change_the_queues(
    db: Database, estate: EstateWorld
) -> None:
    await set_timers(db, estate, "hidden", ["a"], MORNING)
    async with unit_of_work(db, Scope.of(estate.agent.actor, (estate.id,))) as uow:
        assert (await uow.execute(select(Timer.id))).all() == []
        assert (await uow.execute(update(Timer).values(payload={}))).rowcount == 0
        assert (await uow.execute(delete(Timer))).rowcount == 0
