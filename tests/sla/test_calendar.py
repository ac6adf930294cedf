"""Working time, as an estate's calendar has it (S-D8)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sla.calendar import Calendar, PublicDays, calendar, shifts_of
from tests.factories import SHIFTS

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = shifts_of(SHIFTS)
HOUR = timedelta(hours=1)


def office(overrides: Mapping[date, bool] | None = None) -> Calendar:
    """Eight hours a day, with a break at noon, by China's public calendar."""
    return Calendar(SHANGHAI, dict(OFFICE), PublicDays("CN"), overrides or {})


def nights(zone: str) -> Calendar:
    """Every night from ten to six."""
    return Calendar(ZoneInfo(zone), dict.fromkeys(range(1, 8), ((22 * 60, 6 * 60),)))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_the_break_at_noon_is_no_working_time() -> None:
    assert office().add_working_time(at("2025-03-12 11:00"), 2 * HOUR) == at("2025-03-12 14:30")


def test_what_is_left_on_friday_is_done_on_monday() -> None:
    assert office().add_working_time(at("2025-03-14 17:00"), 2 * HOUR) == at("2025-03-17 09:30")


def test_a_report_at_night_counts_from_the_morning() -> None:
    assert office().add_working_time(at("2025-03-12 23:00"), HOUR) == at("2025-03-13 09:30")


@pytest.mark.parametrize("day", ["2025-10-01", "2025-10-08", "2026-01-01", "2026-02-17"])
def test_public_holidays_are_not_worked(day: str) -> None:
    assert not office().works(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ],
)
def test_weekends_that_make_up_for_holidays_are_worked(day: str) -> None:
    made_up = date.fromisoformat(day)
    assert made_up.isoweekday() in (6, 7)
    assert office().works(made_up)


def test_a_made_up_sunday_is_worked_like_an_ordinary_day() -> None:
    sunday = at("2025-09-28 00:00")
    assert office().working_time_between(sunday, sunday + timedelta(days=1)) == 8 * HOUR


def test_the_national_holiday_week_is_jumped_over() -> None:
    assert office().add_working_time(at("2025-09-30 17:00"), 2 * HOUR) == at("2025-10-09 09:30")


def test_an_estate_may_differ_from_the_public_calendar() -> None:
    differing = office({date(2025, 3, 13): False, date(2025, 3, 15): True})
    assert differing.add_working_time(at("2025-03-12 17:00"), 2 * HOUR) == at("2025-03-14 09:30")
    assert differing.works(date(2025, 3, 15))
    assert differing.add_working_time(at("2025-03-14 17:00"), 2 * HOUR) == at("2025-03-15 09:30")


def test_an_estate_that_works_weekends_works_them_but_not_public_holidays() -> None:
    daily = Calendar(SHANGHAI, dict.fromkeys(range(1, 8), ((480, 1200),)), PublicDays("CN"))
    assert daily.works(date(2025, 3, 15))
    assert not daily.works(date(2025, 10, 2))


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    watch = Calendar(SHANGHAI, {5: ((22 * 60, 6 * 60),)})
    assert watch.working_time_between(at("2025-03-15 00:00"), at("2025-03-15 12:00")) == 6 * HOUR
    assert watch.add_working_time(at("2025-03-15 05:00"), 2 * HOUR) == at("2025-03-21 23:00")


def test_a_night_shift_is_an_hour_shorter_when_summer_time_begins() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring = nights("Europe/Berlin")
    assert (
        spring.working_time_between(at("2025-03-29 20:00", berlin), at("2025-03-30 12:00", berlin))
        == 7 * HOUR
    )
    assert (
        spring.working_time_between(at("2025-10-25 20:00", berlin), at("2025-10-26 12:00", berlin))
        == 9 * HOUR
    )
    assert spring.add_working_time(at("2025-03-29 22:00", berlin), 5 * HOUR) == at(
        "2025-03-30 04:00", berlin
    )


def test_shifts_that_overlap_are_counted_once() -> None:
    double = Calendar(SHANGHAI, {3: ((480, 720), (600, 840), (1320, 120)), 4: ((60, 180),)})
    whole = double.working_time_between(at("2025-03-12 00:00"), at("2025-03-13 12:00"))
    assert whole == 6 * HOUR + 5 * HOUR


def test_two_working_days_end_with_the_second_one() -> None:
    assert office().add_working_days(at("2025-03-14 15:00"), 2) == at("2025-03-18 18:00")
    assert office().add_working_days(at("2025-03-15 15:00"), 2) == at("2025-03-18 18:00")
    assert office().add_working_days(at("2025-09-29 15:00"), 2) == at("2025-10-09 18:00")


def test_without_shifts_an_estate_works_around_the_clock() -> None:
    always = Calendar(SHANGHAI, {})
    assert always.add_working_time(at("2025-03-15 23:00"), 30 * HOUR) == at("2025-03-17 05:00")


def test_a_day_may_be_worked_from_midnight_to_midnight() -> None:
    full = Calendar(SHANGHAI, dict(shifts_of({"3": [["00:00", "24:00"]]})))
    assert full.working_time_between(at("2025-03-12 00:00"), at("2025-03-14 00:00")) == 24 * HOUR


def test_a_calendar_that_never_works_is_refused_rather_than_searched_for_ever() -> None:
    closed = Calendar(SHANGHAI, {1: ((540, 600),)}, overrides=_Never())
    with pytest.raises(ValueError, match="no working time"):
        closed.add_working_time(at("2025-03-12 00:00"), HOUR)


class _Never(dict[date, bool]):
    def get(self, key: object, default: object = None) -> bool:
        return False


@pytest.mark.parametrize("declared", [{"8": []}, {"1": [["25:00", "26:00"]]}, {"1": [["a", "b"]]}])
def test_shifts_that_make_no_sense_are_refused(declared: dict[str, list[list[str]]]) -> None:
    with pytest.raises(ValueError, match=r"."):
        shifts_of(declared)


def test_the_same_facts_give_the_same_calendar_back() -> None:
    assert calendar("Asia/Shanghai", OFFICE, "CN", ()) is calendar(
        "Asia/Shanghai", OFFICE, "CN", ()
    )


CALENDARS = (
    office(),
    nights("Europe/Berlin"),
    nights("Asia/Shanghai"),
    Calendar(ZoneInfo("America/New_York"), {1: ((540, 720), (780, 1080)), 6: ((1380, 300),)}),
)
MOMENTS = st.integers(0, 700 * 86400).map(
    lambda second: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CALENDARS), MOMENTS, st.integers(1, 60 * 60))
def test_the_time_added_is_the_time_between(
    working: Calendar, start: datetime, minutes: int
) -> None:
    amount = timedelta(minutes=minutes)
    end = working.add_working_time(start, amount)
    assert working.working_time_between(start, end) == amount
    assert working.working_time_between(start, end - timedelta(seconds=1)) < amount


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CALENDARS[1:]), MOMENTS, st.integers(1, 4000))
def test_working_time_is_the_minutes_on_which_a_shift_is_on(
    working: Calendar, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    counted = sum(
        _on_shift(working, start + timedelta(minutes=passed)) for passed in range(minutes)
    )
    end = start + timedelta(minutes=minutes)
    assert working.working_time_between(start, end) == timedelta(minutes=counted)


def _on_shift(working: Calendar, moment: datetime) -> bool:
    """By the wall clock alone: today's shifts, and yesterday's that run past midnight."""
    local = moment.astimezone(working.zone)
    minute = local.hour * 60 + local.minute
    today = working.shifts.get(local.isoweekday(), ())
    yesterday = working.shifts.get((local - timedelta(days=1)).isoweekday(), ())
    return any(
        begin <= minute < end if end > begin else minute >= begin for begin, end in today
    ) or any(end <= begin and minute < end for begin, end in yesterday)
