"""Every revision of every lineage, the core's and the plugins', down and up over rows in every
table: what outlives the step has the rows it had."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli.installation import catalogue, lineages
from core.db.engine import Database
from core.db.lineage import Lineage
from core.db.migrate import downgrade, upgrade
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.db.urls import connect
from core.plugin.trial import Trial
from tests.database import TestDatabase, TestServer
from tests.factories import make_world
from tests.isolation.populace import populated

LISTED = """
    select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relname <> 'alembic_version'
        and (n.nspname in ('core', 'tenants') or n.nspname like 'plugin\\_%')
"""


@pytest.fixture
def full(server: TestServer) -> Iterator[TestDatabase]:
    """A database at every head, with rows in every table."""
    with populated(server) as populace:
        asyncio.run(_fill(populace.database))
        yield populace.database


async def _fill(database: TestDatabase) -> None:
    async with Database(database.app_url, size=2).opened() as opened:
        estate = (await make_world(opened)).estates[0]
        scope = Scope.system(estate.group_id, estate.id)
        for manifest in catalogue().manifests.values():
            trial = manifest.load(manifest.trial)
            assert isinstance(trial, Trial)
            async with unit_of_work(opened, scope) as uow:
                await trial.fill(uow, estate)


def rows(database: TestDatabase) -> dict[str, int]:
    """How many rows each table has."""
    with connect(database.admin_url) as connection:
        names = [str(name) for (name,) in connection.execute(LISTED).fetchall()]
        counted = (connection.execute(f"select count(*) from {name}".encode()) for name in names)
        found = [each.fetchone() for each in counted]
    return {name: row[0] for name, row in zip(names, found, strict=True) if row is not None}


def as_of(lineage: Lineage, revision: str, folder: Path) -> Lineage:
    """The lineage as it was when a revision was its newest."""
    line = lineage.after(None)
    known = line[: line.index(revision) + 1]
    made = folder / lineage.name / revision
    made.mkdir(parents=True)
    for file in lineage.location.iterdir():
        if file.name.partition("_")[0] in known:
            shutil.copy(file, made)
    return replace(lineage, location=made)


def test_every_revision_goes_down_and_up_again_over_rows(
    full: TestDatabase, tmp_path: Path
) -> None:
    assert [name for name, count in rows(full).items() if not count] == []
    for lineage in reversed(lineages()):
        for revision in reversed(lineage.after(None)):
            before = rows(full)
            (down,) = downgrade(full.owner_url, lineage, "-1")
            assert (down.revision, down.upgrade) == (revision, False)
            below = rows(full)
            assert below == {name: before[name] for name in below}, f"{lineage.name} {revision}"
            (up,) = upgrade(full.owner_url, [as_of(lineage, revision, tmp_path)])
            assert (up.revision, up.upgrade) == (revision, True)
            again = rows(full)
            assert again.keys() == before.keys()
            assert below == {name: again[name] for name in below}, f"{lineage.name} {revision}"
            downgrade(full.owner_url, lineage, "-1")
    assert rows(full) == {}
