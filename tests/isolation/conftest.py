"""A populated database for the policies, and the rich world for the schema."""

from collections.abc import Iterator

import pytest

from tests.database import TestServer
from tests.graph.conftest import callers, door, rich
from tests.isolation.populace import Populace, populated


@pytest.fixture(scope="session")
def populace(server: TestServer) -> Iterator[Populace]:
    """Rows in every table, of three estates in two groups."""
    with populated(server) as made:
        yield made


__all__ = ["callers", "door", "populace", "rich"]
