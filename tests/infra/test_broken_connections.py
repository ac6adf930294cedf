"""Connections that the server has ended: one piece of work fails, the next has a new one."""

import asyncio

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from tests.database import TestDatabase

END_THEM = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'guanjia_app'"


async def test_after_a_restart_the_first_failure_renews_every_connection(
    fresh_database: TestDatabase,
) -> None:
    async with Database(fresh_database.app_url, size=4).opened() as database:

        async def work() -> None:
            async with unit_of_work(database, Scope.system()):
                await asyncio.sleep(0.05)

        await asyncio.gather(*(work() for _ in range(4)))
        with psycopg.connect(fresh_database.admin_url) as admin:
            admin.execute(END_THEM)
        with pytest.raises(OperationalError):
            await work()
        await asyncio.gather(*(work() for _ in range(4)))
