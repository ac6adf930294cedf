"""The application, served to the tests of its HTTP door."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.api.door import Door, serving
from tests.database import TestDatabase
from tests.factories import World, make_world


@pytest_asyncio.fixture
async def door(database: TestDatabase) -> AsyncIterator[Door]:
    """The application on a real socket."""
    async with serving(database) as opened:
        yield opened


@pytest_asyncio.fixture
async def world(door: Door) -> World:
    """A group of the test's own, with two estates."""
    return await make_world(door.database)
