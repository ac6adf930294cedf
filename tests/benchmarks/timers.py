"""How many timers a worker does in a second: `python -m tests.benchmarks.timers [COUNT]`.

Handlers that do nothing and that write one row; several batch sizes, one worker and two. Prints a
line of JSON for each.
"""

import asyncio
import sys
import time

import orjson

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.handlers import DueTimer, Handlers, Jobs, TimerKind
from core.jobs.timers import Timers
from tests.database import serving
from tests.factories import MORNING, World, make_world

ESTATES = 10


async def leave_mark(uow: UnitOfWork, timer: DueTimer) -> None:
    uow.emit("mark", group_id=timer.group_id, estate_id=timer.estate_id, subject_id=timer.id)


async def nothing(uow: UnitOfWork, timer: DueTimer) -> None:
    """What the claim and the scopes cost alone."""


async def fill(database: Database, world: World, kind: str, count: int) -> None:
    for estate in world.estates:
        async with unit_of_work(database, Scope.system(world.group_id, estate.id)) as uow:
            for number in range(count // ESTATES):
                uow.set_timer(
                    kind, str(number), MORNING, group_id=world.group_id, estate_id=estate.id
                )


async def measure(database: Database, timers: Timers, workers: int) -> float:
    async def work() -> None:
        while await timers.work(database):
            pass

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(workers)))
    return time.perf_counter() - started


async def main(count: int) -> None:
    with serving() as server, server.passing() as place:
        async with Database(place.app_url).opened() as database:
            world = await make_world(database, estates=ESTATES)
            for name, handle in (("nothing", nothing), ("one_row", leave_mark)):
                for batch, workers in ((1, 1), (50, 1), (100, 1), (500, 1), (100, 2)):
                    kind = f"{name}.{batch}.{workers}"
                    await fill(database, world, kind, count)
                    timers = Timers(
                        Handlers.compose([Jobs(timers=(TimerKind(kind, handle),))]), batch=batch
                    )
                    seconds = await measure(database, timers, workers)
                    figures = {
                        "effect": name,
                        "batch": batch,
                        "workers": workers,
                        "timers_per_second": round(count / seconds),
                    }
                    print(orjson.dumps(figures).decode())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
