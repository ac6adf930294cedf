"""The migration of revisits goes up and down with answered surveys in the database."""

from typing import Any

import psycopg

from core.db.engine import Database
from core.db.lineage import CORE
from core.db.migrate import downgrade, upgrade
from tests.database import TestDatabase
from tests.factories import make_world
from tests.tickets.life import Life, a_leak

BEFORE = "0006"


def rows(database: TestDatabase, query: str) -> list[Any]:
    """What a query finds, as the server's administrator."""
    with psycopg.connect(database.admin_url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_revisits_go_and_come_back_and_answers_know_again_whose_work_they_are_about(
    fresh_database: TestDatabase,
) -> None:
    async with Database(fresh_database.app_url).opened() as db:
        estate = (await make_world(db)).estates[0]
        good = await Life.begin(db, estate, a_leak(estate))
        bad = await Life.begin(db, estate, a_leak(estate))
        for life, scores in ((good, (5, 5, 5, 5)), (bad, (1, 1, 1, 1))):
            await life.to_completed()
            await life.answer(scores=scores)
    kept = "select id, state, attitude, satisfied, comment from core.survey order by id"
    derived = "select id, verdict, assignee_id, department_id from core.survey order by id"
    before, known = rows(fresh_database, kept), rows(fresh_database, derived)
    assert {row[1] for row in known} == {"SATISFIED", "DISSATISFIED"}

    downgrade(fresh_database.owner_url, CORE, BEFORE)
    assert rows(fresh_database, kept) == before
    assert rows(fresh_database, "select to_regclass('core.revisit_task')") == [(None,)]
    upgrade(fresh_database.owner_url, [CORE])
    assert rows(fresh_database, kept) == before
    assert rows(fresh_database, derived) == known
    walls = "select count(*) from pg_class where relforcerowsecurity and relname in"
    walls += " ('survey', 'ticket', 'survey_template', 'survey_question', 'survey_answer',"
    walls += " 'survey_link', 'revisit_setting', 'revisit_task', 'revisit_attempt')"
    assert rows(fresh_database, walls) == [(9,)]
