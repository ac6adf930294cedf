"""The roster as it is planned: weeks of shifts become stretches of time. Pure.

Times are local to the estate, so that a shift begins at eight o'clock on both sides of a change to
summer time. Hours that end at or before their begin run into the next day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """From a local time to another, on the next day where it is not later: a night shift."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Shift:
    """Who works which hours on which ISO weekdays; several hours a day are a split shift."""

    staff_ids: tuple[UUID, ...]
    weekdays: frozenset[int]
    hours: tuple[Hours, ...]
    post: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A person's time on duty."""

    staff_id: UUID
    starts_at: datetime
    ends_at: datetime
    post: str | None = None


def expanded(
    shifts: Iterable[Shift], since: date, weeks: int, zone: ZoneInfo, off: frozenset[date]
) -> list[Stretch]:
    """All stretches of so many weeks from a day on, but on the days `off`; by person and time."""
    days = [since + timedelta(days=number) for number in range(7 * weeks)]
    return sorted(
        (
            Stretch(staff_id, *_instants(day, hours, zone), shift.post)
            for shift in shifts
            for day in days
            if day.isoweekday() in shift.weekdays and day not in off
            for hours in shift.hours
            for staff_id in shift.staff_ids
        ),
        key=lambda each: (each.staff_id, each.starts_at),
    )


def _instants(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    until = day + timedelta(days=1) if hours.ends <= hours.begins else day
    return (
        datetime.combine(day, hours.begins, zone).astimezone(UTC),
        datetime.combine(until, hours.ends, zone).astimezone(UTC),
    )


def overlaps(planned: Sequence[Stretch]) -> Iterator[Stretch]:
    """Those of a sorted plan that begin before the same person's last one ends."""
    for first, second in pairwise(planned):
        if first.staff_id == second.staff_id and second.starts_at < first.ends_at:
            yield second


__all__ = ["Hours", "Shift", "Stretch", "expanded", "overlaps"]
