"""What a process watches for its subscribers: one look at the database for all of them.

PostgreSQL's NOTIFY says when to look, and is not relied on: there is a look every second as well.
A look reads versions and keys only, as the system, group by group; what a subscriber is shown is
read anew in the subscriber's own scope.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import psycopg
from sqlalchemy import make_url, select, tuple_

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.logging import logger
from core.notify.kinds import MessageState
from core.notify.models import Message
from core.notify.repository import HINT
from core.tickets.models import Ticket

EVERY = 1.0
"""Seconds between two looks without a hint."""

AGAIN = 1.0
"""Seconds after which a lost connection for hints is made again."""

CALM = 0.1
"""Seconds between two looks at least, however many hints there are."""

BACK = timedelta(minutes=5)
"""How far back a look goes for messages: transactions that took long are not overlooked."""

WAITING = 1_000
"""Rows a subscriber may have waiting; one that is slower than that is given up."""

log = logger("guanjia.subscriptions")

Key = tuple[int, UUID]


@dataclass(eq=False)
class Watch:
    """One subscription's interest, and what is new to it: each row once, however often it changed
    before the subscriber took it."""

    group_id: int
    account_id: UUID
    estates: tuple[int, ...]
    ticket: Key | None = None
    lagging: bool = False
    version: int | None = None
    seen: set[Key] = field(default_factory=set)
    begun: bool = False
    _waiting: dict[Key, None] = field(default_factory=dict)
    _something: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, key: Key) -> None:
        """A row is new, or not as it was."""
        if key not in self._waiting and len(self._waiting) >= WAITING:
            self.lagging = True
        else:
            self._waiting[key] = None
        self._something.set()

    async def news(self) -> Key:
        """The next row, once there is one; the one that has waited longest."""
        await self._something.wait()
        key = next(iter(self._waiting))
        del self._waiting[key]
        if not self._waiting:
            self._something.clear()
        return key


class Watcher:
    """Looks for all subscriptions of a process, while there are any."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watches: set[Watch] = set()
        self._task: asyncio.Task[None] | None = None
        self._hints: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    async def add(self, watch: Watch) -> None:
        """Watch from now on: what there is already is not new."""
        await self._look([watch])
        self._watches.add(watch)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="watcher")
            self._hints = asyncio.create_task(self._listen(), name="watcher-hints")

    def remove(self, watch: Watch) -> None:
        """Watch no more."""
        self._watches.discard(watch)

    async def close(self) -> None:
        """End with the application."""
        tasks = [each for each in (self._task, self._hints) if each is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while self._watches:
            self._wake.clear()
            try:
                await self._look(self._watches)
            except Exception as error:
                log.warning("look_failed", kind=type(error).__name__)
            await asyncio.sleep(CALM)
            try:
                async with asyncio.timeout(EVERY - CALM):
                    await self._wake.wait()
            except TimeoutError:
                pass
        if self._hints is not None:
            self._hints.cancel()

    async def _listen(self) -> None:
        """Wake with every hint; without a connection the looks go on by themselves."""
        url = make_url(self._database.url).set(drivername="postgresql")
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    url.render_as_string(hide_password=False), autocommit=True
                )
                async with connection:
                    await connection.execute(f"listen {HINT}")
                    self._wake.set()  # hints may have been missed
                    async for _ in connection.notifies():
                        self._wake.set()
            except psycopg.Error as error:
                log.warning("listening_failed", kind=type(error).__name__)
            await asyncio.sleep(AGAIN)

    async def _look(self, watches: Iterable[Watch]) -> None:
        groups: dict[int, list[Watch]] = defaultdict(list)
        for watch in watches:
            groups[watch.group_id].append(watch)
        for group_id, mine in groups.items():
            estates = {estate for watch in mine for estate in watch.estates}
            scope = Scope.system(group_id, *sorted(estates))
            async with unit_of_work(self._database, scope) as uow:
                await self._tickets(uow, [watch for watch in mine if watch.ticket is not None])
                await self._messages(uow, [watch for watch in mine if watch.ticket is None])

    async def _tickets(self, uow: UnitOfWork, watches: list[Watch]) -> None:
        wanted = {watch.ticket for watch in watches if watch.ticket is not None}
        if not wanted:
            return
        rows = await uow.execute(
            select(Ticket.estate_id, Ticket.id, Ticket.version).where(
                tuple_(Ticket.estate_id, Ticket.id).in_(sorted(wanted))
            )
        )
        versions: Mapping[Key, int] = {(row.estate_id, row.id): row.version for row in rows}
        for watch in watches:
            assert watch.ticket is not None
            version = versions.get(watch.ticket)
            if watch.begun and version is not None and version != watch.version:
                watch.offer(watch.ticket)
            watch.version, watch.begun = version, True

    async def _messages(self, uow: UnitOfWork, watches: list[Watch]) -> None:
        if not watches:
            return
        rows = (
            await uow.execute(
                select(Message.account_id, Message.estate_id, Message.id)
                .where(
                    Message.estate_id.in_(sorted({e for watch in watches for e in watch.estates})),
                    Message.account_id.in_(sorted({watch.account_id for watch in watches})),
                    Message.state == MessageState.SENT,
                    Message.sent_at >= uow.now - BACK,
                )
                .order_by(Message.sent_at, Message.id)
            )
        ).all()
        for watch in watches:
            found = {
                (row.estate_id, row.id): None
                for row in rows
                if row.account_id == watch.account_id and row.estate_id in watch.estates
            }
            if watch.begun:
                for key in found:
                    if key not in watch.seen:
                        watch.offer(key)
            watch.seen, watch.begun = set(found), True


__all__ = ["BACK", "EVERY", "WAITING", "Key", "Watch", "Watcher"]
