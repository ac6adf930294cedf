"""The application over a database of its own (workers take whatever is due), at nine o'clock."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from core import clock
from tests.api.door import Door, serving
from tests.database import TestDatabase, TestServer
from tests.dispatch.desk import Desk
from tests.factories import MORNING, make_world


@pytest.fixture(scope="module")
def dispatch_database(server: TestServer) -> Iterator[TestDatabase]:
    """A database for one file of tests."""
    with server.passing() as passing:
        yield passing


@pytest.fixture
def time() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning of a working day."""
    with clock.at(MORNING) as hands:
        yield hands


@pytest_asyncio.fixture
async def door(dispatch_database: TestDatabase, time: clock.Hands) -> AsyncIterator[Door]:
    """The application on a real socket."""
    async with serving(dispatch_database) as opened:
        yield opened


@pytest_asyncio.fixture
async def desk(door: Door) -> Desk:
    """The front desk of an estate of the test's own."""
    world = await make_world(door.database)
    return await Desk.opened(door, world)
