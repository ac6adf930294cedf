"""The demo group, loaded once for these tests: interrupted first, then for good."""

import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
import pytest
from rich.progress import Progress, TaskID

from api import demo
from api.cli.installation import catalogue
from core import clock
from core.config import Settings
from core.db.bootstrap import Access
from core.db.engine import Database
from tests.database import SECRET, TestDatabase, TestServer


class Interruption(Exception):
    """Somebody pulled the plug."""


class Interrupted(Progress):
    """A bar at whose second estate the process dies."""

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        """Dies as soon as a whole estate has been loaded."""
        if advance > 1:
            raise Interruption


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database with the demo group in it, and what was seen on the way."""

    database: TestDatabase
    now: datetime
    left_by_interruption: int = 0
    loaded: bool = False

    def load(self, bar: Progress) -> bool:
        """`guanjia demo`'s own call, on a thread without an event loop."""
        access = Access(self.database.app_url, self.database.owner_url)
        with clock.at(self.now), ThreadPoolExecutor(1) as thread:
            return thread.submit(demo.load, access, self.settings, bar, catalogue()).result()

    @property
    def settings(self) -> Settings:
        """The settings of an installation on this database."""
        return Settings(database_url=self.database.app_url, secret_key=SECRET)

    def count(self, query: str) -> Any:
        """The single value of a query, as the administrator sees it."""
        with psycopg.connect(self.database.admin_url) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture(scope="session")
def loaded(server: TestServer, request: pytest.FixtureRequest) -> Iterator[Loaded]:
    """The demo group. The time it took is told, not judged."""
    with server.passing() as database:
        before = Loaded(database, clock.now())
        with pytest.raises(Interruption):
            before.load(Interrupted(disable=True))
        left = before.count("select count(*) from core.estate_entry")
        began = time.monotonic()
        done = before.load(Progress(disable=True))
        reporter = request.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"demo group loaded in {time.monotonic() - began:.1f} s")
        yield replace(before, left_by_interruption=left, loaded=done)


@pytest.fixture
async def db(loaded: Loaded) -> AsyncIterator[Database]:
    """The application's connections to it."""
    async with Database(loaded.database.app_url, size=2).opened() as database:
        yield database
