"""The migration of staff goes up and down with an estate's people in the database."""

from core.db.engine import Database
from core.db.lineage import CORE
from core.db.migrate import downgrade, upgrade
from tests.database import TestDatabase
from tests.dispatch.test_migration import rows
from tests.factories import make_world

BEFORE = "0007"


async def test_staff_goes_and_comes_back_and_the_people_stay(fresh_database: TestDatabase) -> None:
    async with Database(fresh_database.app_url).opened() as db:
        await make_world(db)
    people = "select id, name, role, left_on from core.staff order by estate_id, id"
    before = rows(fresh_database, people)
    assert before
    downgrade(fresh_database.owner_url, CORE, BEFORE)
    assert rows(fresh_database, people) == before
    assert rows(fresh_database, "select to_regclass('core.handover')") == [(None,)]
    upgrade(fresh_database.owner_url, [CORE])
    assert rows(fresh_database, people) == before
    versions = "select distinct version from core.staff union select distinct version"
    assert rows(fresh_database, versions + " from core.department") == [(1,)]
