"""A database for queues: nobody else's rows in it, since a worker takes whatever is due."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from core.db.engine import Database
from tests.database import TestDatabase, TestServer
from tests.factories import EstateWorld, make_world


@pytest.fixture(scope="module")
def queue_database(server: TestServer) -> Iterator[TestDatabase]:
    """A database for one file of tests."""
    with server.passing() as passing:
        yield passing


@pytest_asyncio.fixture(scope="module")
async def db(queue_database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections to it."""
    async with Database(queue_database.app_url, size=6).opened() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def estate(db: Database) -> EstateWorld:
    """An estate whose things are to be done."""
    world = await make_world(db, estates=1)
    return world.estates[0]
