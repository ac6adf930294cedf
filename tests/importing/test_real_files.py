"""Real records, imported with the shipped mappings: what the database counts is what the file says.

`GUANJIA_SAMPLE_DATA` names the folder that holds them; without it these tests have nothing to read.
"""

import csv
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import RowMapping, func, select

from core.db.engine import Database
from core.importing.findings import Code
from core.importing.mapping import shipped
from core.importing.rejects import NOTED
from core.sla.models import Clock, ClockState
from core.tickets.kinds import Kind, State
from core.tickets.models import Ticket
from tests.database import TestDatabase
from tests.factories import make_world
from tests.importing.desk import Desk, enter_directory

VARIABLE = "GUANJIA_SAMPLE_DATA"
BOSTON = "boston/boston_housing_building_2011H2.csv"
MESSAGES = "zh/property_messages.csv"

pytestmark = pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder")

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """A real file, imported once for all tests here."""

    desk: Desk
    file: Path
    mapping: str
    records: list[Record]
    tickets: dict[str, RowMapping]


async def _imported(
    db: Database, test: TestDatabase, folder: Path, name: str, mapping: str
) -> Imported:
    world = await make_world(db, estates=1)
    await enter_directory(db, world)
    desk = Desk(db, test, world, folder)
    file = Path(os.environ[VARIABLE]) / name
    ended = await desk.run(file, mapping)
    assert ended.exit_code == 0, ended.output
    with file.open(encoding="utf-8", newline="") as opened:
        records = list(csv.DictReader(opened))
    return Imported(desk, file, mapping, records, await desk.tickets())


@pytest_asyncio.fixture(scope="module")
async def connected(database: TestDatabase) -> AsyncIterator[Database]:
    """The application's connections, for as long as these tests run."""
    async with Database(database.app_url, size=4).opened() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def boston(
    connected: Database, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Imported:
    """The city's list."""
    folder = tmp_path_factory.mktemp("boston")
    return await _imported(connected, database, folder, BOSTON, "boston-311")


@pytest_asyncio.fixture(scope="module")
async def messages(
    connected: Database, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Imported:
    """The residents' messages."""
    folder = tmp_path_factory.mktemp("messages")
    return await _imported(connected, database, folder, MESSAGES, "message-board-zh")


def _instant(written: str) -> datetime | None:
    if not written.strip():
        return None
    local = datetime.strptime(written, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    return local.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


async def test_boston_every_row_is_a_ticket_with_the_citys_times_and_state(
    boston: Imported,
) -> None:
    records = {record["case_enquiry_id"]: record for record in boston.records}
    assert boston.tickets.keys() == records.keys()
    assert len(boston.tickets) == 9_828
    for key, record in records.items():
        ticket = boston.tickets[key]
        assert ticket["received_at"] == _instant(record["open_dt"])
        assert ticket["due_at"] == _instant(record["target_dt"])
        assert ticket["closed_at"] == _instant(record["closed_dt"])
        assert (ticket["state"] is State.CLOSED) == (record["case_status"] == "Closed")
    states = Counter(ticket["state"] for ticket in boston.tickets.values())
    assert states == {State.CLOSED: 8_015, State.REPORTED: 1_813}


async def test_boston_a_ticket_is_overdue_where_the_city_says_so_row_by_row(
    boston: Imported,
) -> None:
    overdue = (Ticket.due_at < func.coalesce(Ticket.completed_at, func.now())).label("overdue")
    found = await boston.desk.select(
        select(Ticket.source_key, overdue).where(Ticket.estate_id == boston.desk.estate.id)
    )
    ours = {
        row["source_key"].partition(":")[2]: "OVERDUE" if row["overdue"] else "ONTIME"
        for row in found
    }
    city = {record["case_enquiry_id"]: record["ontime"] for record in boston.records}
    assert {key for key in city if city[key] != ours[key]} == set()
    assert Counter(ours.values()) == {"OVERDUE": 4_979, "ONTIME": 4_849}


async def test_boston_the_clock_of_a_promise_says_what_the_city_says(boston: Imported) -> None:
    found = await boston.desk.select(
        select(Clock.ticket_id, Clock.state).where(Clock.estate_id == boston.desk.estate.id)
    )
    clocks = {row["ticket_id"]: row["state"] for row in found}
    said = {"OVERDUE": ClockState.BROKEN, "ONTIME": ClockState.KEPT}
    for record in boston.records:
        ticket = boston.tickets[record["case_enquiry_id"]]
        assert clocks[ticket["id"]] is said[record["ontime"]]


async def test_boston_every_long_promise_and_every_result_without_a_closing_is_noted(
    boston: Imported,
) -> None:
    expected = {}
    for at, record in enumerate(boston.records, 2):  # no field of this file has a line break
        opened, due = _instant(record["open_dt"]), _instant(record["target_dt"])
        assert opened is not None
        assert due is not None
        if (due - opened).days >= 366:
            expected[at] = Code.DUE_TOO_LATE
        if not record["closed_dt"] and record["closure_reason"].strip():
            expected[at] = Code.RESULT_WHILE_OPEN
    notes = boston.desk.rejections()
    assert {each.line: each.codes for each in notes} == {
        at: (code,) for at, code in expected.items()
    }
    assert {each.verdict for each in notes} == {NOTED}
    assert Counter(expected.values()) == {Code.DUE_TOO_LATE: 148, Code.RESULT_WHILE_OPEN: 4}


async def test_messages_are_kept_whole_and_answered_ones_are_closed(messages: Imported) -> None:
    records = {record["message_id"]: record for record in messages.records}
    assert messages.tickets.keys() == records.keys()
    assert len(messages.tickets) == 1_561
    for key, record in records.items():
        ticket = messages.tickets[key]
        assert ticket["content"] == f"{record['title'].strip()}\n{record['detail'].strip()}"
        assert ticket["result"] == (record["reply"].strip() or None)
        assert (ticket["state"] is State.CLOSED) == bool(record["replied_at"])
    states = Counter(ticket["state"] for ticket in messages.tickets.values())
    assert states == {State.CLOSED: 304, State.REPORTED: 1_257}


async def test_a_messages_kind_is_proposed_from_the_first_mark_in_its_title(
    messages: Imported,
) -> None:
    marks = {
        "投诉": Kind.COMPLAINT,
        "举报": Kind.COMPLAINT,
        "咨询": Kind.CONSULTATION,
        "建议": Kind.SUGGESTION,
        "求助": Kind.HELP,
    }
    counted: Counter[Kind] = Counter()
    for record in messages.records:
        marked = [kind for mark, kind in marks.items() if mark in record["title"]]
        if marked:
            counted[marked[0]] += 1
            assert messages.tickets[record["message_id"]]["kind"] is marked[0]
    assert counted.keys() == set(marks.values())


async def test_lines_of_the_messages_are_the_files_though_fields_run_over_several(
    messages: Imported, desk: Desk
) -> None:
    declared = shipped()["message-board-zh"].read_text(encoding="utf-8")
    later = desk.mapping(("2005-01-01", "2019-01-01"), text=declared)
    ended = await desk.run(messages.file, later)
    assert ended.exit_code == 4
    lines = messages.file.read_text(encoding="utf-8").split("\n")
    rejections = desk.rejections()
    assert len(rejections) == sum(each["created_at"] < "2019" for each in messages.records)
    for each in rejections:
        assert each.codes == (Code.TIME_TOO_OLD,)
        assert lines[each.line - 1].startswith(f"{each.original[0]},{each.original[1]},")


@pytest.mark.parametrize("which", ["boston", "messages"])
async def test_a_second_run_finds_every_row_there(
    which: str, boston: Imported, messages: Imported
) -> None:
    imported = {"boston": boston, "messages": messages}[which]
    count = len(imported.records)
    ended = await imported.desk.run(imported.file, imported.mapping)
    assert f"0 + {count:,} + 0 = {count:,}" in ended.stdout
    assert await imported.desk.tickets() == imported.tickets
