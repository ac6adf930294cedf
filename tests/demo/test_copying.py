"""Bulk loading: what goes in by COPY comes out as it was."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from api.demo.copying import Copying
from api.demo.rows import Form, Rows
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import Building, CalendarDay
from core.ids import new_id
from core.jobs.models import Timer
from tests.database import TestDatabase
from tests.factories import make_world

AWKWARD = 'tab\tnew\nline "quoted" \\back\\slash {brace}, 逗号\u3000\r'


async def test_awkward_texts_lists_and_documents_come_out_as_they_went_in(
    database: TestDatabase,
) -> None:
    async with Database(database.app_url, size=2).opened() as db:
        world = await make_world(db, estates=1)
        estate = world.estates[0]
        rows = Rows(group_id=world.group_id, estate_id=estate.id)
        key, at = new_id(), datetime(2025, 3, 1, 4, 5, 6, 789, tzinfo=UTC)
        rows.add(Building, id=key, code="x", name=AWKWARD, aliases=[AWKWARD, "", "b,c"], floors=3)
        rows.add(Timer, id=key, kind="k", key=AWKWARD, due_at=at, payload={"said": AWKWARD})
        rows.add(CalendarDay, day=date(2025, 3, 1), working=False, note="")
        async with unit_of_work(db, Scope.system(world.group_id, estate.id)) as uow:
            await Copying(await uow.driver()).load(rows)
        async with unit_of_work(db, Scope.system(world.group_id, estate.id)) as uow:
            building = await uow.row(
                select(Building.name, Building.aliases).where(Building.id == key)
            )
            timer = await uow.row(
                select(Timer.key, Timer.due_at, Timer.payload, Timer.attempts, Timer.done_at).where(
                    Timer.id == key
                )
            )
            day = await uow.row(select(CalendarDay.working, CalendarDay.note))
    assert _values(building) == [AWKWARD, [AWKWARD, "", "b,c"]]
    assert _values(timer) == [AWKWARD, at, {"said": AWKWARD}, 0, None]
    assert _values(day) == [False, ""]


def _values(row: Any) -> list[Any]:
    assert row is not None
    return list(row.values())


def test_a_name_the_table_has_not_is_refused() -> None:
    rows = Rows(group_id=1, estate_id=2)
    rows.add(Building, id=new_id(), colour="green")
    with pytest.raises(KeyError, match="colour"):
        Form(Building).line(rows[Building][0])
