"""What falls due together at many estates is done together, and still fails alone."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import pytest_asyncio
from sqlalchemy import select, text

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import House
from core.ids import new_id
from core.jobs.handlers import Consumer, DueTimer, Event, Handlers, Jobs, TimerKind
from core.jobs.models import Timer
from core.jobs.outbox import Deliveries, route
from core.jobs.timers import Timers
from tests.factories import MORNING, EstateWorld, World, make_world
from tests.jobs.effects import emit, mark, marks, rows, set_timers


@pytest_asyncio.fixture(scope="module")
async def worlds(db: Database) -> AsyncIterator[tuple[World, World]]:
    """Two groups of two estates."""
    yield await make_world(db), await make_world(db)


async def never(uow: UnitOfWork, item: DueTimer | Event) -> None:
    raise AssertionError("one by one")


async def test_timers_of_a_groups_estates_are_done_at_once_and_of_another_group_apart(
    db: Database, worlds: tuple[World, World]
) -> None:
    seen: list[tuple[set[int], set[int]]] = []

    async def looks(uow: UnitOfWork, timers: Sequence[DueTimer]) -> None:
        visible = (await uow.execute(select(House.estate_id))).scalars()
        seen.append(({timer.estate_id for timer in timers}, set(visible)))

    estates = [[estate.id for estate in world.estates] for world in worlds]
    for estate in (*worlds[0].estates, *worlds[1].estates):
        await set_timers(db, estate, "seen", ["a", "b"], MORNING)
    kind = TimerKind("seen", never, together=looks)
    assert await Timers(Handlers.compose([Jobs(timers=(kind,))])).work(db) == 8
    assert seen == [(set(ids), set(ids)) for ids in estates]


async def test_of_timers_done_together_the_bad_one_fails_alone(
    db: Database, worlds: tuple[World, World]
) -> None:
    async def poisoned(uow: UnitOfWork, timers: Sequence[DueTimer]) -> None:
        for timer in timers:
            mark(uow, timer, timer.id, by="together")
        await uow.flush()
        if any(timer.key == "bad" for timer in timers):
            await uow.execute(text("select 1 / 0"))

    for estate, key in zip(worlds[0].estates, ("good", "bad"), strict=True):
        await set_timers(db, estate, "poisoned", [key, "other"], MORNING)
    kind = TimerKind("poisoned", never, together=poisoned)
    assert await Timers(Handlers.compose([Jobs(timers=(kind,))])).work(db) == 4
    assert set((await marks(db, by="together")).values()) == {1}
    assert (await marks(db, by="together")).total() == 3
    assert [row["key"] for row in await rows(db, Timer, kind="poisoned", done_at=None)] == ["bad"]


async def test_a_consumer_takes_many_events_at_once_and_only_those_it_asks_for(
    db: Database, worlds: tuple[World, World]
) -> None:
    calls: list[int] = []

    async def takes(uow: UnitOfWork, events: Sequence[Event]) -> None:
        calls.append(len(events))
        for event in events:
            mark(uow, event, event.subject_id, by="taker")

    consumer = Consumer(
        "taker",
        frozenset({"thing.broken", "thing.made"}),
        never,
        together=takes,
        only={"thing.broken": {"rule": "S-A5"}},
    )
    handlers = Handlers.compose([Jobs(consumers=(consumer,))])
    first, second = worlds[0].estates
    made, broken = [new_id(), new_id()], new_id()
    await emit(db, first, "thing.made", made)
    await breaks(db, first, "S-C1")
    await breaks(db, second, "S-A5", subject=broken)
    while await route(db, handlers):
        pass
    await Deliveries(handlers).work(db)
    assert calls == [3]
    assert await marks(db, by="taker") == dict.fromkeys([*made, broken], 1)


async def breaks(db: Database, estate: EstateWorld, rule: str, subject: UUID | None = None) -> None:
    scope = Scope.of(estate.agent.actor, (estate.id,))
    async with unit_of_work(db, scope) as uow:
        uow.emit(
            "thing.broken",
            group_id=estate.group_id,
            estate_id=estate.id,
            subject_id=subject or new_id(),
            rule=rule,
            round=1,
        )
