"""The benchmark's data: a cluster of its own under `var/bench`, filled once and used again.

Two databases of one shape: `full`, with a million tickets over a thousand estates, and `small`,
with next to none, for what must not cost more as data grow. They are made again when the
migrations, or what is written here, have changed.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from api.cli.installation import lineages
from core.db.bootstrap import prepare
from core.db.embedded import Cluster, running
from core.db.migrate import upgrade

FOLDER = Path("var/bench")
SECRET = "the benchmark's own secret key, of which nothing else is signed"
GROUP = 1
ACCOUNT = UUID("01890000-0000-7000-8000-000000000001")
"""The director of the whole group, as whom everything is asked."""

CHANNEL = "ON_SITE"
"""What came in by this door came in during a run, and is taken out again before the next."""

LARGE = ("ticket", "ticket_event", "clock", "survey")
STATEMENTS = Path(__file__).with_name("data.sql")
UNCHECKED = "set session_replication_role = replica"
"""No checks of foreign keys: they hold by the way the rows are made, which a test looks after."""

ROOM = "set maintenance_work_mem = '512MB'; set work_mem = '512MB'"

CLEARING = f"""
{UNCHECKED};
create temp table passing as select estate_id, id from core.ticket where channel = '{CHANNEL}';
delete from core.ticket_event using passing
    where ticket_event.estate_id = passing.estate_id and ticket_id = passing.id;
delete from core.clock using passing
    where clock.estate_id = passing.estate_id and ticket_id = passing.id;
delete from core.ticket where channel = '{CHANNEL}';
truncate core.outbox_event, core.delivery, core.timer, core.idempotency;
"""

SECONDARY = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid)
from pg_index join pg_class on pg_class.oid = indrelid
where relnamespace = 'core'::regnamespace and relname = any(%s)
    and not exists (select from pg_constraint where conindid = indexrelid)
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a database gets. Estate 1 is twenty times the size of each other."""

    name: str
    estates: int
    homes: int
    """In each estate."""
    tickets: int
    """In all estates together."""


FULL = Size("full", estates=1000, homes=100, tickets=1_000_000)
SMALL = Size("small", estates=1000, homes=100, tickets=2_000)


@dataclass(frozen=True, slots=True)
class Place:
    """A filled database and the application's way into it. Estates are numbered from 1."""

    size: Size
    app_url: str

    def code(self, estate: int) -> str:
        """The code by which an estate is addressed."""
        return f"e{estate}"


@contextmanager
def filled(*sizes: Size) -> Iterator[tuple[Place, ...]]:
    """The databases of these sizes, on a running server with its ordinary settings."""
    folder = FOLDER / "postgres"
    mark = fingerprint()
    if not all(_marked(folder, size, mark) for size in sizes):
        _clear(folder)
        with running(folder, durable=False, exclusive=True) as cluster:
            for size in sizes:
                make(cluster, size)
        os.sync()
        for size in sizes:
            (folder / f"{size.name}.made").write_text(mark)
    with running(folder, exclusive=True) as cluster:
        for size in sizes:
            clear(cluster, size)
        yield tuple(
            Place(size, prepare(cluster.admin_url(size.name), SECRET).app_url) for size in sizes
        )


def fingerprint() -> str:
    """What the data depend on: the migrations of every lineage, and the statements here."""
    digest = hashlib.sha256(STATEMENTS.read_bytes() + repr((FULL, SMALL)).encode())
    for lineage in lineages():
        for file in sorted(lineage.location.glob("*.*")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _marked(folder: Path, size: Size, mark: str) -> bool:
    made = folder / f"{size.name}.made"
    return made.exists() and made.read_text() == mark


def _clear(folder: Path) -> None:
    """Takes an older cluster away, with what stands elsewhere because nobody else may walk here."""
    data = folder / "data"
    if data.is_symlink():
        shutil.rmtree(data.resolve().parent)
    if folder.exists():
        shutil.rmtree(folder)


def make(cluster: Cluster, size: Size) -> None:
    """One database, migrated and filled."""
    print(f"Making the data {size.name!r}: {size.tickets:,} tickets, {size.estates:,} estates")
    cluster.ensure_database(size.name)
    access = prepare(cluster.admin_url(size.name), SECRET)
    assert access.owner_url is not None
    upgrade(access.owner_url, lineages())
    with psycopg.connect(access.owner_url, autocommit=True) as connection:
        fill(connection, size)


def clear(cluster: Cluster, size: Size) -> None:
    """Takes out what an earlier run has written, so that every run finds the same."""
    with psycopg.connect(cluster.admin_url(size.name), autocommit=True) as connection:
        if connection.execute("select from core.idempotency limit 1").fetchone() is not None:
            connection.execute(CLEARING.encode())
            connection.execute("vacuum (analyze)")


def fill(connection: psycopg.Connection[Any], size: Size, *, checked: bool = False) -> None:
    """Writes the rows, by a superuser's autocommit connection, `checked` with foreign keys looked
    at. Large tables get their secondary indexes afterwards."""
    connection.execute(ROOM)
    if not checked:
        connection.execute(UNCHECKED)
    secondary = connection.execute(SECONDARY, [list(LARGE)]).fetchall()
    for name, _ in secondary:
        connection.execute(f"drop index {name}".encode())
    for title, statements in _sections(size):
        with _timed(title):
            connection.execute(statements.encode())
    with _timed("indexes"):
        for _, definition in secondary:
            connection.execute(definition.encode())
    with _timed("vacuum"):
        connection.execute("vacuum (freeze, analyze)")
    connection.execute("reset all")


def _sections(size: Size) -> Iterator[tuple[str, str]]:
    """The sections of the statements' file with their titles, for this size."""
    values = {
        "group": str(GROUP),
        "account": f"'{ACCOUNT}'",
        "estates": str(size.estates),
        "homes": str(size.homes),
        "tickets": str(size.tickets),
    }
    for section in STATEMENTS.read_text(encoding="utf8").split("\n\n-- ")[1:]:
        title, statements = section.split("\n", 1)
        yield title, re.sub(rf":({'|'.join(values)})\b", lambda m: values[m[1]], statements)


@contextmanager
def _timed(title: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"  {time.perf_counter() - started:5.1f} s  {title}", flush=True)


__all__ = [
    "ACCOUNT",
    "CHANNEL",
    "FOLDER",
    "FULL",
    "GROUP",
    "SECRET",
    "SMALL",
    "Place",
    "Size",
    "fill",
    "filled",
]
