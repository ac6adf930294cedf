"""When an estate works, and arithmetic in its working time. Pure: no database, no present moment.

Instants are aware datetimes and come back in UTC; lengths of working time are `timedelta`s of time
that really passes, so that a night shift over a change to summer time is an hour shorter.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)
HORIZON = 3 * 366
"""Days without any working time after which a calendar is taken to have none."""

AROUND_THE_CLOCK = ((0, 1440),)


@dataclass(frozen=True, slots=True)
class PublicDays:
    """A country's public holidays, and the weekend days worked to make up for them (调休)."""

    country: str

    def holiday(self, day: date) -> bool:
        """Whether the country does not work on this day, ordinary weekends apart."""
        return day in _country(self.country)

    def name(self, day: date) -> str | None:
        """What the country calls a holiday."""
        found: str | None = _country(self.country).get(day)
        return found

    def made_up(self, day: date) -> bool:
        """Whether this is a weekend day on which the country works."""
        found = _country(self.country)
        # A year's days are known once one of them has been asked for.
        return day not in found and day in found.weekend_workdays


@lru_cache(maxsize=64)
def _country(code: str) -> holidays.HolidayBase:
    return holidays.country_holidays(code)


class WorkingTime(ABC):
    """Arithmetic in working time, over stretches that somebody else knows."""

    @property
    @abstractmethod
    def local(self) -> ZoneInfo:
        """The zone whose clocks people read."""

    @abstractmethod
    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Worked stretches from `start` on, in order, not overlapping."""

    @abstractmethod
    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end of the last shift of the `days`-th working day after the local day of `start`."""

    @abstractmethod
    def at(self, instant: datetime) -> "Calendar":
        """The calendar in force at an instant."""

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of working time has passed since `start`.

        Nothing to add gives `start` itself, worked or not.
        """
        if amount <= timedelta(0):
            return start.astimezone(UTC)
        left = amount
        for begin, end in self.stretches(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        raise ValueError("the calendar has no working time to add")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; nothing where `end` is not later."""
        passed = timedelta(0)
        if end <= start:
            return passed
        for begin, stop in self.stretches(start):
            if begin >= end:
                break
            passed += min(stop, end) - begin
        return passed


@dataclass(frozen=True, slots=True)
class Calendar(WorkingTime):
    """The working hours of one estate.

    `shifts` gives, by ISO weekday, stretches in minutes from midnight, local time; one that ends
    at or before its start runs into the next day and belongs to the day on which it starts. An
    estate without any shifts works around the clock. `overrides` are days on which the estate
    differs from its country. A made-up or extra working day without shifts of its own is worked
    like the first weekday that has some.
    """

    zone: ZoneInfo
    shifts: Mapping[int, tuple[tuple[int, int], ...]]
    public: PublicDays | None = None
    overrides: Mapping[date, bool] = field(default_factory=dict)
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def local(self) -> ZoneInfo:
        """The zone whose clocks people read."""
        return self.zone

    def at(self, instant: datetime) -> "Calendar":
        """This one, always."""
        return self

    def works(self, day: date) -> bool:
        """Whether any shift starts on this local day."""
        override = self.overrides.get(day)
        if override is not None:
            return override
        if self.public is not None:
            if self.public.holiday(day):
                return False
            if self.public.made_up(day):
                return True
        return not self.shifts or bool(self.shifts.get(day.isoweekday()))

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end of the last shift of the `days`-th working day after the local day of `start`."""
        day, left = start.astimezone(self.zone).date(), days
        for _ in range(HORIZON):
            day += DAY
            if self.works(day):
                left -= 1
                if left <= 0:
                    return self.end_of(day)
        raise ValueError("the calendar has no working days to add")

    def shifts_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The shifts that start on a local day, in order."""
        return self._day(day)

    def end_of(self, day: date) -> datetime:
        """The end of the last shift that starts on a local day that is worked."""
        return max(end for _, end in self._day(day))

    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Worked stretches from `start` on, in order, not overlapping."""
        cursor = start.astimezone(UTC)
        day = start.astimezone(self.zone).date() - DAY
        idle = 0
        while idle < HORIZON:
            idle += 1
            for begin, end in self._day(day):
                if end > cursor:
                    idle = 0
                    yield max(begin, cursor), end
                    cursor = end
            day += DAY

    def _day(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        found = self._days.get(day)
        if found is None:
            worked = self._shifts_on(day) if self.works(day) else ()
            found = tuple(sorted(self._instants(day, *shift) for shift in worked))
            self._days[day] = found
        return found

    def _shifts_on(self, day: date) -> tuple[tuple[int, int], ...]:
        if not self.shifts:
            return AROUND_THE_CLOCK
        own = self.shifts.get(day.isoweekday())
        return own or next(self.shifts[key] for key in sorted(self.shifts) if self.shifts[key])

    def _instants(self, day: date, begin: int, end: int) -> tuple[datetime, datetime]:
        if end <= begin:
            end += 1440
        return self._instant(day, begin), self._instant(day, end)

    def _instant(self, day: date, minute: int) -> datetime:
        days, minute = divmod(minute, 1440)
        local = datetime.combine(day + days * DAY, time(minute // 60, minute % 60), self.zone)
        return local.astimezone(UTC)


@lru_cache(maxsize=4096)
def calendar(
    zone: str,
    shifts: tuple[tuple[int, tuple[tuple[int, int], ...]], ...],
    country: str,
    overrides: tuple[tuple[date, bool], ...],
) -> Calendar:
    """The calendar made of these facts; the same facts give the same object back."""
    return Calendar(
        ZoneInfo(zone),
        {weekday: spans for weekday, spans in shifts if spans},
        PublicDays(country) if country else None,
        dict(overrides),
    )


def shifts_of(
    declared: Mapping[str, list[list[str]]],
) -> tuple[tuple[int, tuple[tuple[int, int], ...]], ...]:
    """An estate's `shifts` column (`{"1": [["08:30", "12:00"]]}`) as minutes.

    Raises ValueError for a weekday that is not 1 to 7 or a time that is not `HH:MM` up to 24:00.
    """
    found = []
    for weekday, spans in sorted(declared.items()):
        if not 1 <= int(weekday) <= 7:
            raise ValueError(f"{weekday} is no ISO weekday")
        found.append((int(weekday), tuple((_minute(a), _minute(b)) for a, b in spans)))
    return tuple(found)


def _minute(written: str) -> int:
    hour, minute = map(int, written.split(":"))
    if not (0 <= hour <= 24 and 0 <= minute < 60 and hour * 60 + minute <= 1440):
        raise ValueError(f"{written} is no time of day")
    return hour * 60 + minute


__all__ = ["HORIZON", "Calendar", "PublicDays", "WorkingTime", "calendar", "shifts_of"]
