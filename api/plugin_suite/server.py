"""A real PostgreSQL for the tests: one server a run, one database a worker, clones in a moment.

The server is an embedded one without fsync, its files in memory where there is room for them, or
the one that `GUANJIA_TEST_DATABASE_URL` names (a login that may create databases and roles). A
template database is migrated once; every other one is cloned from it.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from api.cli.installation import lineages
from core.db.bootstrap import APP, OWNER, app_password, prepare
from core.db.embedded import running
from core.db.migrate import upgrade
from core.db.urls import connect, with_database, with_login

SECRET = "the tests' own secret key, of which nothing else is signed"
SERVER_VARIABLE = "GUANJIA_TEST_DATABASE_URL"

MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
"""Bytes; a whole run takes a quarter of it."""

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """One database and the ways into it."""

    __test__ = False

    app_url: str
    """As guanjia_app: what the service connects with."""
    owner_url: str
    """A login that may SET ROLE guanjia_owner."""
    admin_url: str
    """The server's administrator, for what the service itself may not do."""
    name: str


@dataclass(frozen=True, slots=True)
class TestServer:
    """A server with a migrated template database."""

    __test__ = False

    admin_url: str
    template: str

    def clone(self, name: str) -> TestDatabase:
        """A new database like the template. Takes some hundredths of a second.

        The roles are there since the template was made; only a database's grants are not cloned.
        """
        with connect(self.admin_url) as connection:
            for statement in (
                "create database {name} template {template} strategy file_copy",
                "grant create on database {name} to {owner}",
            ):
                named = {"name": name, "template": self.template, "owner": OWNER}
                identifiers = {each: sql.Identifier(value) for each, value in named.items()}
                connection.execute(sql.SQL(statement).format(**identifiers))
        url = with_database(self.admin_url, name)
        return TestDatabase(with_login(url, APP, app_password(SECRET)), url, url, name)

    def empty(self, name: str) -> TestDatabase:
        """A new database with the roles set up and nothing in it."""
        _run(self.admin_url, "create database {}", name)
        url = with_database(self.admin_url, name)
        access = prepare(url, SECRET)
        assert access.owner_url is not None
        return TestDatabase(access.app_url, access.owner_url, url, name)

    def drop(self, name: str) -> None:
        """Drops a database, ending whoever is still connected."""
        _run(self.admin_url, "drop database if exists {} with (force)", name)

    @contextmanager
    def passing(self, *, migrated: bool = True) -> Iterator[TestDatabase]:
        """A database for the length of a block."""
        name = f"guanjia_test_{os.getpid()}_{next(_numbers)}"
        try:
            yield self.clone(name) if migrated else self.empty(name)
        finally:
            self.drop(name)


@contextmanager
def serving() -> Iterator[TestServer]:
    """The server of this run, with its template made."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield from _templated(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="guanjia-tests-", dir=_in_memory()))
    folder.chmod(0o711)
    try:
        with running(folder / "postgres", durable=False) as cluster:
            yield from _templated(cluster.admin_url())
    finally:
        shutil.rmtree(folder)


def _in_memory() -> Path | None:
    """Where files are kept in memory, if there is room: databases are cloned ten times as fast."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if roomy and shutil.disk_usage(MEMORY).free > ROOM else None


def _templated(admin_url: str) -> Iterator[TestServer]:
    server = TestServer(admin_url, f"guanjia_test_{os.getpid()}_template")
    database = server.empty(server.template)
    try:
        upgrade(database.owner_url, lineages())
        yield server
    finally:
        server.drop(server.template)


def _run(url: str, statement: str, *names: str) -> None:
    with connect(url) as connection:
        identifiers = [sql.Identifier(name) for name in names]
        connection.execute(sql.SQL(statement).format(*identifiers))


__all__ = ["SECRET", "SERVER_VARIABLE", "TestDatabase", "TestServer", "serving"]
