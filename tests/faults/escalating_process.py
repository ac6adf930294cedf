"""A worker of the whole service in a process of its own, which is killed (SIGKILL) in the middle of
beginning and telling escalations, as often as `deaths` says."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from multiprocessing.sharedctypes import Synchronized
from typing import Any

import pytest

from api.cli.installation import handlers
from core.config import Settings
from core.db.engine import Database
from core.escalation.begin import begin_all
from core.jobs.worker import Worker
from core.notify.tell import tell_all
from tests.database import SECRET

Effect = Callable[..., Awaitable[Any]]


def dying(effect: Effect, deaths: "Synchronized[int]") -> Effect:
    """The effect, after which nothing is committed while there are deaths to die."""

    async def done(*given: Any) -> Any:
        answer = await effect(*given)
        with deaths.get_lock():
            dies = bool(answer) and deaths.value > 0
            deaths.value -= dies
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return done


def main(url: str, deaths: "Synchronized[int]") -> None:
    """Work until killed."""
    settings = Settings(database_url=url, secret_key=SECRET)

    async def work() -> None:
        async with Database(url, size=4).opened() as database:
            worker = Worker(database, handlers(database, settings), tick=timedelta(milliseconds=50))
            await worker.run(asyncio.Event())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("core.escalation.follow.begin_all", dying(begin_all, deaths))
        patched.setattr("core.escalation.told.tell_all", dying(tell_all, deaths))
        asyncio.run(work())


__all__ = ["main"]
