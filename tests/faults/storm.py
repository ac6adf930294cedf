"""Many clocks falling due, while workers are killed again and again.

Tickets are written with clocks of which one falls due in each moment of a window; then real
workers run in real time, and are killed. `python -m tests.faults` is the command.
"""

import asyncio
import multiprocessing
import os
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess

from api.cli.installation import handlers
from core.config import Settings
from core.db.engine import Database
from core.db.urls import connect
from core.jobs.handlers import Handlers
from core.jobs.worker import Worker
from core.tickets.due import JOBS
from tests.database import SECRET, TestDatabase
from tests.faults.filling import fill, seconds_to_fill, settle
from tests.faults.outcome import clocks_left, effects, left
from tests.faults.usage import seconds_used, server_of

LOOK = 0.25
"""Seconds between two looks at how far they are."""

PRELOADED = "tests.faults.preloaded"
Fork = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Storm:
    """What is done to the workers.

    `asleep`: they wake when everything is due already. `whole`: they do all that an installation's
    workers do, so that chains begin and people are told; else only what becomes of the clocks.
    """

    clocks: int
    seconds: float
    kill_every: float | None = None
    asleep: bool = False
    whole: bool = False
    estates: int = 20
    workers: int = 2
    limit: float = 3_600


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it; times in seconds, but for those of the processors.

    `median`, `p99` and `worst` are from a clock's moment to the commit of what broke it.
    `caught_up` is from when all were due, and the workers awake, to the last clock; `drained` from
    then to the last thing that came of it. `told` are tickets of whose broken promise somebody was
    told, `failed` what was tried again. `worker_ms` and `postgres_ms` are the processors' time a
    clock, the beginnings of workers included (0 where the system does not tell), `load` the
    machine's when it began: with more than its cores of it, times say little.
    """

    clocks: int
    broken: int
    twice: int
    waiting: int
    told: int
    told_twice: int
    failed: int
    kills: int
    median: float
    p99: float
    worst: float
    caught_up: float
    drained: float
    filled_in: float
    worker_ms: float
    postgres_ms: float
    load: float


def work(url: str, whole: bool) -> None:
    """A worker, until it is killed."""

    async def run() -> None:
        async with Database(url, size=6).opened() as database:
            if whole:
                jobs = handlers(database, Settings(database_url=url, secret_key=SECRET))
            else:
                jobs = Handlers.compose((JOBS,))
            await Worker(database, jobs).run(asyncio.Event())

    asyncio.run(run())


class Workers:
    """Worker processes, of which now and then one is killed and another started."""

    def __init__(self, url: str, storm: Storm) -> None:
        Fork.set_forkserver_preload([PRELOADED])
        first = Fork.Process()  # does nothing, but when everything is imported
        first.start()
        first.join()
        self.kills = 0
        self.used = 0.0
        self._url, self._storm = url, storm
        self._chance = random.Random(20250312)
        self._running: list[BaseProcess] = []
        self._last = time.perf_counter()

    def begin(self) -> None:
        """Start them, where they are not running."""
        if not self._running:
            self._running = [self._start() for _ in range(self._storm.workers)]

    def pass_over(self) -> None:
        """Kill one, if it is time."""
        every = self._storm.kill_every
        if every and time.perf_counter() - self._last >= every:
            victim = self._chance.randrange(len(self._running))
            self._kill(self._running[victim])
            self._running[victim] = self._start()
            self.kills += 1
            self._last = time.perf_counter()

    def end(self) -> None:
        """Kill them all."""
        for process in self._running:
            self._kill(process)

    def _start(self) -> BaseProcess:
        process = Fork.Process(target=work, args=(self._url, self._storm.whole), daemon=True)
        process.start()
        return process

    def _kill(self, process: BaseProcess) -> None:
        self.used += seconds_used(process.pid)
        process.kill()
        process.join()


async def weather(place: TestDatabase, storm: Storm) -> Told:
    """Let it pass over an empty, migrated database."""
    load = round(os.getloadavg()[0], 1)
    async with Database(place.app_url).opened() as database:
        workers = Workers(place.app_url, storm)
        window = timedelta(seconds=storm.seconds)
        if storm.asleep:
            first = datetime.now(UTC) - window - timedelta(seconds=1)
        else:
            ahead = 4 + 1.3 * await seconds_to_fill(database, storm.estates, storm.clocks)
            first = datetime.now(UTC) + timedelta(seconds=ahead)
        began = time.perf_counter()
        world = await settle(database, storm.estates)
        await fill(database, world, storm.clocks, first, window)
        with connect(place.admin_url) as administrator:
            administrator.execute("analyze")  # as of tables that have been there for a while
        filled_in = time.perf_counter() - began
        if not storm.asleep and datetime.now(UTC) > first:
            raise RuntimeError("the first clocks were due before the last were written; try again")
        server = await server_of(database)
        postgres = seconds_used(server, children=True)
        began, until = time.perf_counter(), first + window
        workers.begin()
        try:
            async with asyncio.timeout(storm.limit):
                while datetime.now(UTC) < until or await clocks_left(database, until):
                    workers.pass_over()
                    await asyncio.sleep(LOOK)
                due = max(began, (until - datetime.now(UTC)).total_seconds() + time.perf_counter())
                caught_up = time.perf_counter() - due
                while storm.whole and await left(database):
                    workers.pass_over()
                    await asyncio.sleep(LOOK)
                drained = time.perf_counter() - due - caught_up
        finally:
            workers.end()
        postgres = seconds_used(server, children=True) - postgres
        found = await effects(database, world, until)
        return Told(
            clocks=storm.clocks,
            broken=found.broken,
            twice=found.twice,
            waiting=found.waiting,
            told=found.told,
            told_twice=found.told_twice,
            failed=found.failed,
            kills=workers.kills,
            median=found.late_by(0.5),
            p99=found.late_by(0.99),
            worst=found.late_by(1.0),
            caught_up=round(caught_up, 1),
            drained=round(drained, 1),
            filled_in=round(filled_in, 1),
            worker_ms=round(1_000 * workers.used / storm.clocks, 3),
            postgres_ms=round(1_000 * postgres / storm.clocks, 3),
            load=load,
        )


__all__ = ["PRELOADED", "Fork", "Storm", "Told", "weather", "work"]
