"""Lineages: up in order, down with their data, one migrator at a time, nothing half done."""

import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.db.lineage import CORE, Lineage
from core.db.migrate import Step, downgrade, require_migrated, status, upgrade
from core.operating import OperatorCode, OperatorError
from tests.database import TestDatabase

REVISION = '''"""{title}."""

from alembic import op

revision = "{revision}"
down_revision = {previous!r}


def upgrade() -> None:
    op.execute("{up}")


def downgrade() -> None:
    op.execute("{down}")
'''

Revisions = list[tuple[str, str]]
GARDEN: Revisions = [
    ("create table plugin_garden.bed (id bigint)", "drop table plugin_garden.bed"),
    (
        "alter table plugin_garden.bed add column flower text",
        "alter table plugin_garden.bed drop column flower",
    ),
]


def _lineage(folder: Path, revisions: Revisions) -> Lineage:
    previous = None
    for number, (up, down) in enumerate(revisions, start=1):
        revision = f"{number:04}"
        text = REVISION.format(
            title=f"Step {number}", revision=revision, previous=previous, up=up, down=down
        )
        (folder / f"{revision}_step.py").write_text(text)
        previous = revision
    return Lineage("garden", "plugin_garden", folder)


def _rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def test_an_unmigrated_database_is_refused_and_the_remedy_named(
    empty_database: TestDatabase,
) -> None:
    with pytest.raises(OperatorError) as refused:
        require_migrated(empty_database.app_url)
    assert refused.value.code is OperatorCode.NOT_MIGRATED
    assert "guanjia migrate" in refused.value.remedy
    upgrade(empty_database.owner_url)
    require_migrated(empty_database.app_url)


def test_a_second_run_finds_nothing_to_do(database: TestDatabase) -> None:
    assert upgrade(database.owner_url) == []


def test_the_core_goes_down_to_nothing_and_up_again(fresh_database: TestDatabase) -> None:
    taken_back = downgrade(fresh_database.owner_url, CORE)
    assert [step.revision for step in taken_back][-1] == "0001"
    left = _rows(
        fresh_database.owner_url,
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace "
        "where nspname in ('core', 'tenants') and relkind in ('r', 'v', 'm', 'S')",
    )
    assert left == [("alembic_version",)]
    assert [step.revision for step in upgrade(fresh_database.owner_url)] == [
        step.revision for step in reversed(taken_back)
    ]


def test_a_plugins_lineage_lives_in_its_own_schema(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    garden = _lineage(tmp_path, GARDEN)
    told: list[Step] = []
    done = upgrade(empty_database.owner_url, [garden], on_step=told.append)
    assert (
        done
        == told
        == [Step("garden", "0001", "Step 1.", True), Step("garden", "0002", "Step 2.", True)]
    )
    (found,) = status(empty_database.app_url, [garden])
    assert (found.current, found.pending) == ("0002", ())
    owners = _rows(
        empty_database.owner_url,
        "select distinct tableowner::text from pg_tables where schemaname = 'plugin_garden'",
    )
    assert owners == [("guanjia_owner",)]


def test_the_application_cannot_write_the_version_table(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    upgrade(empty_database.owner_url, [_lineage(tmp_path, GARDEN)])
    with (
        psycopg.connect(empty_database.app_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("delete from plugin_garden.alembic_version")


def test_one_step_down_keeps_the_rows_of_the_step_before(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    garden = _lineage(tmp_path, GARDEN)
    upgrade(empty_database.owner_url, [garden])
    with psycopg.connect(empty_database.owner_url) as connection:
        connection.execute("insert into plugin_garden.bed values (7, 'rose')")
    (step,) = downgrade(empty_database.owner_url, garden, "-1")
    assert (step.revision, step.upgrade) == ("0002", False)
    assert _rows(empty_database.owner_url, "select * from plugin_garden.bed") == [(7,)]


def test_a_failing_revision_is_named_and_leaves_the_one_before_it(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    broken = _lineage(tmp_path, [GARDEN[0], ("alter table plugin_garden.nowhere add x int", "")])
    with pytest.raises(OperatorError, match=r"garden failed after 0001.*nowhere") as refused:
        upgrade(empty_database.owner_url, [broken])
    assert refused.value.code is OperatorCode.MIGRATION_FAILED
    (found,) = status(empty_database.app_url, [broken])
    assert (found.current, found.pending) == ("0001", ("0002",))


def test_a_database_of_a_newer_release_is_refused(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    newer, older = tmp_path / "newer", tmp_path / "older"
    newer.mkdir()
    older.mkdir()
    upgrade(empty_database.owner_url, [_lineage(newer, GARDEN)])
    old = _lineage(older, GARDEN[:1])
    for attempt in (
        lambda: require_migrated(empty_database.app_url, [old]),
        lambda: upgrade(empty_database.owner_url, [old]),
    ):
        with pytest.raises(OperatorError, match="newer release"):
            attempt()


def test_two_migrators_at_once_do_the_work_once(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    garden = _lineage(tmp_path, GARDEN)
    done: list[Step] = []
    threads = [
        threading.Thread(
            target=lambda: done.extend(upgrade(empty_database.owner_url, [garden])), daemon=True
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [step.revision for step in done] == ["0001", "0002"]


def test_a_table_in_use_is_waited_for_shortly_and_tried_again(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    garden = _lineage(tmp_path, GARDEN)
    upgrade(empty_database.owner_url, [garden])
    downgrade(empty_database.owner_url, garden, "-1")
    with psycopg.connect(empty_database.owner_url) as reader:
        reader.execute("select from plugin_garden.bed")
        released = threading.Timer(0.5, reader.rollback)
        released.start()
        done = upgrade(empty_database.owner_url, [garden], lock_timeout_ms=100)
        released.join()
    assert [step.revision for step in done] == ["0002"]
