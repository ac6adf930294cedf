"""S-A4 on an estate of 5,000 houses: found by index, whatever the text."""

from dataclasses import replace
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import ClauseElement
from sqlalchemy import text as sql

from api.demo.blueprint import BY_CODE, Layout
from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.intake.folding import fold
from core.intake.recognise import read, recognise, wanted
from core.intake.repository import find_atlas, homes_wanted
from tests.database import TestDatabase
from tests.factories import make_world
from tests.intake.estates import build

LARGE = replace(BY_CODE["yunhai"], code="large", layout=Layout(10, 2, 25, 10))


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("3栋2单元1203", 1),
        ("3-2-1203", 1),
        ("3号楼1203", 2),
        ("三号楼二单元十二楼", 20),
        ("12楼3号", 20),
        ("1203", 20),
        ("阳光花园3栋2单元1203", 0),
    ],
)
async def test_houses_of_a_large_estate_are_found_by_index_s_a4(
    large: tuple[Database, int, Any], text: str, most: int
) -> None:
    db, estate_id, scope = large
    async with unit_of_work(db, scope) as uow:
        atlas = await find_atlas(uow, estate_id)
        assert atlas is not None
        _, sought = read(fold(text), atlas)
        plan = await explained(uow, estate_id, text, sought)
    kinds = {node["Node Type"] for node in nodes(plan)}
    assert "Seq Scan" not in kinds, kinds
    read_rows = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(plan)
        if "Relation Name" in node
    )
    assert read_rows <= max(most, 1) * 50, plan


async def test_a_large_estates_house_is_certain_as_a_small_ones_is_s_a4(
    large: tuple[Database, int, Any],
) -> None:
    db, estate_id, scope = large
    async with unit_of_work(db, scope) as uow:
        (found,) = await recognise(uow, estate_id, "业主张伟，10栋2单元1203，水管漏水")
        assert found.label == "10栋2单元1203"
        assert found.certain
        several = await recognise(uow, estate_id, "1203室漏水")
    assert len(several) == 20
    assert not any(each.certain for each in several)
    assert sum(each.confidence for each in several) <= 1


async def explained(uow: UnitOfWork, estate_id: int, text: str, sought: Any) -> Any:
    """The plan by which PostgreSQL finds the houses, with what it read."""
    statement = homes_wanted(estate_id, wanted(sought, text))
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(
        uow.connection.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    plain = str(compiled).replace(":", "\\:")
    found = await uow.execute(sql(f"explain (analyze, format json) {plain}"))
    return found.scalar_one()[0]["Plan"]


def nodes(plan: Any) -> list[Any]:
    """Every node of a plan."""
    return [plan, *(node for below in plan.get("Plans", ()) for node in nodes(below))]


@pytest_asyncio.fixture(scope="module")
async def large(database: TestDatabase, db: Database) -> tuple[Database, int, Any]:
    """An estate of 5,000 houses, with the statistics of one that stands for a while."""
    world = await make_world(db, estates=0)
    estate = await build(db, LARGE, world)
    assert len(estate.homes) == 5_000
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("analyze core.house")
    return db, estate.id, estate.scope
