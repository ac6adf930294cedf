"""Many clocks falling due, while workers are killed again and again.

Tickets are written with the clocks that `evaluate` makes of their histories, so that one promise of
each falls due at its own moment of the window; then real workers run in real time, and are killed.
`python -m tests.faults` is the command.
"""

import asyncio
import multiprocessing
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess

from sqlalchemy import func, select

from api.demo.copying import Copying
from api.demo.rows import Rows
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import PropertyType
from core.estates.repository import EstateFacts, estate_facts
from core.ids import new_id
from core.jobs.handlers import Handlers
from core.jobs.models import OutboxEvent, Timer
from core.jobs.worker import Worker
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described, Entry, data_of_report
from core.sla.keep import BROKEN, DUE, due_in, timer_key
from core.sla.models import Clock
from core.sla.repository import changing
from core.sla.shipped import EDITIONS, SHIPPED
from core.tickets.due import JOBS
from core.tickets.kinds import Channel, Kind, Severity, State, Urgency
from core.tickets.models import Ticket, TicketEvent
from core.tickets.transitions import Action
from tests.database import TestDatabase
from tests.factories import EstateWorld, make_world

RULE, PROMISED = "S-C1", timedelta(hours=12)
"""The promise that falls due; the ticket's others do so days later."""

DESCRIBED = Described(
    Kind.SUGGESTION, Urgency.ROUTINE, Channel.PHONE, PropertyType.RESIDENTIAL, None
)
ESTATES = 20
WORKERS = 2
SETTLING = timedelta(seconds=2)
"""Between the last row written and the first clock due."""

Fork = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Storm:
    """What is done to the workers. `asleep`: they wake when everything is due already."""

    clocks: int
    seconds: float
    kill_every: float | None = None
    asleep: bool = False
    limit: float = 3_600


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it. Lateness is from a clock's moment to the transaction that broke it, in
    seconds; `caught_up` is how long workers took who found everything due."""

    clocks: int
    broken: int
    twice: int
    waiting: int
    kills: int
    median: float
    p99: float
    worst: float
    caught_up: float


def work(url: str) -> None:
    """A worker, until it is killed."""

    async def run() -> None:
        async with Database(url, size=6).opened() as database:
            handlers = Handlers.compose((JOBS,))
            await Worker(database, handlers, tick=timedelta(milliseconds=100)).run(asyncio.Event())

    asyncio.run(run())


async def weather(place: TestDatabase, storm: Storm) -> Told:
    """Let it pass over an empty, migrated database."""
    async with Database(place.app_url).opened() as database:
        began = time.perf_counter()
        await _rehearse(database, storm)  # how long writing takes decides when the first is due
        took = time.perf_counter() - began
        first = datetime.now(UTC) + SETTLING + timedelta(seconds=1.2 * took)
        window = timedelta(seconds=storm.seconds)
        await _fill(database, storm.clocks, first, window)
        if storm.asleep:
            await asyncio.sleep(max(0.0, (first + window - datetime.now(UTC)).total_seconds()))
        began = time.perf_counter()
        kills = await _pass(place.app_url, database, storm)
        return await _look(database, storm, kills, time.perf_counter() - began)


async def _rehearse(database: Database, storm: Storm) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    await _fill(database, storm.clocks, later, timedelta(0), kept=False)


async def _fill(
    database: Database, clocks: int, first: datetime, window: timedelta, *, kept: bool = True
) -> None:
    world = await make_world(database, estates=ESTATES)
    each = clocks // ESTATES
    for number, estate in enumerate(world.estates):
        scope = Scope.system(world.group_id, estate.id)
        try:
            async with unit_of_work(database, scope) as uow:
                facts = await estate_facts(uow, estate.id, first - PROMISED)
                rows = Rows(group_id=world.group_id, estate_id=estate.id)
                for index in range(each):
                    share = (index * ESTATES + number) / clocks
                    _ticket(rows, estate, facts, index, first + window * share, uow)
                await Copying(await uow.driver()).load(rows)
                if not kept:
                    raise _Rehearsed
        except _Rehearsed:
            pass


class _Rehearsed(Exception):
    pass


def _ticket(
    rows: Rows, estate: EstateWorld, facts: EstateFacts, index: int, due: datetime, uow: UnitOfWork
) -> None:
    """A ticket reported so long before `due` that its dispatch is promised for that moment."""
    received = due - PROMISED
    entry = Entry(received, Action.REPORT, None, State.REPORTED, DESCRIBED)
    values = evaluate(SHIPPED, facts.calendar, (entry,), min(uow.now, due - SETTLING / 2))
    ticket = new_id()
    rows.add(
        Ticket,
        id=ticket,
        number=f"{index:06d}",
        version=1,
        state=State.REPORTED,
        kind=Kind.SUGGESTION,
        kind_proposed=False,
        urgency=Urgency.ROUTINE,
        severity=Severity.ORDINARY,
        channel=Channel.PHONE,
        content="建议增设充电桩",
        unknown_house="未说明",
        unknown_contact="未说明",
        unknown_place="未说明",
        unknown_occurred="未说明",
        received_at=received,
        updated_at=received,
        due_at=due_in(values),
    )
    rows.add(
        TicketEvent,
        id=new_id(),
        ticket_id=ticket,
        sequence=1,
        at=received,
        action=Action.REPORT.value,
        to_state=State.REPORTED,
        actor_id=estate.agent.actor.account_id,
        actor_name=estate.agent.name,
        actor_audience="staff",
        data=data_of_report(DESCRIBED, received, EDITIONS.at(received)),
        public=True,
    )
    for value in values:
        _clock(rows, ticket, value)


def _clock(rows: Rows, ticket: object, value: ClockValue) -> None:
    rows.add(
        Clock,
        id=new_id(),
        ticket_id=ticket,
        rule=value.rule,
        round=value.round,
        started_at=value.started_at,
        **changing(value),
    )
    if value.wakes_at is not None:
        rows.add(
            Timer,
            id=new_id(),
            kind=DUE,
            key=timer_key(ticket, value, "1"),  # type: ignore[arg-type]
            due_at=value.wakes_at,
            payload={"ticket": str(ticket)},
        )


async def _pass(url: str, database: Database, storm: Storm) -> int:
    """Workers run, and are killed, until every clock has broken; says how many were killed."""
    chance = random.Random(20250312)
    Fork.set_forkserver_preload([__name__])
    running = [_start(url) for _ in range(WORKERS)]
    kills, last = 0, time.perf_counter()
    try:
        async with asyncio.timeout(storm.limit):
            while await _broken(database) < storm.clocks:
                await asyncio.sleep(0.1 if storm.asleep else 0.5)
                if storm.kill_every and time.perf_counter() - last >= storm.kill_every:
                    victim = chance.randrange(WORKERS)
                    running[victim].kill()
                    running[victim].join()
                    running[victim] = _start(url)
                    kills, last = kills + 1, time.perf_counter()
    finally:
        for process in running:
            process.kill()
            process.join()
    return kills


def _start(url: str) -> BaseProcess:
    process = Fork.Process(target=work, args=(url,), daemon=True)
    process.start()
    return process


_OF_RULE = (OutboxEvent.topic == BROKEN, OutboxEvent.payload["rule"].astext == RULE)


async def _broken(database: Database) -> int:
    async with unit_of_work(database, Scope.system()) as uow:
        found = await uow.execute(select(func.count()).select_from(OutboxEvent).where(*_OF_RULE))
        count: int = found.scalar_one()
        return count


async def _look(database: Database, storm: Storm, kills: int, seconds: float) -> Told:
    async with unit_of_work(database, Scope.system()) as uow:
        found = await uow.execute(
            select(OutboxEvent.subject_id, OutboxEvent.at, OutboxEvent.payload).where(*_OF_RULE)
        )
        events = list(found)
        waiting = await uow.execute(
            select(func.count())
            .select_from(Timer)
            .where(Timer.done_at.is_(None), Timer.due_at <= uow.now)
        )
        left: int = waiting.scalar_one()
    late = sorted(
        (event.at - datetime.fromisoformat(event.payload["broken_at"])).total_seconds()
        for event in events
    )
    tickets = {event.subject_id for event in events}
    return Told(
        clocks=storm.clocks,
        broken=len(tickets),
        twice=len(events) - len(tickets),
        waiting=left,
        kills=kills,
        median=round(late[len(late) // 2], 3),
        p99=round(late[int(len(late) * 0.99)], 3),
        worst=round(late[-1], 3),
        caught_up=round(seconds, 1),
    )


__all__ = ["Storm", "Told", "weather", "work"]
