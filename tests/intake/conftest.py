"""The application, and the demo's estates as they stand, in a group of the test's own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from core.db.engine import Database
from tests.api.door import Door, serving
from tests.database import TestDatabase
from tests.factories import World, make_world
from tests.intake.estates import Standing, build_all


@pytest_asyncio.fixture(scope="session")
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections to this worker's database."""
    async with Database(database.app_url, size=4).opened() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session")
async def standing(db: Database) -> tuple[Standing, ...]:
    """Every estate of the demo, and one whose buildings have names."""
    return await build_all(db)


@pytest_asyncio.fixture
async def door(database: TestDatabase) -> AsyncIterator[Door]:
    """The application on a real socket."""
    async with serving(database) as opened:
        yield opened


@pytest_asyncio.fixture
async def world(door: Door) -> World:
    """A group of the test's own, with two estates."""
    return await make_world(door.database)
