"""Whether those who are connected may still be: one question for all sockets of a process.

A token that has ended, a role or an account that was taken away end a connection within two
seconds, events or not. The question is one statement for each group that somebody is connected of,
however many are; only whose rights have changed has them read again.
"""

import asyncio
from typing import Protocol

from api.subscriptions.stream import Caller
from core.logging import logger
from tenants.access import Access

EVERY = 2.0
"""Seconds between two looks."""

log = logger("guanjia.subscriptions")


class Guarded(Protocol):
    """A connection: whose it is, and how to have it look after itself."""

    caller: Caller | None

    async def check(self) -> None:
        """Close where the caller may be connected no longer; raises nothing."""


class Guard:
    """Looks for all connections of a process, while there are any."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._guarded: set[Guarded] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, connection: Guarded) -> None:
        """Look after a connection until it is removed."""
        self._guarded.add(connection)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="guard")

    def remove(self, connection: Guarded) -> None:
        """Look after it no more."""
        self._guarded.discard(connection)

    async def close(self) -> None:
        """End with the application."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._guarded:
            await asyncio.sleep(EVERY)
            known = [each for each in self._guarded if each.caller is not None]
            actors = [each.caller.actor for each in known if each.caller is not None]
            try:
                await self._access.confirm((each.group_id, each.account_id) for each in actors)
            except Exception as error:  # what is kept grows old meanwhile, and is then not believed
                log.warning("guard_failed", kind=type(error).__name__)
            await asyncio.gather(*(each.check() for each in known))


__all__ = ["EVERY", "Guard", "Guarded"]
