"""What an import costs: as many statements as batches, and no more for what is there already."""

import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from core.db.engine import Database
from core.importing.batch import AT_ONCE
from core.importing.import_tickets import import_tickets
from core.importing.look_through import look_through
from core.importing.mapping import load
from tenants.roles import console
from tests.database import TestDatabase
from tests.factories import make_world
from tests.importing.desk import Desk, line


async def _statements(desk: Desk, rows: int) -> int:
    file = desk.csv(
        *(
            # of many days, lest two of one day draw the same number
            line(
                str(at), opened=f"{2000 + at % 20}-{at % 12 + 1:02}-{at % 28 + 1:02} 09:00", due=""
            )
            for at in range(rows)
        )
    )
    mapping = load(str(desk.mapping(('source = "old"', f'source = "old-{rows}"'))))
    source = look_through(file, mapping)
    actor = console(desk.world.group_id, (desk.estate.id,))
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    engine = desk.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        tally = await import_tickets(
            desk.database, actor, desk.estate.id, source, mapping, desk.rejects, lambda rows: None
        )
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert tally.taken == rows
    return len(counted)


async def test_a_full_batch_takes_no_more_statements_than_one_row(desk: Desk) -> None:
    one, full, two = [await _statements(desk, rows) for rows in (1, AT_ONCE, 2 * AT_ONCE)]
    assert full == one
    assert two - full <= 6


async def test_a_batch_into_a_filled_table_takes_no_longer_than_into_an_empty_one(
    fresh_database: TestDatabase, tmp_path: Path
) -> None:
    async with Database(fresh_database.app_url, size=2).opened() as database:
        desk = Desk(database, fresh_database, await make_world(database, estates=1), tmp_path)
        file = desk.csv(*(line(str(at)) for at in range(16 * AT_ONCE)))
        mapping = load(str(desk.mapping()))
        source = look_through(file, mapping)
        actor = console(desk.world.group_id, (desk.estate.id,))
        moments = [time.perf_counter()]
        tally = await import_tickets(
            database,
            actor,
            desk.estate.id,
            source,
            mapping,
            desk.rejects,
            lambda rows: moments.append(time.perf_counter()),
        )
    assert tally.taken == source.count  # though some of 16,000 of one day drew the same number
    taken = [after - before for before, after in pairwise(moments)]
    assert median(taken[-5:]) < 3 * median(taken[:5])
