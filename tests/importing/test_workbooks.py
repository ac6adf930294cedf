"""Workbooks: what a spreadsheet makes of numbers and dates, and sheets that are not there."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from core.importing.findings import Code
from tests.importing.desk import HEADER, Desk, line


def _workbook(path: Path, *rows: tuple[Any, ...], sheet: str = "工单", below: int = 0) -> Path:
    with xlsxwriter.Workbook(path) as book:
        when = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        book.add_worksheet(sheet)
        page = book.worksheets()[0]
        for number, cells in enumerate((HEADER, *rows)):
            for column, cell in enumerate(cells):
                style = when if isinstance(cell, date | time) else None
                page.write(below + number, column, cell, style)
    return path


def _row(key: Any, **other: Any) -> tuple[Any, ...]:
    """A row with dates as dates."""
    said = dict(zip(HEADER, line("x"), strict=True))
    times = {"opened": datetime(2024, 5, 6, 9), "due": datetime(2024, 5, 7, 9)}  # noqa: DTZ001
    return tuple({**said, **times, "id": key, **other}[name] for name in HEADER)


async def test_numbers_and_dates_of_a_spreadsheet_are_read_for_what_they_are(desk: Desk) -> None:
    file = _workbook(
        desk.folder / "tickets.xlsx",
        _row(101000295628),
        _row("007"),
        _row(12, opened=date(2024, 5, 6)),
        _row(13, closed=datetime(2024, 5, 6, 17, 30, 15)),  # noqa: DTZ001
        _row(14, opened="2024-05-06 09:00"),
        _row(15, opened=45418.375),
    )
    formats = ('"%Y-%m-%d %H:%M"', '"%Y-%m-%d %H:%M", "excel"')
    ended = await desk.run(file, desk.mapping(formats))
    assert ended.exit_code == 0, ended.output
    tickets = await desk.tickets()
    assert [*tickets] == ["007", "101000295628", "12", "13", "14", "15"]
    nine = datetime(2024, 5, 6, 1, 0, tzinfo=UTC)
    assert {key: row["received_at"] for key, row in tickets.items()} == {
        **dict.fromkeys(tickets, nine),
        "12": datetime(2024, 5, 5, 16, 0, tzinfo=UTC),
    }
    assert tickets["13"]["closed_at"] == datetime(2024, 5, 6, 9, 30, 15, tzinfo=UTC)


async def test_lines_are_the_rows_of_the_spreadsheet(desk: Desk) -> None:
    file = _workbook(
        desk.folder / "tickets.xlsx",
        _row(1, opened="?"),
        ("",) * len(HEADER),
        _row(2),
        _row(3, opened=time(8, 30)),
        below=3,
    )
    ended = await desk.run(file, desk.mapping(("[times]", "[file]\nheader_line = 4\n[times]")))
    assert ended.exit_code == 4
    assert [(each.line, each.codes) for each in desk.rejections()] == [
        (5, (Code.TIME_UNREADABLE,)),
        (8, (Code.TIME_UNREADABLE,)),
    ]
    assert "(and 1 blank lines)" in ended.stdout
    assert "1 + 0 + 2 = 3" in ended.stdout


async def test_a_key_that_the_spreadsheet_has_rounded_is_rejected(desk: Desk) -> None:
    file = _workbook(
        desk.folder / "tickets.xlsx", _row(12345678901234567890), _row(999999999999999)
    )
    await desk.run(file, desk.mapping())
    assert [each.codes for each in desk.rejections()] == [(Code.NUMBER_ROUNDED,)]
    assert [*await desk.tickets()] == ["999999999999999"]


async def test_the_sheet_declared_is_read_and_another_name_refused_naming_those_there_are(
    desk: Desk,
) -> None:
    file = _workbook(desk.folder / "tickets.xlsx", _row(1), sheet="五月")
    named = desk.mapping(("[times]", '[file]\nsheet = "五月"\n[times]'))
    assert (await desk.run(file, named)).exit_code == 0
    other = desk.mapping(("[times]", '[file]\nsheet = "六月"\n[times]'))
    ended = await desk.run(file, other)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("SHEET_UNKNOWN: ")
    assert "五月" in ended.stderr


@pytest.mark.parametrize("what", ["csv", "half", "nothing"])
async def test_a_broken_workbook_is_refused(desk: Desk, what: str) -> None:
    file = _workbook(desk.folder / "tickets.xlsx", _row(1))
    whole = file.read_bytes()
    broken = {"csv": b"id,kind\n1,2\n", "half": whole[: len(whole) // 2], "nothing": b""}
    file.write_bytes(broken[what])
    ended = await desk.run(file, desk.mapping())
    assert ended.exit_code == 2
    assert ended.stderr.startswith("WORKBOOK_BROKEN: ")
    assert await desk.tickets() == {}


async def test_rejected_rows_of_a_workbook_stand_in_the_reject_file_as_text(desk: Desk) -> None:
    file = _workbook(desk.folder / "tickets.xlsx", _row(101000295628, kind="吐槽"))
    await desk.run(file, desk.mapping())
    (rejection,) = desk.rejections()
    assert rejection.original[0] == "101000295628"
    assert rejection.original[3] == "2024-05-06T09:00:00"
