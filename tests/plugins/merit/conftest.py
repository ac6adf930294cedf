"""A database for all of this folder's tests, each with a group of its own; and stories."""

from collections.abc import AsyncIterator

import pytest_asyncio

from core.db.engine import Database
from tests.database import TestDatabase
from tests.factories import EstateWorld, make_world
from tests.standard.conftest import story, time


@pytest_asyncio.fixture
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    async with Database(database.app_url, size=8).opened() as opened:
        yield opened


@pytest_asyncio.fixture
async def estate(db: Database) -> EstateWorld:
    """An estate of a new group."""
    return (await make_world(db)).estates[0]


__all__ = ["db", "estate", "story", "time"]
