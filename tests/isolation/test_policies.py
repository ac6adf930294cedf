"""Every policy is needed: without any one of them somebody sees or writes what is not theirs.

Each probe looks at a table from every kind of scope, as the application's role. It holds with the
policies as they are, and must fail with any one of them dropped, hollowed out, or open to writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from core.db.bootstrap import APP
from core.db.policies import policies
from core.db.scope import Scope
from core.db.urls import connect
from tests.isolation.populace import GROUPS, Connection, Populace, enter, insert
from tests.isolation.walls import QUEUES, TABLES, Walled

POLICIES = [
    pytest.param(walled, policy.name, id=f"{walled.name}.{policy.name}")
    for walled in TABLES
    for policy in policies(walled.table)
]
NAMED = [pytest.param(walled, id=walled.name) for walled in TABLES]

MOVABLE = [
    pytest.param(walled, id=walled.name)
    for walled in TABLES
    if walled.name not in QUEUES and walled.table.info["wall"] != "system"
]


class Leak(AssertionError):
    """Somebody sees or writes what is not theirs, or no longer what is."""


def probe(connection: Connection, populace: Populace, walled: Walled) -> None:
    """Raises Leak where the table shows or takes another row than it should."""
    for scope in populace.scopes():
        with as_app(connection, scope):
            look(connection, populace, walled, scope)
            for group, estates in GROUPS.items():
                for estate in estates:
                    write(connection, populace, walled, scope, group, estate)


def look(connection: Connection, populace: Populace, walled: Walled, scope: Scope) -> None:
    columns = ", ".join(f'"{name}"' for name in walled.key)
    found = set(connection.execute(f"select {columns} from {walled.quoted}").fetchall())
    wanted = {
        tuple(row[name] for name in walled.key)
        for row in populace.rows(walled)
        if walled.sees(row, scope)
    }
    if found != wanted:
        raise Leak(f"{scope} sees {len(found)} rows of {walled.name} instead of {len(wanted)}")


def write(
    connection: Connection,
    populace: Populace,
    walled: Walled,
    scope: Scope,
    group: int,
    estate: int,
) -> None:
    row = populace.fresh(walled, group, estate)
    try:
        with connection.transaction(force_rollback=True):
            insert(connection, walled, row)
        taken = True
    except psycopg.errors.IntegrityError:
        taken = True  # it came as far as the keys, past the policies
    except psycopg.errors.InsufficientPrivilege:
        taken = False
    if taken is not walled.writes(row, scope):
        raise Leak(f"{scope} {'writes' if taken else 'cannot write'} {walled.name} of {estate}")


@contextmanager
def as_app(connection: Connection, scope: Scope) -> Iterator[None]:
    """The application's role in a scope, within the transaction that is open."""
    with connection.transaction(force_rollback=True):
        connection.execute(f"set local role {APP}")
        enter(connection, scope)
        yield


@pytest.fixture(scope="module")
def admin(populace: Populace) -> Iterator[Connection]:
    """Who may change policies."""
    with connect(populace.database.admin_url) as connection:
        yield connection


@pytest.mark.parametrize("walled", NAMED)
def test_each_scope_sees_and_writes_its_own_and_nothing_else(
    populace: Populace, admin: Connection, walled: Walled
) -> None:
    probe(admin, populace, walled)


@pytest.mark.parametrize(("walled", "name"), POLICIES)
def test_dropping_a_policy_is_noticed(
    populace: Populace, admin: Connection, walled: Walled, name: str
) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute(f"drop policy {name} on {walled.quoted}")
        with pytest.raises(Leak):
            probe(admin, populace, walled)


@pytest.mark.parametrize(("walled", "name"), POLICIES)
def test_a_policy_that_lets_everything_pass_is_noticed(
    populace: Populace, admin: Connection, walled: Walled, name: str
) -> None:
    with admin.transaction(force_rollback=True):
        reads = "" if name == "queue_entry" else "using (true)"
        admin.execute(f"alter policy {name} on {walled.quoted} {reads} with check (true)")
        with pytest.raises(Leak):
            probe(admin, populace, walled)


@pytest.mark.parametrize(("walled", "name"), POLICIES)
def test_a_policy_that_lets_every_write_pass_is_noticed(
    populace: Populace, admin: Connection, walled: Walled, name: str
) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute(f"alter policy {name} on {walled.quoted} with check (true)")
        with pytest.raises(Leak):
            probe(admin, populace, walled)


@pytest.mark.parametrize("walled", NAMED)
def test_switching_row_security_off_is_noticed(
    populace: Populace, admin: Connection, walled: Walled
) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute(f"alter table {walled.quoted} disable row level security")
        with pytest.raises(Leak):
            probe(admin, populace, walled)


@pytest.mark.parametrize("walled", MOVABLE)
def test_a_row_cannot_be_moved_to_another_estate(populace: Populace, walled: Walled) -> None:
    estate = ("estate_id",) if walled.table.info["wall"] == "estate" else ()
    whose = next(name for name in (*estate, "group_id", "id") if name in walled.table.c)
    with (
        connect(populace.database.app_url) as connection,
        connection.transaction(force_rollback=True),
    ):
        enter(connection, Scope.system(1, 11))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"update {walled.quoted} set {whose} = {whose} + 1")
