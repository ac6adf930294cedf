"""A database and an estate for hooks to look at."""

from collections.abc import AsyncIterator

import pytest_asyncio

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from tests.database import TestDatabase
from tests.factories import EstateWorld, make_world


@pytest_asyncio.fixture(scope="module")
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections to the shared database."""
    async with Database(database.app_url, size=4).opened() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def estate(db: Database) -> EstateWorld:
    """An estate of one's own."""
    return (await make_world(db, estates=1)).estates[0]


@pytest_asyncio.fixture
async def uow(db: Database, estate: EstateWorld) -> AsyncIterator[UnitOfWork]:
    """A unit of work of the estate's agent."""
    async with unit_of_work(db, Scope.of(estate.agent.actor, (estate.id,))) as opened:
        yield opened
