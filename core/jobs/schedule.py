"""When a scheduled job runs: local times of the estate's zone, as instants.

A local time that a clock change skips is run at the first instant after the gap; one that occurs
twice is run the first time only. So a daily job has one slot on every day of every zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

LAST = -1
"""As a day of the month: the last one."""

EVERY_WEEKDAY = frozenset(range(1, 8))
_DAY = timedelta(days=1)
_FARTHEST = 366 * 5


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local `times` on the days that match `weekdays` (ISO, Monday is 1) and `days` of the month.

    With `every` instead, instants that many apart, counted from midnight UTC: it must divide a day.
    """

    times: tuple[time, ...] = ()
    weekdays: frozenset[int] = EVERY_WEEKDAY
    days: frozenset[int] | None = None
    every: timedelta | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (not self.times):
            raise ValueError("a schedule has either local times or an interval")
        if self.every is not None and (self.every <= timedelta() or _DAY % self.every):
            raise ValueError("an interval must divide a day")
        if not self.weekdays or not self.weekdays <= EVERY_WEEKDAY:
            raise ValueError("weekdays are 1 (Monday) to 7")
        if self.days is not None and not (self.days and self.days <= {LAST, *range(1, 32)}):
            raise ValueError("days are 1 to 31, or LAST")

    def latest(self, now: datetime, zone: ZoneInfo, count: int = 1) -> tuple[datetime, ...]:
        """The last `count` slots that are not after `now`, oldest first, in UTC."""
        return tuple(reversed(tuple(islice(self._backwards(now, zone), count))))

    def _backwards(self, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        if self.every is not None:
            midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            slot = midnight + (now - midnight) // self.every * self.every
            while True:
                yield slot
                slot -= self.every
        today = now.astimezone(zone).date()
        for back in range(-1, _FARTHEST):  # a slot moved out of a gap may fall on the next day
            day = today - timedelta(days=back)
            if self._matches(day):
                slots = {_instant(day, at, zone) for at in self.times}
                yield from (slot for slot in sorted(slots, reverse=True) if slot <= now)

    def _matches(self, day: date) -> bool:
        if day.isoweekday() not in self.weekdays:
            return False
        if self.days is None:
            return True
        last = (day + _DAY).day == 1
        return day.day in self.days or (last and LAST in self.days)


def daily(*times: str, weekdays: frozenset[int] = EVERY_WEEKDAY) -> Schedule:
    """Every day, or on some weekdays, at local `times` ("08:00")."""
    return Schedule(times=_times(times), weekdays=weekdays)


def monthly(*days: int, at: str) -> Schedule:
    """On `days` of the month (`LAST` for the last) at the local time `at`."""
    return Schedule(times=_times((at,)), days=frozenset(days))


def every(**units: float) -> Schedule:
    """Instants `timedelta(**units)` apart, the same for all zones."""
    return Schedule(every=timedelta(**units))


def _times(written: tuple[str, ...]) -> tuple[time, ...]:
    return tuple(sorted(time.fromisoformat(at) for at in written))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a local time, its first where there are two, the gap's end where none."""
    local = datetime.combine(day, at, tzinfo=zone)  # fold=0: the first of two
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    # In a gap: fold=0 reads it by the offset before the change, so the instant lies after it, by
    # less than the gap is long.
    gap = instant.astimezone(zone).replace(tzinfo=None) - local.replace(tzinfo=None)
    return _change(instant - gap, instant, zone)


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant in (low, high] with the offset of `high`, to the second."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


__all__ = ["EVERY_WEEKDAY", "LAST", "Schedule", "daily", "every", "monthly"]
