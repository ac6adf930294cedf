"""A story begins at nine on a Wednesday morning, in a database of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from core import clock
from tests.api.door import serving
from tests.database import TestDatabase
from tests.factories import MORNING, make_world
from tests.standard.story import Story


@pytest.fixture
def time() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning of a working day."""
    with clock.at(MORNING) as hands:
        yield hands


@pytest_asyncio.fixture
async def story(fresh_database: TestDatabase, time: clock.Hands) -> AsyncIterator[Story]:
    """A group with two estates, the application on a socket, and its workers; ends well."""
    async with serving(fresh_database) as door:
        told = Story(door, await make_world(door.database), time)
        yield told
        assert await told.failures() == []
