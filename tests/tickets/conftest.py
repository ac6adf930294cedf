"""An estate of one's own, on a Wednesday morning."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from core import clock
from core.db.engine import Database
from tests.database import TestDatabase
from tests.factories import MORNING, EstateWorld, World, make_world


@pytest_asyncio.fixture
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections to this worker's database."""
    async with Database(database.app_url, size=6).opened() as opened:
        yield opened


@pytest.fixture
def time() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning of a working day."""
    with clock.at(MORNING) as hands:
        yield hands


@pytest_asyncio.fixture
async def world(db: Database, time: clock.Hands) -> World:
    """A group with two estates."""
    return await make_world(db)


@pytest_asyncio.fixture
async def estate(world: World) -> EstateWorld:
    """The first of them."""
    return world.estates[0]
