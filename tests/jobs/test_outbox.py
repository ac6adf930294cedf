"""The outbox: every event reaches every consumer of its topic, exactly once where it can."""

import asyncio

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.ids import new_id
from core.jobs.handlers import EVERY_TOPIC, Consumer, Event, Handlers, Jobs
from core.jobs.models import Delivery, OutboxEvent
from core.jobs.outbox import Deliveries, route
from tests.factories import MORNING, EstateWorld
from tests.jobs.effects import emit, mark, marks, rows


def marker(name: str, *topics: str) -> Consumer:
    async def leave_mark(uow: UnitOfWork, event: Event) -> None:
        mark(uow, event, event.subject_id, by=name)

    return Consumer(name, frozenset(topics), leave_mark)


def handlers_of(*consumers: Consumer) -> Handlers:
    return Handlers.compose([Jobs(consumers=consumers)])


async def deliver(db: Database, handlers: Handlers) -> None:
    while await route(db, handlers):
        pass
    deliveries = Deliveries(handlers)
    while await deliveries.work(db):
        pass


async def test_an_event_reaches_each_consumer_of_its_topic_once(
    db: Database, estate: EstateWorld
) -> None:
    handlers = handlers_of(
        marker("one", "thing.made"), marker("two", "thing.made", "thing.gone"), marker("three", "x")
    )
    made, gone = new_id(), new_id()
    await emit(db, estate, "thing.made", [made])
    await emit(db, estate, "thing.gone", [gone])
    await deliver(db, handlers)
    await deliver(db, handlers)
    assert await marks(db, by="one") == {made: 1}
    assert await marks(db, by="two") == {made: 1, gone: 1}
    assert await marks(db, by="three") == {}


async def test_a_consumer_of_every_topic_gets_each_event_once_even_if_it_names_it_too(
    db: Database, estate: EstateWorld
) -> None:
    subject = new_id()
    await emit(db, estate, "all.kinds", [subject])
    await deliver(db, handlers_of(marker("all", EVERY_TOPIC, "all.kinds")))
    assert (await marks(db, by="all"))[subject] == 1


async def test_an_event_that_was_rolled_back_is_never_delivered(
    db: Database, estate: EstateWorld
) -> None:
    try:
        async with unit_of_work(db, Scope.of(estate.agent.actor, (estate.id,))) as uow:
            uow.emit("undone", group_id=estate.group_id, estate_id=estate.id, subject_id=new_id())
            await uow.flush()
            raise KeyError
    except KeyError:
        pass
    await deliver(db, handlers_of(marker("undone", "undone")))
    assert await marks(db, by="undone") == {}


async def test_an_event_with_an_older_id_that_commits_later_is_not_missed(
    db: Database, estate: EstateWorld
) -> None:
    handlers = handlers_of(marker("late", "late"))
    early, late = new_id(), new_id()
    scope = Scope.of(estate.agent.actor, (estate.id,))
    async with unit_of_work(db, scope) as uow:
        uow.emit("late", group_id=estate.group_id, estate_id=estate.id, subject_id=early)
        await uow.flush()
        await emit(db, estate, "late", [late])
        await deliver(db, handlers)
        assert await marks(db, by="late") == {late: 1}
    await deliver(db, handlers)
    assert await marks(db, by="late") == {late: 1, early: 1}


async def test_many_routers_and_many_workers_deliver_each_event_once(
    db: Database, estate: EstateWorld
) -> None:
    handlers = handlers_of(marker("crowd", "crowd"), marker("other", "crowd"))
    subjects = [new_id() for _ in range(300)]
    await emit(db, estate, "crowd", subjects)

    async def work() -> None:
        deliveries = Deliveries(handlers, batch=20)
        while await route(db, handlers, batch=20):
            await deliveries.work(db)
        while await deliveries.work(db):
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    await deliver(db, handlers)
    for consumer in ("crowd", "other"):
        assert await marks(db, by=consumer) == dict.fromkeys(subjects, 1)


async def test_a_consumer_that_fails_holds_up_neither_the_others_nor_other_events(
    db: Database, estate: EstateWorld
) -> None:
    bad, good = new_id(), new_id()

    async def picky(uow: UnitOfWork, event: Event) -> None:
        mark(uow, event, event.subject_id, by="picky")
        if event.subject_id == bad:
            raise ValueError("secret")

    handlers = handlers_of(Consumer("picky", frozenset({"mixed"}), picky), marker("calm", "mixed"))
    with clock.at(MORNING) as hands:
        await emit(db, estate, "mixed", [bad, good])
        await deliver(db, handlers)
        assert await marks(db, by="picky") == {good: 1}
        assert await marks(db, by="calm") == {bad: 1, good: 1}
        [row] = await rows(db, Delivery, consumer="picky", done_at=None)
        assert row["attempts"] == 1
        assert row["error"].startswith("ValueError at tests/jobs/test_outbox.py:")
        healed = handlers_of(marker("picky", "mixed"), marker("calm", "mixed"))
        await deliver(db, healed)
        assert await marks(db, by="picky") == {good: 1}
        hands.advance(seconds=5)
        await deliver(db, healed)
    assert await marks(db, by="picky") == {good: 1, bad: 1}


async def test_an_event_of_interest_to_nobody_is_put_away(
    db: Database, estate: EstateWorld
) -> None:
    subject = new_id()
    await emit(db, estate, "nobody.cares", [subject])
    await deliver(db, handlers_of())
    [row] = await rows(db, OutboxEvent, subject_id=subject)
    assert row["routed_at"] is not None
