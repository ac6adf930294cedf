"""A world rich in data, made once for all tests of the read compiler, and its callers."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.api.door import Door, serving
from tests.database import TestDatabase
from tests.graph.callers import Callers
from tests.graph.world import Rich, make_rich


@pytest_asyncio.fixture(scope="session")
async def door(database: TestDatabase) -> AsyncIterator[Door]:
    """The application on a real socket."""
    async with serving(database) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session")
async def rich(door: Door) -> Rich:
    """Two groups with rows in every table."""
    return await make_rich(door)


@pytest_asyncio.fixture(scope="session")
async def callers(door: Door, rich: Rich) -> Callers:
    """Somebody of each audience."""
    return await Callers.enrolled(door, rich)
