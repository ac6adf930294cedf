"""A database of this module's own group."""

from collections.abc import AsyncIterator

import pytest_asyncio

from core.db.engine import Database
from tests.database import TestDatabase
from tests.factories import EstateWorld, make_world
from tests.plugins.paid_services.ledger import Ledger
from tests.standard.conftest import story, time


@pytest_asyncio.fixture
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    async with Database(database.app_url, size=8).opened() as opened:
        yield opened


@pytest_asyncio.fixture
async def estate(db: Database) -> EstateWorld:
    """An estate of a new group."""
    return (await make_world(db)).estates[0]


@pytest_asyncio.fixture
async def ledger(db: Database, estate: EstateWorld) -> Ledger:
    """Its empty ledger."""
    return Ledger(db, estate.group_id, estate.id)


__all__ = ["db", "estate", "ledger", "story", "time"]
