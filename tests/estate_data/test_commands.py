"""`guanjia estate clone | export | verify | erase` as an operator types them."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main
from core.config import get_settings
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.db.urls import connect
from core.files.store import FileStore, place_of
from core.ids import new_id
from core.plugin.trial import trial_ticket
from tests.database import SECRET, TestDatabase
from tests.factories import World, make_world

PHOTO = b"\xff\xd8\xff photograph"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Guanjia = Callable[..., Ended]


@pytest.fixture
def environment(fresh_database: TestDatabase, tmp_path: Path) -> dict[str, str]:
    """Settings that name the test's database, and a file store of its own."""
    return {
        "GUANJIA_DATABASE_URL": fresh_database.app_url,
        "GUANJIA_OWNER_DATABASE_URL": fresh_database.owner_url,
        "GUANJIA_SECRET_KEY": SECRET,
        "GUANJIA_FILES": str(tmp_path / "store"),
    }


@pytest.fixture
def guanjia(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Guanjia]:
    """The command, as typed, in an empty folder."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    get_settings.cache_clear()

    def run(*arguments: str, typed: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["guanjia", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Ended(code, *capsys.readouterr())

    yield run
    get_settings.cache_clear()


@pytest.fixture
def world(fresh_database: TestDatabase, environment: dict[str, str]) -> World:
    """A group with two estates; at the first a ticket with a photograph."""

    async def make() -> World:
        async with Database(fresh_database.app_url, size=2).opened() as database:
            made = await make_world(database)
            estate = made.estates[0]
            async with unit_of_work(database, Scope.system(estate.group_id, estate.id)) as uow:
                await trial_ticket(uow, estate)
            return made

    made = asyncio.run(make())
    estate, id_ = made.estates[0], new_id()
    with connect(fresh_database.admin_url) as connection:
        connection.execute(
            "insert into core.attachment (group_id, estate_id, id, account_id, name, media_type,"
            " size, created_at, stored_at)"
            " values (%s, %s, %s, %s, '漏水.jpg', 'image/jpeg', 15, now(), now())",
            [estate.group_id, estate.id, id_, estate.agent.actor.account_id],
        )
    store = FileStore.at(Path(environment["GUANJIA_FILES"]))
    asyncio.run(store.put(place_of(estate.group_id, estate.id, id_), PHOTO))
    return made


def test_an_estate_is_exported_verified_and_erased(
    guanjia: Guanjia, world: World, environment: dict[str, str], fresh_database: TestDatabase
) -> None:
    code = world.estates[0].code
    exported = guanjia("estate", "export", code)
    assert (exported.code, exported.err) == (0, "")
    assert exported.out.startswith(f"{code}.zip: ")
    assert "1 files" in exported.out
    with zipfile.ZipFile(f"{code}.zip") as archive:
        [photo] = [name for name in archive.namelist() if name.startswith("files/")]
        assert archive.read(photo) == PHOTO
        assert json.loads(archive.read("manifest.json"))["estate"] == code
    again = guanjia("estate", "export", code)
    assert again.code == 1
    assert again.err.startswith(f"FILE_UNWRITABLE: {code}.zip is there already.")
    whole = guanjia("estate", "verify", f"{code}.zip")
    assert (whole.code, whole.err) == (0, "")
    assert "is whole" in whole.out

    early = guanjia("estate", "erase", code, "--yes")
    assert early.code == 1
    assert early.err.startswith("ESTATE_NOT_CLOSED: ")
    assert guanjia("estate", "close", code, "--yes").code == 0
    looked = guanjia("estate", "erase", code, "--dry-run")
    assert looked.code == 0
    assert "core.ticket " in looked.out
    assert "Not settled: 1 " in looked.out
    assert "Files: 1." in looked.out
    mistyped = guanjia("estate", "erase", code, typed="no\n")
    assert (mistyped.code, "nothing was erased" in mistyped.err) == (2, True)
    open_ = guanjia("estate", "erase", code, typed=f"{code}\n")
    assert open_.code == 1
    assert open_.err.startswith("ESTATE_HAS_OPEN_WORK: ")
    assert "--with-open-work" in open_.err
    assert any(Path(environment["GUANJIA_FILES"]).rglob("*-*"))
    done = guanjia("estate", "erase", code, "--with-open-work", typed=f"{code}\n")
    assert (done.code, done.err) == (0, "")
    assert "1 files." in done.out
    assert not [each for each in Path(environment["GUANJIA_FILES"]).rglob("*") if each.is_file()]
    with connect(fresh_database.admin_url) as connection:
        left = connection.execute("select count(*) from core.ticket").fetchone()
    assert left == (0,)
    assert "closed" in guanjia("estate", "list").out


def test_a_photograph_that_is_not_in_the_store_is_named_and_leaves_with_4(
    guanjia: Guanjia, world: World, environment: dict[str, str]
) -> None:
    for path in Path(environment["GUANJIA_FILES"]).rglob("*-*"):
        path.unlink()
    for command in (("export", world.estates[0].code), ("verify", f"{world.estates[0].code}.zip")):
        ended = guanjia("estate", *command)
        assert ended.code == 4
        assert ended.err.startswith("MISSING: files/")


def test_an_estate_is_cloned_and_a_taken_code_is_told(guanjia: Guanjia, world: World) -> None:
    names = ("--name", "和苑新期", "--region", _region(guanjia), "--address", "新路 1 号")
    made = guanjia("estate", "clone", world.estates[0].code, "hill", *names)
    assert (made.code, made.err) == (0, "")
    assert "hill" in guanjia("estate", "list").out
    taken = guanjia("estate", "clone", world.estates[0].code, "hill", *names)
    assert taken.code == 1
    assert taken.err.startswith("CODE_TAKEN: ")


def _region(guanjia: Guanjia) -> str:
    return guanjia("group", "regions").out.split()[0]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("export", "nowhere"), 2, "guanjia estate list"),
        (("erase", "nowhere", "--yes"), 2, "guanjia estate list"),
        (("erase", "nowhere", "--dry-run"), 2, "guanjia estate list"),
        (
            ("clone", "nowhere", "x", "--name", "x", "--region", "east", "--address", "x"),
            2,
            "guanjia estate list",
        ),
        (("verify", "nowhere.zip"), 1, "FILE_UNREADABLE: cannot read nowhere.zip: No such file"),
        (("export", "ESTATE", "--to", "no/such/folder.zip"), 1, "FILE_UNWRITABLE: cannot write"),
        (("export", "ESTATE", "--to", "/proc/estate.zip"), 1, "FILE_UNWRITABLE: cannot write"),
        (("export", "ESTATE", "--group", "nowhere"), 2, "there is no group nowhere"),
        (("export",), 2, "Missing argument"),
    ],
)
def test_a_mistake_is_answered_with_its_code_and_the_way_on(
    guanjia: Guanjia, world: World, arguments: tuple[str, ...], code: int, told: str
) -> None:
    typed = [world.estates[0].code if each == "ESTATE" else each for each in arguments]
    ended = guanjia("estate", *typed)
    assert ended.code == code
    assert told in " ".join(ended.err.replace("│", " ").split())
    assert "Traceback" not in ended.err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize(
    ("wish", "code", "left"),
    [(signal.SIGINT, 130, []), (signal.SIGKILL, -9, ["estate.zip.partial"])],
)
def test_an_export_that_is_cut_off_never_looks_finished(
    guanjia: Guanjia,
    world: World,
    environment: dict[str, str],
    fresh_database: TestDatabase,
    wish: signal.Signals,
    code: int,
    left: list[str],
) -> None:
    export = ("estate", "export", world.estates[0].code, "--to", "estate.zip")
    with connect(fresh_database.admin_url) as other, other.transaction():
        other.execute("lock table core.ticket in access exclusive mode")  # it waits there
        with subprocess.Popen(
            [sys.executable, "-m", "api.cli", *export],
            env=os.environ | environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            deadline = time.monotonic() + 30
            while not Path("estate.zip.partial").exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            process.send_signal(wish)
            assert process.communicate(timeout=20)[1] == ""
            assert process.returncode == code
    assert [each.name for each in Path.cwd().iterdir()] == left
    again = guanjia(*export)
    assert again.code == (1 if left else 0)
    assert ("cut off" in again.err) == bool(left)
