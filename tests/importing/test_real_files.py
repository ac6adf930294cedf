"""Real records, imported with the shipped mappings: what the database counts is what the file says.

`GUANJIA_SAMPLE_DATA` names the folder that holds them; without it these tests have nothing to read.
"""

import csv
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import RowMapping, func, select

from core.importing.findings import Code
from core.importing.rejects import NOTED
from core.sla.models import Clock, ClockState
from core.tickets.kinds import Kind, State
from core.tickets.models import Ticket
from tests.importing.desk import Desk

VARIABLE = "GUANJIA_SAMPLE_DATA"
BOSTON = "boston/boston_housing_building_2011H2.csv"
MESSAGES = "zh/property_messages.csv"

pytestmark = pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder")

Record = dict[str, str]


def _file(name: str) -> Path:
    return Path(os.environ[VARIABLE]) / name


def _records(name: str) -> list[Record]:
    with _file(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def _imported(desk: Desk, name: str, mapping: str) -> dict[str, RowMapping]:
    ended = await desk.run(_file(name), mapping)
    assert ended.exit_code == 0, ended.output
    return await desk.tickets()


def _instant(written: str) -> datetime | None:
    if not written.strip():
        return None
    local = datetime.strptime(written, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    return local.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


async def test_boston_every_row_is_a_ticket_with_the_citys_times_and_state(desk: Desk) -> None:
    tickets = await _imported(desk, BOSTON, "boston-311")
    records = {record["case_enquiry_id"]: record for record in _records(BOSTON)}
    assert tickets.keys() == records.keys()
    assert len(tickets) == 9_828
    for key, record in records.items():
        ticket = tickets[key]
        assert ticket["received_at"] == _instant(record["open_dt"])
        assert ticket["due_at"] == _instant(record["target_dt"])
        assert ticket["closed_at"] == _instant(record["closed_dt"])
        assert (ticket["state"] is State.CLOSED) == (record["case_status"] == "Closed")
    states = Counter(ticket["state"] for ticket in tickets.values())
    assert states == {State.CLOSED: 8_015, State.REPORTED: 1_813}


async def test_boston_a_ticket_is_overdue_where_the_city_says_so_row_by_row(desk: Desk) -> None:
    await _imported(desk, BOSTON, "boston-311")
    found = await desk.select(
        select(
            Ticket.source_key,
            (Ticket.due_at < func.coalesce(Ticket.completed_at, func.now())).label("overdue"),
            Clock.state,
        )
        .join(Clock, Clock.ticket_id == Ticket.id)
        .where(Ticket.estate_id == desk.estate.id, Clock.estate_id == desk.estate.id)
    )
    city = {record["case_enquiry_id"]: record["ontime"] for record in _records(BOSTON)}
    ours = {
        row["source_key"].partition(":")[2]: "OVERDUE" if row["overdue"] else "ONTIME"
        for row in found
    }
    assert {key for key in city if city[key] != ours[key]} == set()
    assert Counter(ours.values()) == {"OVERDUE": 4_979, "ONTIME": 4_849}
    assert Counter(row["state"] for row in found) == {
        ClockState.BROKEN: 4_979,
        ClockState.KEPT: 4_849,
    }


async def test_boston_every_long_promise_and_every_result_without_a_closing_is_noted(
    desk: Desk,
) -> None:
    await _imported(desk, BOSTON, "boston-311")
    expected = {}
    for at, record in enumerate(_records(BOSTON), 2):  # no field of this file has a line break
        opened, due = _instant(record["open_dt"]), _instant(record["target_dt"])
        assert opened is not None
        assert due is not None
        if (due - opened).days >= 366:
            expected[at] = Code.DUE_TOO_LATE
        if not record["closed_dt"] and record["closure_reason"].strip():
            expected[at] = Code.RESULT_WHILE_OPEN
    notes = desk.rejections()
    assert {each.line: each.codes for each in notes} == {
        at: (code,) for at, code in expected.items()
    }
    assert {each.verdict for each in notes} == {NOTED}
    assert Counter(expected.values()) == {Code.DUE_TOO_LATE: 148, Code.RESULT_WHILE_OPEN: 4}


async def test_messages_are_kept_whole_and_answered_ones_are_closed(desk: Desk) -> None:
    tickets = await _imported(desk, MESSAGES, "message-board-zh")
    records = {record["message_id"]: record for record in _records(MESSAGES)}
    assert tickets.keys() == records.keys()
    assert len(tickets) == 1_561
    for key, record in records.items():
        ticket = tickets[key]
        assert ticket["content"] == f"{record['title'].strip()}\n{record['detail'].strip()}"
        assert ticket["result"] == (record["reply"].strip() or None)
        assert (ticket["state"] is State.CLOSED) == bool(record["replied_at"])
    assert sum(ticket["state"] is State.CLOSED for ticket in tickets.values()) == 304


async def test_a_messages_kind_is_proposed_from_the_word_in_its_title(desk: Desk) -> None:
    tickets = await _imported(desk, MESSAGES, "message-board-zh")
    markers = {
        "投诉": Kind.COMPLAINT,
        "咨询": Kind.CONSULTATION,
        "建议": Kind.SUGGESTION,
        "求助": Kind.HELP,
        "报修": Kind.REPAIR,
    }
    for record in _records(MESSAGES):
        marked = [kind for marker, kind in markers.items() if marker in record["title"]]
        kind = tickets[record["message_id"]]["kind"]
        assert not marked or kind is marked[0] or "举报" in record["title"]


@pytest.mark.parametrize(
    ("name", "mapping"), [(BOSTON, "boston-311"), (MESSAGES, "message-board-zh")]
)
async def test_a_second_run_finds_every_row_there(desk: Desk, name: str, mapping: str) -> None:
    before = await _imported(desk, name, mapping)
    ended = await desk.run(_file(name), mapping)
    assert f"0 + {len(before):,} + 0 = {len(before):,}" in ended.stdout
    assert await desk.tickets() == before


async def test_lines_of_the_messages_are_the_files_though_fields_run_over_several(
    desk: Desk, tmp_path: Path
) -> None:
    mapping = Path(__file__).parents[2] / "core/importing/mappings/message-board-zh.toml"
    strict = tmp_path / "strict.toml"
    declared = mapping.read_text(encoding="utf-8")
    strict.write_text(declared.replace("2005-01-01", "2019-01-01"), encoding="utf-8")
    ended = await desk.run(_file(MESSAGES), str(strict))
    assert ended.exit_code == 4
    lines = _file(MESSAGES).read_text(encoding="utf-8").split("\n")
    rejections = desk.rejections()
    assert len(rejections) > 500
    for each in rejections:
        assert each.codes == (Code.TIME_TOO_OLD,)
        assert lines[each.line - 1].startswith(f"{each.original[0]},{each.original[1]},")
