"""An estate's archive: all of it, as of one instant, whole or not there."""

import asyncio
import json
import resource
import stat
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from core.db.engine import Database
from core.db.lineage import CORE
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, snapshot
from core.db.urls import connect
from core.errors import GuanjiaError
from core.files.store import FileStore, place_of
from core.operating import OperatorCode, OperatorError
from core.plugin.catalogue import Catalogue
from tenants.archive import MANIFEST
from tenants.errors import TenantsCode
from tenants.export_estate import Exported, export_estate
from tenants.verify_archive import verify_archive
from tests.database import TestServer
from tests.isolation.populace import Populace, populated

GROUP, ESTATE = 1, 11
NOTHING = Catalogue()
QUEUES = ("cron_slot", "delivery", "outbox_event", "timer")
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 9000


@pytest.fixture(scope="module")
def populace(server: TestServer) -> Iterator[Populace]:
    """Rows in every table of three estates in two groups."""
    with populated(server) as made:
        yield made


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """An empty file store."""
    return FileStore.at(tmp_path / "files")


async def exported(populace: Populace, path: Path, store: FileStore, **more: object) -> Exported:
    """Write the archive of the estate."""
    async with (
        Database(populace.database.app_url, size=2).opened() as database,
        snapshot(database, Scope.system(GROUP, ESTATE)) as uow,
    ):
        return await export_estate(uow, ESTATE, path, NOTHING, store, **more)  # type: ignore[arg-type]


def left(folder: Path) -> list[str]:
    """The files in a folder."""
    return [each.name for each in folder.iterdir() if each.is_file()]


def counts(populace: Populace) -> dict[str, int]:
    """How many rows of each table the estate has, as PostgreSQL's own catalogue lists them."""
    listed = """
        select n.nspname, c.relname from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'estate_id' and a.attnum > 0
        where c.relkind in ('r', 'p') and n.nspname in ('core', 'tenants')
            and c.relname <> all(%s)
    """
    with connect(populace.database.admin_url) as connection:
        found = connection.execute(listed, [list(QUEUES)]).fetchall()
        return {
            f"{schema}/{name}.jsonl": connection.execute(
                f"select count(*) from {schema}.{name} where estate_id = %s", [ESTATE]
            ).fetchone()[0]  # type: ignore[index]
            for schema, name in found
        }


def attachments(populace: Populace) -> list[UUID]:
    """The files of the estate that have come."""
    with connect(populace.database.admin_url) as connection:
        found = connection.execute(
            "update core.attachment set stored_at = now(), media_type = 'image/jpeg'"
            " where estate_id = %s returning id",
            [ESTATE],
        )
        return sorted(row[0] for row in found)


async def test_an_archive_has_every_row_of_every_table_and_every_file(
    populace: Populace, tmp_path: Path, store: FileStore
) -> None:
    lost, *there = attachments(populace)
    for id_ in there:
        await store.put(place_of(GROUP, ESTATE, id_), PHOTO)
    path, told = tmp_path / "estate.zip", dict[str, int]()
    done = await exported(populace, path, store, tell=told.__setitem__)
    expected = counts(populace)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        files = {f"files/{id_}.jpg" for id_ in there}
        people = told.pop("tenants/account.jsonl")
        assert people > 0
        expected["core/estate.jsonl"] = 1
        assert {name: told[name] for name in expected} == expected
        assert names == {*expected, *files, "tenants/account.jsonl", MANIFEST}
        assert archive.namelist()[-1] == MANIFEST
        for name in files:
            assert archive.read(name) == PHOTO
        for name in expected.keys() - {"core/estate.jsonl"}:
            lines = [json.loads(line) for line in archive.read(name).splitlines()]
            assert len(lines) == expected[name]
            assert {line["estate_id"] for line in lines} <= {ESTATE}
        account = json.loads(archive.read("tenants/account.jsonl").splitlines()[0])
        assert account.keys() >= {"id", "name"}
        manifest = json.loads(archive.read(MANIFEST))
    assert manifest["core"]["revision"] == CORE.head
    assert manifest["missing"] == [f"{lost}.jpg"] == list(done.missing)
    assert done.rows == sum(expected.values()) + people == manifest["rows"]
    assert done.files == len(there)
    found = verify_archive(path)
    assert (found.faults, found.missing) == ((), (f"{lost}.jpg",))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert left(tmp_path) == ["estate.zip"]


async def test_what_is_damaged_is_named(
    populace: Populace, tmp_path: Path, store: FileStore
) -> None:
    path, other = tmp_path / "estate.zip", tmp_path / "other.zip"
    await exported(populace, path, store)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(other, "w") as made:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "core/house.jsonl":
                continue
            made.writestr(name, content + b" " if name == "core/ticket.jsonl" else content)
        made.writestr("core/more.jsonl", b"{}\n")
    assert verify_archive(other).faults == (
        "core/more.jsonl: is not in the list of contents",
        "core/house.jsonl: is not there",
        "core/ticket.jsonl: is not what was written",
    )
    cut = tmp_path / "cut.zip"
    cut.write_bytes(path.read_bytes()[:-2000])
    for unreadable in (cut, tmp_path / "nowhere.zip", tmp_path):
        with pytest.raises(OperatorError) as refused:
            verify_archive(unreadable)
        assert refused.value.code is OperatorCode.FILE_UNREADABLE


async def test_an_archive_is_of_one_instant_whatever_happens_meanwhile(
    populace: Populace, tmp_path: Path, store: FileStore
) -> None:
    expected = counts(populace)

    def tell(name: str, _: int) -> None:
        if name == "core/estate.jsonl":
            with connect(populace.database.admin_url) as connection:
                connection.execute(
                    "insert into core.calendar_day (group_id, estate_id, day, working, note)"
                    " values (%s, %s, %s, false, '')",
                    [GROUP, ESTATE, date(2031, 10, 1)],
                )

    path = tmp_path / "estate.zip"
    await exported(populace, path, store, tell=tell)
    with zipfile.ZipFile(path) as archive:
        days = archive.read("core/calendar_day.jsonl").splitlines()
    assert len(days) == expected["core/calendar_day.jsonl"]
    assert counts(populace)["core/calendar_day.jsonl"] == len(days) + 1


async def test_an_export_writes_nothing_to_the_database(populace: Populace) -> None:
    async with (
        Database(populace.database.app_url, size=2).opened() as database,
        snapshot(database, Scope.system(GROUP, ESTATE)) as uow,
    ):
        with pytest.raises(Exception, match="read-only transaction"):
            await _rename(uow)


async def _rename(uow: UnitOfWork) -> None:
    driver = await uow.driver()
    await driver.execute("update core.building set name = name")


@pytest.mark.parametrize("ending", [KeyboardInterrupt, RuntimeError, asyncio.CancelledError])
async def test_an_export_that_is_cut_off_leaves_nothing(
    populace: Populace, tmp_path: Path, store: FileStore, ending: type[BaseException]
) -> None:
    def tell(name: str, _: int) -> None:
        if name == "core/ticket.jsonl":
            raise ending

    with pytest.raises(ending):
        await exported(populace, tmp_path / "estate.zip", store, tell=tell)
    assert left(tmp_path) == []


async def test_what_is_in_the_way_is_kept_and_named(
    populace: Populace, tmp_path: Path, store: FileStore
) -> None:
    for there, told in (("estate.zip", "is there already"), ("estate.zip.partial", "cut off")):
        (tmp_path / there).write_text("something")
        with pytest.raises(OperatorError, match=told) as refused:
            await exported(populace, tmp_path / "estate.zip", store)
        assert refused.value.code is OperatorCode.FILE_UNWRITABLE
        assert (tmp_path / there).read_text() == "something"
        (tmp_path / there).unlink()
    with pytest.raises(OperatorError, match="No such file"):
        await exported(populace, tmp_path / "nowhere" / "estate.zip", store)


async def test_a_disk_that_is_full_is_told_and_nothing_is_left(
    populace: Populace, tmp_path: Path, store: FileStore
) -> None:
    (id_, *_) = attachments(populace)
    await store.put(place_of(GROUP, ESTATE, id_), PHOTO)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PHOTO) // 2, before[1]))
    try:
        with pytest.raises(OperatorError, match="File too large") as refused:
            await exported(populace, tmp_path / "estate.zip", store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.code is OperatorCode.FILE_UNWRITABLE
    assert left(tmp_path) == []


async def test_rows_of_a_plugin_that_is_not_installed_stop_the_export(
    populace: Populace, tmp_path: Path, store: FileStore
) -> None:
    with connect(populace.database.admin_url) as connection:
        connection.execute(
            "create schema plugin_gone;"
            " grant usage on schema plugin_gone to guanjia_app;"
            f" create table plugin_gone.thing as select {ESTATE}::bigint as estate_id;"
            " grant select on plugin_gone.thing to guanjia_app"
        )
    try:
        with pytest.raises(GuanjiaError) as refused:
            await exported(populace, tmp_path / "estate.zip", store)
    finally:
        with connect(populace.database.admin_url) as connection:
            connection.execute("drop schema plugin_gone cascade")
    assert refused.value.code is TenantsCode.PLUGIN_NOT_INSTALLED
    assert refused.value.details == {"plugins": "gone"}
