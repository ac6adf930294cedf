"""The migration of dispatch goes up and down with an estate's data in the database."""

from typing import Any

import psycopg

from core.db.engine import Database
from core.db.lineage import CORE
from core.db.migrate import downgrade, upgrade
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.dispatch.kinds import DispatchMode
from core.dispatch.models import DispatchNeed, DispatchSetting, StaffArea
from core.ids import new_id
from core.tickets.kinds import Kind
from tests.database import TestDatabase
from tests.factories import make_world
from tests.tickets.life import Life, a_leak

BEFORE = "0001"


def rows(database: TestDatabase, query: str) -> list[Any]:
    """What a query finds, as the server's administrator."""
    with psycopg.connect(database.admin_url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_dispatch_goes_and_comes_back_and_everything_else_stays(
    fresh_database: TestDatabase,
) -> None:
    async with Database(fresh_database.app_url).opened() as db:
        world = await make_world(db)
        estate = world.estates[0]
        life = await Life.begin(db, estate, a_leak(estate))
        await life.to_accepted()
        tenant = {"group_id": estate.group_id, "estate_id": estate.id}
        async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
            mode = {"mode": DispatchMode.AUTOMATIC, "threshold": 70}
            uow.add(DispatchSetting, **tenant, id=new_id(), **mode)
            area = {"staff_id": estate.technician.id, "building_id": estate.building_id}
            uow.add(StaffArea, **tenant, id=new_id(), **area)
            uow.add(
                DispatchNeed,
                group_id=estate.group_id,
                id=new_id(),
                kind=Kind.REPAIR,
                category_code=None,
                functions=["ENGINEERING"],
                skills=["PLUMBING"],
                levels=[2],
                minutes=30,
            )
    kept = "select id, version, state, dispatched_at, assignee_id from core.ticket"
    buildings = "select id, code, name, aliases, floors from core.building order by id"
    before = rows(fresh_database, kept), rows(fresh_database, buildings)

    downgrade(fresh_database.owner_url, CORE, BEFORE)
    assert (rows(fresh_database, kept), rows(fresh_database, buildings)) == before
    assert rows(fresh_database, "select to_regclass('core.staff_area')") == [(None,)]
    upgrade(fresh_database.owner_url, [CORE])
    assert (rows(fresh_database, kept), rows(fresh_database, buildings)) == before
    assert rows(fresh_database, "select count(*) from core.dispatch_setting") == [(0,)]
    walls = "select count(*) from pg_class join pg_namespace n on n.oid = relnamespace"
    walls += " where nspname = 'core' and relforcerowsecurity and relname in"
    walls += " ('dispatch_setting', 'staff_area', 'dispatch_need')"
    assert rows(fresh_database, walls) == [(3,)]
