"""The database is as the models say and as isolation needs it: read from PostgreSQL's catalogue."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, make_url

from core.db.base import Base
from core.db.bootstrap import APP, OWNER
from core.db.lineage import VERSION_TABLE
from core.db.policies import policies
from core.db.urls import connect
from tests.isolation.populace import Connection, Populace
from tests.isolation.walls import QUEUES, RULES, SAYING, SHARED, TABLES

OURS = "n.nspname in ('core', 'tenants')"
BY_NAME = {walled.name: walled for walled in TABLES}
OWN_KEYS = {"core.estate": {"id"}, "core.group": {"id"}}
"""Tables that are the walls themselves: their own id is the tenant."""


@pytest.fixture(scope="module")
def admin(populace: Populace) -> Iterator[Connection]:
    """Who may read the whole catalogue."""
    with connect(populace.database.admin_url) as connection:
        yield connection


@pytest.fixture
def app(populace: Populace) -> Iterator[Connection]:
    """The application's own login, with no scope set."""
    with connect(populace.database.app_url) as connection:
        yield connection


def names(connection: Connection, query: str) -> set[Any]:
    """The first column of a query."""
    return {row[0] for row in connection.execute(query)}


def test_every_table_has_a_model_and_a_rule_and_row_security_forced(admin: Connection) -> None:
    listed = f"""
        select n.nspname || '.' || c.relname, c.relrowsecurity and c.relforcerowsecurity
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and c.relkind in ('r', 'p')
    """
    found = dict(admin.execute(listed).fetchall())
    assert found.pop(f"core.{VERSION_TABLE}") is False
    assert found.keys() == BY_NAME.keys() == RULES.keys()
    assert all(found.values())


def test_only_look_ups_and_queues_are_nobodys_rows() -> None:
    without_tenant = {
        walled.name
        for walled in TABLES
        if not {"estate_id", "group_id"} & set(walled.table.c.keys())
    }
    assert without_tenant <= SHARED | OWN_KEYS.keys()
    assert {each.name for each in TABLES if each.table.info["wall"] == "system"} == SHARED
    assert {each.name for each in TABLES if each.table.info["wall"] == "queue"} == QUEUES


def test_the_policies_in_the_database_are_the_models(admin: Connection) -> None:
    listed = """
        select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check
        from pg_policies where schemaname in ('core', 'tenants') order by 1, 2, 3
    """
    before = admin.execute(listed).fetchall()
    with admin.transaction(force_rollback=True):
        for schema, table, policy, *_ in before:
            admin.execute(f'drop policy {policy} on {schema}."{table}"')
        for walled in TABLES:
            for policy in policies(walled.table):
                admin.execute(policy.statement)
        assert admin.execute(listed).fetchall() == before


def test_policies_ask_no_other_table(admin: Connection) -> None:
    asked = names(
        admin,
        "select policyname || qual from pg_policies where qual ~* '\\mselect\\M'"
        " or with_check ~* '\\mselect\\M'",
    )
    assert asked == set()


def test_the_models_are_the_migrated_database(populace: Populace) -> None:
    url = make_url(populace.database.admin_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "include_schemas": True,
                    "include_name": _is_ours,
                    "compare_type": True,
                    "version_table_schema": "core",
                },
            )
            assert compare_metadata(context, Base.metadata) == []
    finally:
        engine.dispose()


def _is_ours(name: str | None, kind: str, parents: Any) -> bool:
    return kind != "schema" or name in ("core", "tenants")


def test_every_check_of_the_models_is_in_the_database(admin: Connection) -> None:
    found = names(
        admin,
        f"""
        select n.nspname || '.' || c.relname || '.' || k.conname
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and k.contype = 'c'
        """,
    )
    declared = {
        f"{walled.name}.{each.name}"
        for walled in TABLES
        for each in walled.table.constraints
        if isinstance(each, CheckConstraint)
    }
    assert found == declared


def test_the_application_owns_nothing_and_may_become_nobody(admin: Connection) -> None:
    owned = f"""
        select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner
            where r.rolname = '{APP}'
        union all select p.proname::text from pg_proc p join pg_roles r on r.oid = p.proowner
            where r.rolname = '{APP}'
        union all select n.nspname::text from pg_namespace n join pg_roles r on r.oid = n.nspowner
            where r.rolname = '{APP}'
    """
    assert names(admin, owned) == set()
    role = admin.execute(
        "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication,"
        " pg_has_role(rolname, %s, 'MEMBER') from pg_roles where rolname = %s",
        [OWNER, APP],
    ).fetchone()
    assert role == (False, False)


def test_the_owner_owns_every_table_and_cannot_log_in(admin: Connection) -> None:
    owners = names(
        admin,
        f"""
        select distinct pg_get_userbyid(c.relowner)::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and c.relkind in ('r', 'p', 'S')
        """,
    )
    assert owners == {OWNER}
    assert names(admin, f"select rolcanlogin from pg_roles where rolname = '{OWNER}'") == {False}


def test_the_application_may_do_to_each_table_what_its_model_says(admin: Connection) -> None:
    listed = f"""
        select n.nspname || '.' || c.relname, array_agg(a.privilege_type::text)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where {OURS} and c.relkind = 'r' and r.rolname = '{APP}' group by 1
    """
    granted = {name: set(rights) for name, rights in admin.execute(listed)}
    assert granted.pop(f"core.{VERSION_TABLE}") == {"SELECT"}
    for name, rights in granted.items():
        kept = BY_NAME[name].table.info.get("append_only", False)
        assert rights == {"SELECT", "INSERT"} | (set() if kept else {"UPDATE", "DELETE"}), name
    everybody = f"""
        select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            aclexplode(c.relacl) a where {OURS} and a.grantee = 0
    """
    assert names(admin, everybody) == set()


def test_nothing_goes_round_the_policies(admin: Connection) -> None:
    functions = f"""
        select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where {OURS} and p.prosecdef
    """
    views = f"""
        select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and (c.relkind = 'm' or (c.relkind = 'v'
            and not coalesce('security_invoker=true' = any(c.reloptions), false)))
    """
    assert names(admin, functions) == names(admin, views) == set()


def test_no_trigger_and_no_set_null_stands_in_the_way_of_sharding(admin: Connection) -> None:
    triggers = f"""
        select t.tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace where {OURS} and not t.tgisinternal
    """
    nulling = "select conname::text from pg_constraint where contype = 'f' and confdeltype = 'n'"
    assert names(admin, triggers) == names(admin, nulling) == set()


def test_an_unscoped_connection_sees_nothing(app: Connection) -> None:
    for walled in TABLES:
        row = app.execute(f"select count(*) from {walled.quoted}").fetchone()
        assert row == (0,), walled.name


def test_a_scope_ends_with_its_transaction(app: Connection) -> None:
    with app.transaction():
        app.execute("select core.set_scope('1', '{11}', 'system', '', '{}', '{}', '')")
        row = app.execute("select count(*) from core.ticket").fetchone()
        assert row is not None
        assert row[0] > 0
    assert app.execute("select count(*) from core.ticket").fetchone() == (0,)


@pytest.mark.parametrize("estates", ["{x}", "11", "{11} or true", "{11}'; reset role; --"])
def test_a_scope_that_cannot_be_read_shows_nothing(app: Connection, estates: str) -> None:
    def look() -> None:
        with app.transaction():
            app.execute("select core.set_scope('1', %s, 'staff', '', '{}', '{}', '')", [estates])
            app.execute("select count(*) from core.ticket")

    with pytest.raises(psycopg.DataError):
        look()


def test_a_foreign_key_between_tenants_rows_carries_the_tenant(admin: Connection) -> None:
    listed = """
        select k.conname::text, k.conrelid::regclass::text, k.confrelid::regclass::text,
            array(select a.attname::text from unnest(k.conkey) with ordinality u(n, i)
                join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by i),
            array(select a.attname::text from unnest(k.confkey) with ordinality u(n, i)
                join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by i)
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('core', 'tenants') and k.contype = 'f'
    """
    keys = admin.execute(listed).fetchall()
    assert len(keys) > 40
    for name, _, to, local, remote in keys:
        target = BY_NAME[to.replace('"', "")]
        pairs = set(zip(local, remote, strict=True))
        if "estate_id" in target.table.c:
            assert ("estate_id", "estate_id") in pairs, name
        elif target.name == "core.group":
            assert pairs == {("group_id", "id")}, name
        else:
            assert ("group_id", "group_id") in pairs, name


def test_what_is_unique_is_unique_within_its_tenant(admin: Connection) -> None:
    listed = f"""
        select i.indexrelid::regclass::text, n.nspname || '.' || c.relname,
            array(select a.attname::text from unnest(i.indkey::int2[]) u
                join pg_attribute a on a.attrelid = c.oid and a.attnum = u)
        from pg_index i join pg_class c on c.oid = i.indrelid
        join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and i.indisunique and c.relname <> '{VERSION_TABLE}'
    """
    for index, name, columns in admin.execute(listed).fetchall():
        if name in SHARED | QUEUES or set(columns) == OWN_KEYS.get(name):
            continue
        tenant = "estate_id" if "estate_id" in BY_NAME[name].table.c else "group_id"
        scoped = {tenant, "group_id"} if name in SAYING else {tenant}
        assert set(columns) & scoped or name == "core.group", f"{index}: {columns}"


def test_a_list_index_of_tenants_rows_begins_with_the_tenant() -> None:
    for walled in TABLES:
        if walled.table.info["wall"] not in ("estate", "group"):
            continue
        for index in walled.table.indexes:
            first = next(iter(index.columns)).name
            known = {"estate_id", "group_id", "account_id", "created_at"}
            assert first in known, f"{walled.name}: {index.name}"
