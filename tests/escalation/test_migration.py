"""The migration of escalation goes up and down with an estate's data in the database."""

from typing import Any

import psycopg

from core.db.lineage import CORE
from core.db.migrate import downgrade, upgrade
from tests.database import TestDatabase
from tests.escalation.people import appoint
from tests.escalation.told import major
from tests.standard.story import Story

BEFORE = "0004"
TABLES = (
    "escalation",
    "escalation_step",
    "escalation_telling",
    "escalation_report",
    "joint_verification",
    "late_notice",
)


def rows(database: TestDatabase, query: str) -> list[Any]:
    """What a query finds, as the server's administrator."""
    with psycopg.connect(database.admin_url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_escalation_goes_and_comes_back_and_everything_else_stays(
    fresh_database: TestDatabase, story: Story
) -> None:
    await appoint(story)
    await major(story)
    await story.on(minutes=11)
    kept = "select id, version, state, severity from core.ticket"
    before = rows(fresh_database, kept)
    assert rows(fresh_database, "select count(*) from core.escalation_telling") == [(7,)]
    downgrade(fresh_database.owner_url, CORE, BEFORE)
    assert rows(fresh_database, kept) == before
    assert rows(fresh_database, "select to_regclass('core.escalation')") == [(None,)]
    upgrade(fresh_database.owner_url, [CORE])
    assert rows(fresh_database, kept) == before
    assert rows(fresh_database, "select count(*) from core.escalation") == [(0,)]
    named = ", ".join(f"'{table}'" for table in TABLES)
    walls = "select count(*) from pg_class join pg_namespace n on n.oid = relnamespace"
    walls += f" where nspname = 'core' and relforcerowsecurity and relname in ({named})"
    assert rows(fresh_database, walls) == [(len(TABLES),)]
