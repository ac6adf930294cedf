"""Once each, however often, however many at a time, and however suddenly it was stopped."""

import asyncio
import os
import signal
import subprocess
from typing import Any

from sqlalchemy import func, select

from core.db.urls import connect
from core.jobs.models import Timer
from core.sla.models import Clock
from core.tickets.models import Ticket, TicketEvent
from tests.importing.desk import COMMAND, Desk, line

MANY = 6_000
PATIENCE = 6_000


def _rows(count: int) -> list[tuple[str, ...]]:
    """Rows of which every other is closed, and every hundredth cannot be taken."""
    closed = {"closed": "2024-05-06 17:30", "result": "已修复"}
    return [
        line(
            str(at),
            opened="?" if at % 100 == 50 else f"2024-05-{at % 5 + 1:02} {at // 60 % 24:02}:00",
            **(closed if at % 2 else {}),
        )
        for at in range(count)
    ]


async def _everything(desk: Desk) -> list[Any]:
    found: list[Any] = []
    for model in (Ticket, TicketEvent, Clock, Timer):
        table = model.__table__
        rows = select(*table.columns).where(table.c.estate_id == desk.estate.id)
        found.append(await desk.select(rows.order_by(table.c.id)))
    return found


async def test_running_it_again_changes_nothing(desk: Desk) -> None:
    file, mapping = desk.csv(*_rows(2300)), desk.mapping()
    first = await desk.run(file, mapping)
    assert "2,277 + 0 + 23 = 2,300" in first.stdout
    before, rejected = await _everything(desk), desk.rejects.read_bytes()
    again = await desk.run(file, mapping)
    assert "0 + 2,277 + 23 = 2,300" in again.stdout
    assert again.exit_code == first.exit_code == 4
    assert await _everything(desk) == before
    assert desk.rejects.read_bytes() == rejected


async def test_a_longer_file_adds_what_is_new_and_leaves_the_rest(desk: Desk) -> None:
    mapping = desk.mapping()
    await desk.run(desk.csv(line("1", content="甲"), line("2")), mapping)
    before = (await desk.tickets())["1"]
    file = desk.csv(line("0"), line("1", content="乙"), line("2"), line("3"))
    ended = await desk.run(file, mapping)
    assert "2 + 2 + 0 = 4" in ended.stdout
    tickets = await desk.tickets()
    assert [*tickets] == ["0", "1", "2", "3"]
    assert tickets["1"] == before


async def test_the_same_keys_of_two_sources_are_two_tickets(desk: Desk) -> None:
    file = desk.csv(line("1"))
    await desk.run(file, desk.mapping())
    ended = await desk.run(file, desk.mapping(('source = "old"', 'source = "older"')))
    assert "1 + 0 + 0 = 1" in ended.stdout
    found = await desk.select(select(Ticket.source_key).order_by(Ticket.source_key))
    assert [row["source_key"] for row in found] == ["old:1", "older:1"]


async def test_two_at_the_same_time_take_each_row_once(desk: Desk) -> None:
    rows = _rows(3000)
    file, backwards = desk.csv(*rows), desk.csv(*reversed(rows), name="backwards.csv")
    mapping = desk.mapping()
    running = [
        await asyncio.create_subprocess_exec(
            *COMMAND,
            *desk.arguments(each, mapping, "--reject", str(each.with_suffix(".rejects"))),
            env=desk.environment,
            stdout=subprocess.PIPE,
        )
        for each in (file, backwards)
    ]
    for process in running:
        await process.communicate()
    assert [process.returncode for process in running] == [4, 4]
    await _assert_complete(desk, 3000)


async def test_killed_half_way_it_goes_on_with_the_next_run(desk: Desk) -> None:
    file, mapping = desk.csv(*_rows(MANY)), desk.mapping()
    killed = 0
    for wanted in (1, 3000):
        process = await asyncio.create_subprocess_exec(
            *COMMAND, *desk.arguments(file, mapping), env=desk.environment, stdout=subprocess.PIPE
        )
        for _ in range(PATIENCE):
            if process.returncode is not None or await desk.count(Ticket) >= wanted:
                break
            await asyncio.sleep(0.005)
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
        await process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert 0 < await desk.count(Ticket) < MANY
        assert not desk.rejects.exists()
        await _assert_whole(desk)
    assert killed == 2
    ended = await desk.run(file, mapping)
    assert ended.exit_code == 4
    assert "already there      0\n" not in ended.stdout
    await _assert_complete(desk, MANY)
    assert len(desk.rejections()) == MANY // 100


async def test_a_database_that_goes_away_is_told_and_the_next_run_goes_on(desk: Desk) -> None:
    file, mapping = desk.csv(*_rows(MANY)), desk.mapping()
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *desk.arguments(file, mapping), env=desk.environment, stderr=subprocess.PIPE
    )
    for _ in range(PATIENCE):
        if process.returncode is not None or await desk.count(Ticket) > 0:
            break
        await asyncio.sleep(0.005)
    with connect(desk.test.admin_url) as administrator:
        administrator.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'guanjia import' and datname = current_database()"
        )
    _, told = await process.communicate()
    assert process.returncode == 3
    assert told.startswith(b"DATABASE_UNREACHABLE: ")
    await _assert_whole(desk)
    assert (await desk.run(file, mapping)).exit_code == 4
    await _assert_complete(desk, MANY)


async def _assert_complete(desk: Desk, rows: int) -> None:
    assert [*await desk.tickets()] == sorted(str(at) for at in range(rows) if at % 100 != 50)
    await _assert_whole(desk)


async def _assert_whole(desk: Desk) -> None:
    """Every ticket has all of its history and its clock: none is half there."""
    versions = await desk.select(
        select(Ticket.id, Ticket.version).where(Ticket.estate_id == desk.estate.id)
    )
    entries = await desk.select(
        select(TicketEvent.ticket_id, func.count().label("entries"))
        .where(TicketEvent.estate_id == desk.estate.id)
        .group_by(TicketEvent.ticket_id)
    )
    assert {row["id"]: row["version"] for row in versions} == {
        row["ticket_id"]: row["entries"] for row in entries
    }
    assert await desk.count(Clock) == await desk.count(Ticket)
