"""An estate's days one by one: which are worked, why not, and in which shifts (S-D8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from core.sla.calendar import DAY, Calendar, WorkingTime


class DayKind(StrEnum):
    """Why a day is worked, or not."""

    WORKDAY = "WORKDAY"  # 工作日
    REST_DAY = "REST_DAY"  # 休息日
    HOLIDAY = "HOLIDAY"  # 公共假日
    MADE_UP = "MADE_UP"  # 调休上班
    SET_WORKED = "SET_WORKED"  # 本项目另定上班
    SET_OFF = "SET_OFF"  # 本项目另定休息


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. `name` is the holiday's; shifts that run into the next day belong here."""

    day: date
    kind: DayKind
    name: str | None
    shifts: tuple[tuple[datetime, datetime], ...]

    @property
    def worked(self) -> bool:
        """Whether any shift starts on it."""
        return bool(self.shifts)


def days(working: WorkingTime, since: date, until: date) -> Iterator[Day]:
    """Each day from `since` to `until`, both included, by the calendar in force at its end."""
    day = since
    while day <= until:
        ends = datetime.combine(day + DAY, time(), working.local)
        in_force = working.at(ends)
        public = in_force.public
        name = None if public is None else public.name(day)
        yield Day(day, _kind(in_force, day), name, in_force.shifts_on(day))
        day += DAY


def _kind(calendar: Calendar, day: date) -> DayKind:
    own = calendar.overrides.get(day)
    if own is not None:
        return DayKind.SET_WORKED if own else DayKind.SET_OFF
    if calendar.public is not None and calendar.public.holiday(day):
        return DayKind.HOLIDAY
    if calendar.public is not None and calendar.public.made_up(day):
        return DayKind.MADE_UP
    return DayKind.WORKDAY if calendar.works(day) else DayKind.REST_DAY


__all__ = ["Day", "DayKind", "days"]
