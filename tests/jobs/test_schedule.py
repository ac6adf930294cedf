"""Schedules: local times as instants, through the changes of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs.schedule import LAST, Schedule, daily, every, monthly

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
WEEKDAYS = frozenset({1, 2, 3, 4, 5})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "zone", "now", "slot"),
    [
        (daily("08:00"), SHANGHAI, "2025-03-12 00:00", "2025-03-12 00:00"),
        (daily("08:00"), SHANGHAI, "2025-03-11 23:59", "2025-03-11 00:00"),
        (daily("08:00", "20:00"), SHANGHAI, "2025-03-12 13:00", "2025-03-12 12:00"),
        (daily("09:00", weekdays=WEEKDAYS), SHANGHAI, "2025-03-16 05:00", "2025-03-14 01:00"),
        (monthly(1, at="00:30"), SHANGHAI, "2025-03-12 00:00", "2025-02-28 16:30"),
        (monthly(LAST, at="18:00"), SHANGHAI, "2025-03-12 00:00", "2025-02-28 10:00"),
        (monthly(31, at="18:00"), SHANGHAI, "2025-03-12 00:00", "2025-01-31 10:00"),
        (every(minutes=15), SHANGHAI, "2025-03-12 00:44", "2025-03-12 00:30"),
        (every(hours=6), BERLIN, "2025-03-12 17:59", "2025-03-12 12:00"),
    ],
)
def test_the_latest_slot_is_the_last_that_is_not_after_now(
    schedule: Schedule, zone: ZoneInfo, now: str, slot: str
) -> None:
    assert schedule.latest(utc(now), zone) == (utc(slot),)


def test_a_local_time_that_a_clock_change_skips_is_run_at_the_end_of_the_gap() -> None:
    # 2025-03-30 in Berlin: 02:00 becomes 03:00 at 01:00 UTC
    slots = daily("02:30").latest(utc("2025-03-31 12:00"), BERLIN, 3)
    assert slots == (utc("2025-03-29 01:30"), utc("2025-03-30 01:00"), utc("2025-03-31 00:30"))


def test_a_local_time_that_occurs_twice_is_run_the_first_time_only() -> None:
    # 2025-10-26 in Berlin: 03:00 becomes 02:00 at 01:00 UTC
    slots = daily("02:30").latest(utc("2025-10-27 12:00"), BERLIN, 3)
    assert slots == (utc("2025-10-25 00:30"), utc("2025-10-26 00:30"), utc("2025-10-27 01:30"))


def test_a_day_that_a_zone_leaves_out_still_has_its_slot() -> None:
    # Apia crossed the date line: no 30 December 2011
    slots = daily("09:00").latest(utc("2011-12-31 00:00"), APIA, 3)
    assert slots == (utc("2011-12-29 19:00"), utc("2011-12-30 10:00"), utc("2011-12-30 19:00"))


@given(
    now=st.integers(946_684_800, 2_051_222_400),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
)
def test_a_daily_job_has_one_slot_on_every_local_day(
    now: int, zone: str, hour: int, minute: int
) -> None:
    place = ZoneInfo(zone)
    slots = daily(f"{hour:02}:{minute:02}").latest(datetime.fromtimestamp(now, UTC), place, 10)
    days = [slot.astimezone(place).date() for slot in slots]
    assert days == [days[0] + timedelta(days=n) for n in range(10)]
    assert list(slots) == sorted(set(slots))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"times": (), "every": timedelta(minutes=7)},
        {"every": timedelta()},
        {"times": daily("08:00").times, "weekdays": frozenset({0})},
        {"times": daily("08:00").times, "weekdays": frozenset()},
        {"times": daily("08:00").times, "days": frozenset({32})},
        {"times": daily("08:00").times, "every": timedelta(hours=1)},
    ],
)
def test_a_schedule_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"schedule|interval|weekdays|days"):
        Schedule(**wrong)  # type: ignore[arg-type]
