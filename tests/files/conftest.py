"""The application over a database of the test's own, and a group in it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from core import clock
from tests.api.door import Door, serving
from tests.database import TestDatabase
from tests.factories import MORNING, World, make_world


@pytest.fixture
def time() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning."""
    with clock.at(MORNING) as hands:
        yield hands


@pytest_asyncio.fixture
async def door(fresh_database: TestDatabase, time: clock.Hands) -> AsyncIterator[Door]:
    """The application on a real socket."""
    async with serving(fresh_database) as opened:
        yield opened


@pytest_asyncio.fixture
async def world(door: Door) -> World:
    """A group with two estates."""
    return await make_world(door.database)
