"""Calendars that follow one another: what an estate's working time was until each change, and is.

A change of shifts, days or zone holds from the moment it is made. Time before it was worked as it
was worked then; so no promise is broken, mended or moved back by it, and a history evaluated anew
gives what was found when it was lived.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.sla.calendar import DAY, HORIZON, Calendar, WorkingTime


@dataclass(frozen=True, slots=True)
class Succession(WorkingTime):
    """`earlier` are calendars in order, each with the instant at which it ended; `last` goes on."""

    earlier: tuple[tuple[datetime, Calendar], ...]
    last: Calendar

    @property
    def local(self) -> ZoneInfo:
        """The zone of the calendar that goes on."""
        return self.last.zone

    def at(self, instant: datetime) -> Calendar:
        """The calendar in force at an instant."""
        return next((each for until, each in self.earlier if instant < until), self.last)

    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Worked stretches from `start` on, each by the calendar in force then."""
        since = start
        for until, each in self.earlier:
            if until <= since:
                continue
            for begin, end in each.stretches(since):
                if begin >= until:
                    break
                yield begin, min(end, until)
            since = until
        yield from self.last.stretches(since)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end of the last shift of the `days`-th working day after the local day of `start`.

        A day belongs to the calendar in force at its end. One that was being worked at a change,
        and by the new shifts is over already, ends with the change.
        """
        day, left = start.astimezone(self.at(start).zone).date(), days
        for _ in range(HORIZON):
            day += DAY
            end = self._end_of(day)
            if end is not None:
                left -= 1
                if left <= 0:
                    return end
        raise ValueError("the calendar has no working days to add")

    def _end_of(self, day: date) -> datetime | None:
        since, begun = None, False
        for until, each in self.earlier:
            begun = each.works(day)
            if begun and each.end_of(day) <= until:
                return each.end_of(day)
            if not begun and until.astimezone(each.zone).date() > day:
                return None
            since = until
        if not self.last.works(day):
            return None
        end = self.last.end_of(day)
        if since is None or end > since:
            return end
        return since if begun else None


__all__ = ["Succession"]
