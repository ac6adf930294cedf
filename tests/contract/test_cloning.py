"""An estate opened after another's model, with its plugins; exported and erased with theirs."""

import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from core.db.bootstrap import OWNER
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, snapshot, unit_of_work
from core.files.store import FileStore
from core.ids import new_id
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import tables
from core.plugin.hooks import hook
from tenants.close_estate import close_estate
from tenants.directory import enter_group
from tenants.entering import administering
from tenants.erase_estate import erase_estate
from tenants.export_estate import export_estate
from tenants.roles import console
from tests.api.door import Door, serving
from tests.contract.signing import Signing
from tests.database import TestDatabase
from tests.factories import World, make_world
from tests.plugin.made import plugin
from tests.plugins_for_tests.keys import manifest as keys
from tests.plugins_for_tests.keys import trial

CLONE = """mutation($input: EstateCloneInput!) { estateClone(input: $input) {
    estate { id code name zone departments { name }
        features { plugin on configuration } contracts { title running } }
    userErrors { code field message } } }"""

CLONED: list[tuple[int, int]] = []


@hook()
async def estate_cloning(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    assert {source_id, target_id} == set(uow.scope.estates)
    CLONED.append((source_id, target_id))


@pytest.fixture(scope="module")
def several() -> Iterator[Catalogue]:
    """`keys`, and `model`, which copies something of its own."""
    with ExitStack() as stack:
        model = stack.enter_context(plugin("model", estate_cloning))
        yield Catalogue([keys.MANIFEST, model])


@pytest_asyncio.fixture
async def door(plugin_database: TestDatabase, several: Catalogue) -> AsyncIterator[Door]:
    CLONED.clear()
    async with serving(plugin_database, catalogue=several) as opened:
        yield opened


@pytest_asyncio.fixture
async def world(door: Door) -> World:
    return await make_world(door.database)


async def test_a_clone_has_the_plugins_of_its_model_set_as_they_are_there(
    door: Door, world: World
) -> None:
    director = await door.caller(world.director)
    source = world.estates[0]
    await Signing(director).signed(
        source, {"plugin": "keys", "configuration": {"lent_hours": 5}}, "model"
    )
    given = {
        "idempotencyKey": "c1",
        "estateId": f"Estate:{source.id}",
        "code": f"like-{source.code}",
        "name": "和苑新期",
        "regionId": f"Region:{world.region_id}",
        "address": "上海市和苑路 9 号",
        "title": "新物业服务合同",
    }
    payload = (await director.ask(CLONE, {"input": given}))["estateClone"]
    assert payload["userErrors"] == []
    made = payload["estate"]
    assert made["code"] == f"like-{source.code}"
    assert made["contracts"] == [{"title": "新物业服务合同", "running": True}]
    on = {each["plugin"]: each for each in made["features"]}
    assert on["keys"]["on"]
    assert on["model"]["on"]
    assert [(source.id, int(made["id"].partition(":")[2]))] == CLONED
    asked = (
        "query($id: ID!) { estate(id: $id) { departments { name } features { configuration } } }"
    )
    there = (await director.ask(asked, {"id": made["id"]}))["estate"]
    model = (await director.ask(asked, {"id": f"Estate:{source.id}"}))["estate"]
    assert there == model
    again = (await director.ask(CLONE, {"input": given}))["estateClone"]
    assert again["estate"]["id"] == made["id"]
    assert len(CLONED) == 1
    [refused] = (await director.ask(CLONE, {"input": {**given, "idempotencyKey": "c2"}}))[
        "estateClone"
    ]["userErrors"]
    assert refused["code"] == "CODE_TAKEN"
    manager = await door.caller(source.manager.actor)
    [refused] = (await manager.ask(CLONE, {"input": {**given, "idempotencyKey": "c3"}}))[
        "estateClone"
    ]["userErrors"]
    assert refused["code"] == "NOT_FOUND"


async def test_plugins_rows_leave_with_the_export_and_go_with_the_erasure(
    door: Door,
    world: World,
    several: Catalogue,
    plugin_database: TestDatabase,
    tmp_path: Path,
) -> None:
    estate, other = world.estates
    for each in (estate, other):
        async with unit_of_work(door.database, Scope.system(each.group_id, each.id)) as uow:
            await trial.fill(uow, each)
    path, store = tmp_path / "estate.zip", FileStore.at(tmp_path / "files")
    async with snapshot(door.database, Scope.system(estate.group_id, estate.id)) as uow:
        await export_estate(uow, estate.id, path, several, store)
    with zipfile.ZipFile(path) as archive:
        for table in tables(several, "keys"):
            assert len(archive.read(f"plugin_keys/{table.name}.jsonl").splitlines()) == 1
        assert "共 1 把" in archive.read("beside/keys/钥匙清单.txt").decode()
        assert estate.resident.name in archive.read("core/resident.jsonl").decode()
    async with administering(door.access, console(estate.group_id)) as (actor, closing):
        await close_estate(actor, estate.id, closing, installed=several)
    async with (
        Database(plugin_database.owner_url, size=2, become=OWNER).opened() as owner,
        unit_of_work(owner, Scope.system(estate.group_id)) as uow,
    ):
        await enter_group(uow, estate.group_id)
        gone = await erase_estate(uow, estate.group_id, estate.id, several, with_open_work=True)
    assert gone["plugin_keys.house_key"] == 1
    assert gone["core.resident"] == 2
    again = tmp_path / f"{new_id()}.zip"
    left: dict[str, int] = {}
    async with snapshot(door.database, Scope.system(other.group_id, other.id)) as uow:
        await export_estate(uow, other.id, again, several, store, left.__setitem__)
    assert left["plugin_keys/house_key.jsonl"] == 1
    assert left["core/resident.jsonl"] == 2
