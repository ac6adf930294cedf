"""A worker in a process of its own, to be killed. Its timers and consumers each leave one mark."""

import asyncio
import random
from datetime import timedelta

from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Consumer, DueTimer, Event, Handlers, Jobs, TimerKind
from core.jobs.worker import Worker
from tests.jobs.effects import mark

KIND = "fault"
TOPIC = "fault.happened"


async def fire(uow: UnitOfWork, timer: DueTimer) -> None:
    """Fails now and then, as the world does."""
    mark(uow, timer, timer.id, by="timer")
    if random.random() < 0.001:
        raise ConnectionError


async def take(uow: UnitOfWork, event: Event) -> None:
    """Like `fire`, for an event."""
    mark(uow, event, event.id, by="consumer")


HANDLERS = Handlers.compose(
    [
        Jobs(
            timers=(TimerKind(KIND, fire),),
            consumers=(Consumer("fault.consumer", frozenset({TOPIC}), take),),
        )
    ]
)


def main(url: str) -> None:
    """Work until killed."""

    async def work() -> None:
        async with Database(url, size=4).opened() as database:
            await Worker(database, HANDLERS, tick=timedelta(milliseconds=50)).run(asyncio.Event())

    asyncio.run(work())
