"""An estate as a whole: erased with nothing left; table by table, as PostgreSQL lists them."""

from collections.abc import Iterator

import pytest

from core.db.bootstrap import OWNER
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.db.urls import connect
from core.errors import GuanjiaError
from core.plugin.catalogue import Catalogue
from tenants.directory import enter_group
from tenants.erase_estate import NOBODY, erase_estate
from tenants.errors import TenantsCode
from tests.database import TestServer
from tests.isolation.populace import Populace, populated

ERASED, BESIDE, ELSEWHERE = 11, 12, 21
NOTHING = Catalogue()


@pytest.fixture(scope="module")
def populace(server: TestServer) -> Iterator[Populace]:
    """Rows in every table of three estates in two groups."""
    with populated(server) as made:
        yield made


def tables(populace: Populace) -> list[str]:
    """Every table with rows of estates, as the database has them: of plugins too."""
    listed = """
        select n.nspname || '.' || c.relname from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'estate_id' and a.attnum > 0
        where c.relkind in ('r', 'p') and (n.nspname in ('core', 'tenants'))
        order by 1
    """
    with connect(populace.database.admin_url) as connection:
        return [row[0] for row in connection.execute(listed)]


def counts(populace: Populace, estate: int) -> dict[str, int]:
    """How many rows of each table an estate has."""
    with connect(populace.database.admin_url) as connection:
        return {
            name: connection.execute(
                f"select count(*) from {name} where estate_id = %s", [estate]
            ).fetchone()[0]  # type: ignore[index]
            for name in tables(populace)
        }


async def test_an_estate_that_is_open_is_not_erased(populace: Populace) -> None:
    with connect(populace.database.admin_url) as connection:
        connection.execute("update core.estate set closed_at = null where id = %s", [ERASED])
    async with (
        Database(populace.database.owner_url, size=2, become=OWNER).opened() as database,
        unit_of_work(database, Scope.system(1, ERASED)) as uow,
    ):
        with pytest.raises(GuanjiaError) as refused:
            await erase_estate(uow, 1, ERASED, NOTHING)
    assert refused.value.code is TenantsCode.ESTATE_NOT_CLOSED


async def test_erasing_leaves_no_row_of_the_estate_and_every_row_of_the_others(
    populace: Populace,
) -> None:
    before = {estate: counts(populace, estate) for estate in (BESIDE, ELSEWHERE)}
    people = """
        select account_id from core.resident where estate_id = %(estate)s
        union select account_id from core.staff where estate_id = %(estate)s
        union select account_id from tenants.role_grant where estate_id = %(estate)s
    """
    with connect(populace.database.admin_url) as connection:
        connection.execute("update core.estate set closed_at = now() where id = %s", [ERASED])
        mine = {row[0] for row in connection.execute(people, {"estate": ERASED}) if row[0]}
        others = {row[0] for row in connection.execute(people, {"estate": BESIDE}) if row[0]}
    told: dict[str, int] = {}
    async with (
        Database(populace.database.owner_url, size=2, become=OWNER).opened() as database,
        unit_of_work(database, Scope.system(1)) as uow,
    ):
        await enter_group(uow, 1)
        await erase_estate(uow, 1, ERASED, NOTHING, told.__setitem__)
    assert set(counts(populace, ERASED).values()) == {0}
    assert {estate: counts(populace, estate) for estate in (BESIDE, ELSEWHERE)} == before
    assert set(tables(populace)) <= told.keys()
    with connect(populace.database.admin_url) as connection:
        names = dict(
            connection.execute("select id, name from tenants.account where group_id = 1").fetchall()
        )
        [[address]] = connection.execute(
            "select address from core.estate where id = %s", [ERASED]
        ).fetchall()
    assert address == ""
    alone = {id_ for id_ in mine - others if id_ in names}
    still = connection_grants(populace)
    for id_ in alone - still:
        assert names[id_] == NOBODY
    assert all(names[id_] != NOBODY for id_ in others & names.keys())


def connection_grants(populace: Populace) -> set[object]:
    """Accounts with a role left anywhere in the group."""
    with connect(populace.database.admin_url) as connection:
        found = connection.execute("select account_id from tenants.role_grant where group_id = 1")
        return {row[0] for row in found}
