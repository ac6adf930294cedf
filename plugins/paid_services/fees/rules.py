"""Periods of a fee rule, and what a rule may be."""

from dataclasses import dataclass
from datetime import date, timedelta

from plugins.paid_services.fees.kinds import FeePeriod

MONTHS = {FeePeriod.MONTH: 1, FeePeriod.QUARTER: 3, FeePeriod.YEAR: 12}
"""How many months a period has."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a rule; both days are in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def period_of(kind: FeePeriod, day: date) -> Period:
    """The period that a day is in: a month, a quarter or a year of the calendar."""
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    month = first.month + months
    after = date(first.year + (month > 12), month - 12 if month > 12 else month, 1)
    return Period(first, after - timedelta(days=1))


def begun(kind: FeePeriod, day: date, most: int) -> list[Period]:
    """The last `most` periods that have begun by a day, oldest first."""
    found = [period_of(kind, day)]
    while len(found) < most:
        found.append(period_of(kind, found[-1].first - timedelta(days=1)))
    return found[::-1]


__all__ = ["MONTHS", "Period", "begun", "period_of"]
