"""A group of one's own, and the door to it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from core.config import Settings
from core.db.engine import Database
from tenants.access import Access
from tests.database import SECRET, TestDatabase
from tests.tenants.property_group import PropertyGroup, make_group


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The defaults, with the tests' secret."""
    return Settings(secret_key=SECRET)


@pytest_asyncio.fixture(scope="session")
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections to this worker's database."""
    async with Database(database.app_url, size=6).opened() as opened:
        yield opened


@pytest_asyncio.fixture
async def access(db: Database, settings: Settings) -> Access:
    """A door that has seen nobody yet."""
    return Access(db, settings)


@pytest_asyncio.fixture
async def other_process(db: Database, settings: Settings) -> Access:
    """Another process's door to the same database: its memory is its own."""
    return Access(db, settings)


@pytest_asyncio.fixture
async def group(access: Access) -> PropertyGroup:
    """A group with three estates in a tree of regions."""
    return await make_group(access)
