"""A desk in a group of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from core.db.engine import Database
from tests.database import TestDatabase
from tests.factories import make_world
from tests.importing.desk import Desk, enter_directory


@pytest_asyncio.fixture
async def db(database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections to this worker's database."""
    async with Database(database.app_url, size=4).opened() as opened:
        yield opened


@pytest_asyncio.fixture
async def desk(db: Database, database: TestDatabase, tmp_path: Path) -> Desk:
    """An estate without tickets, and an empty folder."""
    world = await make_world(db)
    await enter_directory(db, world)
    return Desk(db, database, world, tmp_path)
