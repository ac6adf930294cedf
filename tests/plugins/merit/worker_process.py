"""A worker in a process of its own that keeps facts, to be killed."""

import asyncio
from datetime import timedelta

from core.db.engine import Database
from core.jobs.handlers import Handlers, Jobs
from core.jobs.worker import Worker
from plugins.merit.jobs import JOBS

HANDLERS = Handlers.compose([Jobs(consumers=JOBS.consumers)])


def main(url: str) -> None:
    """Work until killed."""

    async def work() -> None:
        async with Database(url, size=4).opened() as database:
            await Worker(database, HANDLERS, tick=timedelta(milliseconds=50)).run(asyncio.Event())

    asyncio.run(work())
