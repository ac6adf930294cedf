"""What is done is kept for a fortnight; what is not done, and what is dead, is kept."""

from datetime import timedelta
from uuid import UUID

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.ids import id_at, new_id
from core.jobs.handlers import Consumer, CronJob, CronRun, Event, Handlers, Jobs
from core.jobs.models import CronSlot, Delivery, OutboxEvent, Timer
from core.jobs.retention import KEPT, sweep
from core.jobs.schedule import daily, monthly
from core.jobs.worker import Worker
from tests.factories import MORNING, EstateWorld
from tests.jobs.effects import rows

NOTHING = Handlers.compose()


async def put(db: Database, estate: EstateWorld, key: str) -> None:
    keys = {"group_id": estate.group_id, "estate_id": estate.id}
    async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
        done = uow.now if "done" in key else None
        dead = uow.now if "dead" in key else None
        event = id_at(uow.now)
        uow.add(
            Timer,
            id=id_at(uow.now),
            kind="old",
            key=key,
            payload={},
            due_at=uow.now,
            done_at=done,
            dead_at=dead,
            **keys,
        )
        uow.add(
            OutboxEvent,
            id=event,
            topic=key,
            subject_id=new_id(),
            payload={},
            at=uow.now,
            routed_at=uow.now,
            **keys,
        )
        uow.add(
            Delivery,
            event_id=event,
            consumer="c",
            due_at=uow.now,
            done_at=done,
            dead_at=dead,
            **keys,
        )


async def test_done_rows_go_after_a_fortnight_and_the_others_stay(
    db: Database, estate: EstateWorld
) -> None:
    with clock.at(MORNING) as hands:
        for key in ("done", "dead", "waiting"):
            await put(db, estate, key)
        hands.advance(seconds=KEPT.total_seconds() / 2)
        await put(db, estate, "done later")
        hands.advance(seconds=KEPT.total_seconds() / 2 + 1)
        assert await sweep(db, NOTHING) == 3
        assert await sweep(db, NOTHING) == 0
    assert {row["key"] for row in await rows(db, Timer)} == {"dead", "waiting", "done later"}
    assert {row["topic"] for row in await rows(db, OutboxEvent)} == {
        "dead",
        "waiting",
        "done later",
    }
    assert len(await rows(db, Delivery)) == 3


async def test_a_slot_stays_as_long_as_the_schedule_could_ask_for_it_again(
    db: Database, estate: EstateWorld
) -> None:
    runs: list[tuple[str, object]] = []

    async def run(uow: UnitOfWork, run: CronRun) -> None:
        runs.append((run.job, run.slot))

    jobs = (CronJob("rarely", monthly(13, at="08:00"), run), CronJob("often", daily("08:00"), run))
    handlers = Handlers.compose([Jobs(cron=jobs)])
    with clock.at(MORNING) as hands:
        await Worker(db, handlers).drain()
        for _ in range(30):
            hands.advance(days=1)
            await Worker(db, handlers).drain()  # a new one each day remembers nothing
            await sweep(db, handlers)
    assert [job for job, _ in runs].count("rarely") == 1
    assert [job for job, _ in runs].count("often") == 30
    assert len(await rows(db, CronSlot, job="rarely")) == 1
    assert len(await rows(db, CronSlot, job="often")) == KEPT // timedelta(days=1) + 1


async def test_an_event_stays_until_all_its_deliveries_are_gone(
    db: Database, estate: EstateWorld
) -> None:
    subject: UUID = new_id()

    async def fails(uow: UnitOfWork, event: Event) -> None:
        raise ValueError

    handlers = Handlers.compose([Jobs(consumers=(Consumer("f", frozenset({"t"}), fails),))])
    async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
        uow.emit("t", group_id=estate.group_id, estate_id=estate.id, subject_id=subject)
    await Worker(db, handlers).drain()
    with clock.at(clock.now() + KEPT + timedelta(days=1)):
        await sweep(db, handlers)
    assert len(await rows(db, OutboxEvent, subject_id=subject)) == 1
