"""Couriers carry events outside: at least once, and with no transaction open meanwhile."""

import asyncio
from datetime import timedelta
from uuid import UUID

from core import clock
from core.db.engine import Database
from core.ids import new_id
from core.jobs.couriers import MARGIN, Couriers
from core.jobs.handlers import Courier, Event, Handlers, Jobs
from core.jobs.models import Delivery
from core.jobs.outbox import route
from tests.factories import MORNING, EstateWorld
from tests.jobs.effects import emit, rows


class Outside:
    """The world outside: what it was brought, and whether it is there."""

    def __init__(self) -> None:
        self.brought: list[UUID] = []
        self.there = True
        self.slow = 0.0
        self.on_the_way = asyncio.Event()

    async def take(self, db: Database, event: Event) -> None:
        self.on_the_way.set()
        await asyncio.sleep(self.slow)
        if not self.there:
            raise ConnectionError("https://example.invalid/?phone=13800000000")
        self.brought.append(event.id)

    def handlers(self, name: str, seconds: float = 5) -> Handlers:
        courier = Courier(name, frozenset({name}), self.take, seconds=seconds)
        return Handlers.compose([Jobs(couriers=(courier,))])


async def test_an_event_is_carried_outside_once_when_all_goes_well(
    db: Database, estate: EstateWorld
) -> None:
    outside = Outside()
    handlers = outside.handlers("well")
    await emit(db, estate, "well", [new_id() for _ in range(5)])
    await route(db, handlers)
    couriers = Couriers(handlers)
    assert await couriers.work(db) == 5
    assert await couriers.work(db) == 0
    assert len(set(outside.brought)) == len(outside.brought) == 5


async def test_what_could_not_be_carried_is_tried_again_with_the_same_id(
    db: Database, estate: EstateWorld
) -> None:
    outside = Outside()
    outside.there = False
    handlers = outside.handlers("again")
    couriers = Couriers(handlers)
    with clock.at(MORNING) as hands:
        await emit(db, estate, "again", [new_id()])
        await route(db, handlers)
        assert await couriers.work(db) == 1
        [row] = await rows(db, Delivery, consumer="again")
        assert row["error"].startswith("ConnectionError at tests/jobs/test_couriers.py:")
        outside.there = True
        assert await couriers.work(db) == 0
        hands.advance(seconds=5)
        assert await couriers.work(db) == 1
    [row] = await rows(db, Delivery, consumer="again")
    assert outside.brought == [row["event_id"]]
    assert row["done_at"] is not None
    assert row["error"] is None


async def test_a_delivery_whose_worker_died_is_taken_up_when_its_lease_runs_out(
    db: Database, estate: EstateWorld
) -> None:
    outside = Outside()
    outside.slow = 60
    handlers = outside.handlers("died", seconds=60)
    with clock.at(MORNING) as hands:
        await emit(db, estate, "died", [new_id()])
        await route(db, handlers)
        dying = asyncio.create_task(Couriers(handlers).work(db))
        await outside.on_the_way.wait()
        other = Couriers(handlers)
        assert await other.work(db) == 0
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        outside.slow = 0
        hands.advance(seconds=_lease(60).total_seconds())
        assert await other.work(db) == 1
    assert len(outside.brought) == 1


def _lease(seconds: float) -> timedelta:
    return timedelta(seconds=seconds) + MARGIN


async def test_a_courier_has_its_own_time_and_no_more(db: Database, estate: EstateWorld) -> None:
    outside = Outside()
    outside.slow = 60
    handlers = outside.handlers("slow", seconds=0.05)
    await emit(db, estate, "slow", [new_id()])
    await route(db, handlers)
    assert await Couriers(handlers).work(db) == 1
    [row] = await rows(db, Delivery, consumer="slow")
    assert row["error"].startswith("TimeoutError")
    assert row["attempts"] == 1


async def test_nobody_waits_for_a_slow_courier_nor_for_its_lease(
    db: Database, estate: EstateWorld
) -> None:
    quick, slow = Outside(), Outside()
    slow.slow = 60
    handlers = Handlers.compose(
        [
            Jobs(couriers=(Courier("letters", frozenset({"letters"}), quick.take, seconds=20),)),
            Jobs(couriers=(Courier("freight", frozenset({"freight"}), slow.take, seconds=600),)),
        ]
    )
    await emit(db, estate, "letters", [new_id()])
    await emit(db, estate, "freight", [new_id()])
    await route(db, handlers)
    hauling = asyncio.create_task(Couriers(handlers, slow=True).work(db))
    await slow.on_the_way.wait()
    letters = Couriers(handlers)
    assert await letters.work(db) == 1
    assert (len(quick.brought), len(slow.brought)) == (1, 0)
    assert letters.lease == _lease(20)
    hauling.cancel()
    await asyncio.gather(hauling, return_exceptions=True)
