"""Into which estate: found by its code, refused where that is nobody's or several'."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update
from typer.testing import CliRunner

from api.cli.imports import app
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import Estate, EstateEntry
from tests.factories import make_world
from tests.importing.desk import Desk, enter_directory, line


async def test_an_estate_nobody_has_is_refused(desk: Desk) -> None:
    ended = await desk.run(desk.csv(line("1")), desk.mapping(), "--estate", "nowhere")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("ESTATE_UNKNOWN: ")


async def test_an_estate_of_another_group_is_refused(desk: Desk) -> None:
    other = await make_world(desk.database, estates=1)
    await enter_directory(desk.database, other)
    ended = await desk.run(desk.csv(line("1")), desk.mapping(), "--group", other.group_code)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("ESTATE_UNKNOWN: ")


async def test_a_code_that_several_groups_have_needs_the_group(desk: Desk) -> None:
    other = await make_world(desk.database, estates=1)
    await enter_directory(desk.database, other)
    async with unit_of_work(desk.database, Scope.system()) as uow:
        namesake = {"group_id": other.group_id, "code": desk.estate.code}
        await uow.execute(insert(EstateEntry).values(**namesake))
    file, mapping = desk.csv(line("1")), desk.mapping()
    ended = await desk.run(file, mapping)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("ESTATE_AMBIGUOUS: ")
    assert other.group_code in ended.stderr
    assert (await desk.run(file, mapping, "--group", desk.world.group_code)).exit_code == 0
    assert [*await desk.tickets()] == ["1"]


async def test_an_estate_no_longer_served_takes_nothing_over(desk: Desk) -> None:
    scope = Scope.system(desk.world.group_id, desk.estate.id)
    async with unit_of_work(desk.database, scope) as uow:
        closed = update(Estate).where(Estate.id == desk.estate.id)
        await uow.execute(closed.values(closed_at=datetime(2025, 1, 1, tzinfo=UTC)))
    ended = await desk.run(desk.csv(line("1")), desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith("ESTATE_CLOSED: ")


async def test_the_report_names_file_mapping_estate_and_what_is_in_the_database(
    desk: Desk,
) -> None:
    closed = {"closed": "2024-05-09 09:00"}
    file = desk.csv(line("1"), line("2", **closed), line("3", due="", **closed))
    told = (await desk.run(file, desk.mapping())).stdout
    assert told.startswith("tickets.csv (The old system) into ")
    assert f"({desk.world.group_code}/{desk.estate.code})" in told
    assert "taken now          3  (2 closed, 1 open)" in told
    assert "In the database from this source: 3 tickets" in told
    assert "past the promise   2  (1 finished late, 1 unfinished)" in told
    assert "without a promise  1" in told
    assert str(desk.rejects) in told


async def test_rejects_stand_in_the_present_folder_where_no_place_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, mapping = desk.csv(line("1")), desk.mapping()
    monkeypatch.chdir(desk.folder)
    arguments = ["tickets", str(file), "--mapping", str(mapping), "--estate", desk.estate.code]
    ended = await asyncio.to_thread(desk.invoke, arguments)
    assert ended.exit_code == 0
    assert (desk.folder / "tickets.rejects.csv").exists()


@pytest.mark.parametrize("arguments", [["--help"], ["tickets", "--help"]])
def test_the_command_explains_itself(arguments: list[str]) -> None:
    helped = CliRunner().invoke(app, arguments)
    assert helped.exit_code == 0
    assert "once" in helped.stdout or "again" in helped.stdout
