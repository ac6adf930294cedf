"""What an import costs: statements grow with the batches, not with the rows in them."""

from typing import Any

from sqlalchemy import event

from core.importing.batch import AT_ONCE
from core.importing.import_tickets import import_tickets
from core.importing.look_through import look_through
from core.importing.mapping import load
from tenants.roles import console
from tests.importing.desk import Desk, line


async def _statements(desk: Desk, rows: int) -> int:
    file = desk.csv(*(line(str(at), closed="2024-05-06 17:30") for at in range(rows)))
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
