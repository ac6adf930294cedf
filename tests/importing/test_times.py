"""Times: formats, zones, hours that clock changes repeat or leave out, and promises past belief."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.importing.findings import Code
from core.importing.rejects import NOTED, REJECTED
from tests.factories import MORNING
from tests.importing.desk import Desk, line

NEW_YORK = ("Asia/Shanghai", "America/New_York")
# 2024: clocks went from 02:00 to 03:00 on 10 March, from 02:00 back to 01:00 on 3 November


@pytest.fixture(autouse=True)
def morning() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning of 12 March 2025."""
    with clock.at(MORNING) as hands:
        yield hands


def _times(more: str) -> tuple[str, str]:
    return ("[times]", f"[times]\n{more}")


def _rules(more: str) -> tuple[str, str]:
    return ("[ticket]", f"[rules]\n{more}\n[ticket]")


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("%d.%m.%Y %H:%M", "06.05.2024 09:00"),
        ("iso", "2024-05-06 09:00"),
        ("iso", "2024-05-06T01:00:00Z"),
        ("iso", "2024-05-05T21:00:00-04:00"),
        ("%Y-%m-%d %H:%M %z", "2024-05-06 03:00 +0200"),
        ("%Y年%m月%d日 %H时", "2024年05月06日 09时"),
        ("unix", "1714957200"),
        ("excel", "45418.375"),
    ],
)
async def test_times_are_read_as_declared(desk: Desk, form: str, written: str) -> None:
    mapping = desk.mapping(('"%Y-%m-%d %H:%M"', f'"%Y", "{form}"'))
    ended = await desk.run(desk.csv(line("1", opened=written, due="")), mapping)
    assert ended.exit_code == 0, desk.rejections()
    ticket = (await desk.tickets())["1"]
    assert ticket["received_at"] == datetime(2024, 5, 6, 1, 0, tzinfo=UTC)


async def test_a_column_may_have_formats_and_a_zone_of_its_own(desk: Desk) -> None:
    own = 'due_at = { column = "due", formats = ["%d/%m/%y"], zone = "UTC" }'
    mapping = desk.mapping(('due_at = { column = "due" }', own))
    await desk.run(desk.csv(line("1", due="07/05/24")), mapping)
    assert (await desk.tickets())["1"]["due_at"] == datetime(2024, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("how", "hour"),
    [("", 5), ('repeated = "earlier"', 5), ('repeated = "later"', 6)],
)
async def test_a_local_time_that_happened_twice_is_read_as_declared_and_noted(
    desk: Desk, how: str, hour: int
) -> None:
    file = desk.csv(line("1", opened="2024-11-03 01:30", due=""))
    ended = await desk.run(file, desk.mapping(NEW_YORK, _times(how)))
    assert ended.exit_code == 0
    ticket = (await desk.tickets())["1"]
    assert ticket["received_at"] == datetime(2024, 11, 3, hour, 30, tzinfo=UTC)
    (note,) = desk.rejections()
    assert (note.verdict, note.codes) == (NOTED, (Code.TIME_REPEATED,))
    assert f"{hour:02}:30 UTC" in note.reason


@pytest.mark.parametrize(
    ("how", "hour"),
    [("", 7), ('skipped = "later"', 7), ('skipped = "earlier"', 6)],
)
async def test_a_local_time_that_never_was_is_read_as_declared_and_noted(
    desk: Desk, how: str, hour: int
) -> None:
    file = desk.csv(line("1", opened="2024-03-10 02:30", due=""))
    await desk.run(file, desk.mapping(NEW_YORK, _times(how)))
    ticket = (await desk.tickets())["1"]
    assert ticket["received_at"] == datetime(2024, 3, 10, hour, 30, tzinfo=UTC)
    (note,) = desk.rejections()
    assert (note.verdict, note.codes) == (NOTED, (Code.TIME_SKIPPED,))


@pytest.mark.parametrize(
    ("how", "opened", "code"),
    [
        ("repeated", "2024-11-03 01:30", Code.TIME_REPEATED),
        ("skipped", "2024-03-10 02:30", Code.TIME_SKIPPED),
    ],
)
async def test_rows_with_such_times_are_rejected_where_the_mapping_wants_it(
    desk: Desk, how: str, opened: str, code: Code
) -> None:
    file = desk.csv(line("1", opened=opened, due=""))
    await desk.run(file, desk.mapping(NEW_YORK, _times(f'{how} = "reject"')))
    (rejection,) = desk.rejections()
    assert (rejection.verdict, rejection.codes) == (REJECTED, (code,))


async def test_a_repeated_hour_is_read_so_that_nothing_closes_before_it_opened(
    desk: Desk,
) -> None:
    file = desk.csv(
        line("1", opened="2024-11-03 01:50", closed="2024-11-03 01:10", due=""),
        line("2", opened="2024-11-03 00:50", closed="2024-11-03 01:10", due=""),
    )
    assert (await desk.run(file, desk.mapping(NEW_YORK))).exit_code == 0
    tickets = await desk.tickets()
    assert tickets["1"]["closed_at"] - tickets["1"]["received_at"] == timedelta(minutes=20)
    assert tickets["2"]["closed_at"] - tickets["2"]["received_at"] == timedelta(minutes=20)


async def test_closed_before_opened_can_be_corrected_to_the_opening(desk: Desk) -> None:
    file = desk.csv(line("1", closed="2024-05-05 09:00"))
    ended = await desk.run(file, desk.mapping(_rules('closed_before_opened = "correct"')))
    assert ended.exit_code == 0
    ticket = (await desk.tickets())["1"]
    assert ticket["closed_at"] == ticket["received_at"]
    (note,) = desk.rejections()
    assert (note.verdict, note.codes) == (NOTED, (Code.CLOSED_BEFORE_OPENED,))


PROMISES = [
    (Code.DUE_TOO_LATE, "due_too_late", "2059-05-07 09:00"),
    (Code.DUE_BEFORE_OPENED, "due_before_opened", "2024-05-01 09:00"),
]


@pytest.mark.parametrize(("code", "rule", "due"), PROMISES)
async def test_an_impossible_promise_is_dropped_with_a_note_unless_declared_otherwise(
    desk: Desk, code: Code, rule: str, due: str
) -> None:
    file = desk.csv(line("1", due=due), line("2"))
    for mapping in (desk.mapping(), desk.mapping(_rules(f'{rule} = "drop"'))):
        assert (await desk.run(file, mapping)).exit_code == 0
        (note,) = desk.rejections()
        assert (note.line, note.verdict, note.codes) == (2, NOTED, (code,))
        assert due in note.original
    tickets = await desk.tickets()
    assert tickets["1"]["due_at"] is None
    assert tickets["2"]["due_at"] is not None


@pytest.mark.parametrize(("code", "rule", "due"), PROMISES)
async def test_an_impossible_promise_can_be_kept_with_a_note(
    desk: Desk, code: Code, rule: str, due: str
) -> None:
    ended = await desk.run(desk.csv(line("1", due=due)), desk.mapping(_rules(f'{rule} = "keep"')))
    assert ended.exit_code == 0
    assert (await desk.tickets())["1"]["due_at"].year == int(due[:4])
    (note,) = desk.rejections()
    assert (note.verdict, note.codes) == (NOTED, (code,))


@pytest.mark.parametrize(("code", "rule", "due"), PROMISES)
async def test_an_impossible_promise_can_be_a_reason_to_reject(
    desk: Desk, code: Code, rule: str, due: str
) -> None:
    ended = await desk.run(desk.csv(line("1", due=due)), desk.mapping(_rules(f'{rule} = "reject"')))
    assert ended.exit_code == 4
    (rejection,) = desk.rejections()
    assert (rejection.verdict, rejection.codes) == (REJECTED, (code,))


async def test_how_long_a_promise_may_be_is_the_mappings_to_say(desk: Desk) -> None:
    file = desk.csv(line("1", due="2024-06-06 09:00"))
    await desk.run(file, desk.mapping(_rules("due_days_most = 30")))
    assert [each.codes for each in desk.rejections()] == [(Code.DUE_TOO_LATE,)]
    await desk.run(file, desk.mapping(_rules("due_days_most = 31")))
    assert desk.rejections() == []


async def test_what_happened_after_it_was_reported_is_taken_as_unknown(desk: Desk) -> None:
    occurred = ("result =", 'occurred_at = { column = "result" }\nresult =')
    file = desk.csv(line("1", result="2024-05-08 09:00"), line("2", result="2024-05-06 08:00"))
    await desk.run(file, desk.mapping(occurred, ('result = { column = "result" }', "")))
    tickets = await desk.tickets()
    assert tickets["1"]["occurred_at"] is None
    assert tickets["1"]["unknown_occurred"] == "not in the old system"
    assert tickets["2"]["occurred_at"] == datetime(2024, 5, 6, 0, 0, tzinfo=UTC)
    assert [each.codes for each in desk.rejections()] == [(Code.OCCURRED_AFTER_OPENED,)]


@pytest.mark.parametrize("written", ["9999-12-31 23:00", "0001-01-01 00:00"])
async def test_times_at_the_ends_of_the_calendar_are_rejected_not_stumbled_over(
    desk: Desk, written: str
) -> None:
    file = desk.csv(line("1", opened=written, due=written))
    assert (await desk.run(file, desk.mapping(NEW_YORK))).exit_code == 4
    assert len(desk.rejections()) == 1
