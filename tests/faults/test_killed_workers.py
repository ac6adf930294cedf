"""Workers that are killed (SIGKILL) in the middle of their work, again and again."""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

import pytest_asyncio
from sqlalchemy import func, select, update

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.jobs.models import Delivery, OutboxEvent, Timer
from tests.database import TestDatabase
from tests.factories import MORNING, World, make_world
from tests.faults import worker_process
from tests.faults.storm import PRELOADED, Fork
from tests.jobs.effects import marks, rows

TIMERS = 5_000
EVENTS = 1_000
WORKERS = 3
SECONDS = 240
STRIDE = 300
"""A worker is killed whenever so much more has been done."""

SEED = 20250312


@pytest_asyncio.fixture
async def db(fresh_database: TestDatabase) -> AsyncIterator[Database]:
    async with Database(fresh_database.app_url, size=4).opened() as opened:
        yield opened


@contextmanager
def workers(url: str) -> Iterator[list[BaseProcess]]:
    """Worker processes, forked from one that has everything imported already."""
    Fork.set_forkserver_preload([PRELOADED])
    running = [start(url) for _ in range(WORKERS)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.join()


def start(url: str) -> BaseProcess:
    process = Fork.Process(target=worker_process.main, args=(url,), daemon=True)
    process.start()
    return process


async def put(db: Database, world: World) -> None:
    """Timers that are due, and events, spread over the estates."""
    for number, estate in zip(range(10), itertools.cycle(world.estates)):
        keys = {"group_id": estate.group_id, "estate_id": estate.id}
        async with unit_of_work(db, Scope.of(estate.agent.actor, (estate.id,))) as uow:
            for key in range(TIMERS // 10):
                uow.set_timer(worker_process.KIND, f"{number}.{key}", MORNING, **keys)
            for _ in range(EVENTS // 10):
                uow.emit(worker_process.TOPIC, subject_id=estate.building_id, **keys)


async def left(db: Database) -> int:
    """What is still to be done; what failed by itself is made due again at once."""
    async with unit_of_work(db, Scope.system()) as uow:
        total: int = 0
        for model in (Timer, Delivery):
            again = update(model).values(due_at=MORNING).where(model.done_at.is_(None))
            total += (await uow.execute(again.where(model.attempts > 0))).rowcount
            waiting = select(func.count()).select_from(model).where(model.done_at.is_(None))
            total += (await uow.execute(waiting)).scalar_one()
        unrouted = select(func.count()).where(
            OutboxEvent.topic == worker_process.TOPIC, OutboxEvent.routed_at.is_(None)
        )
        total += (await uow.execute(unrouted)).scalar_one()
        return total


async def test_killed_again_and_again_they_lose_nothing_and_do_nothing_twice(
    db: Database, fresh_database: TestDatabase
) -> None:
    world = await make_world(db, estates=5)
    await put(db, world)
    chance = random.Random(SEED)
    kills = 0
    with workers(fresh_database.app_url) as running:
        async with asyncio.timeout(SECONDS):
            before = await left(db)
            while now := await left(db):
                await asyncio.sleep(chance.uniform(0, 0.05))
                # By progress and not by time: however slow the machine is, it comes to an end.
                if before - now >= STRIDE:
                    victim = chance.randrange(WORKERS)
                    running[victim].kill()
                    running[victim].join()
                    running[victim] = start(fresh_database.app_url)
                    kills += 1
                    before = now
    fired = await marks(db, by="timer")
    assert Counter(fired.values()) == {1: TIMERS}
    assert fired.keys() == {row["id"] for row in await rows(db, Timer)}
    taken = await marks(db, by="consumer")
    assert Counter(taken.values()) == {1: EVENTS}
    assert kills >= 5, kills
