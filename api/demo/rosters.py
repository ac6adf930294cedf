"""Who is on duty when: a few patterns that go on for ever, written out as duty rows (S-K2)."""

from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.blueprint import DAYS, DAYS_AHEAD, ZONE
from api.demo.dice import Dice
from api.demo.rows import Rows
from core.staff.models import Duty

LOCAL = ZoneInfo(ZONE)
DAY = timedelta(days=1)


class Pattern(Enum):
    """How a post's days follow each other."""

    OFFICE = "Monday to Friday, by day"
    DAYS = "six days a week, by day, days off by turns"
    ROUND = "early, late, night, off; everybody a day behind the one before"


Hours = tuple[time, time]

OFFICE_HOURS: Hours = (time(8, 30), time(18))
DAY_HOURS: Hours = (time(8), time(17, 30))
ROUND_HOURS: tuple[Hours | None, ...] = (
    (time(7), time(15)),
    (time(15), time(23)),
    (time(23), time(7)),
    None,
)

ABSENT = 0.02
"""How often somebody on the roster is ill or on leave."""


@lru_cache(maxsize=8_192)
def shift(pattern: Pattern, turn: int, day: date) -> tuple[datetime, datetime] | None:
    """The shift that starts on a local day, for the `turn`-th person of a post."""
    hours: Hours | None
    if pattern is Pattern.OFFICE:
        hours = OFFICE_HOURS if day.isoweekday() <= 5 else None
    elif pattern is Pattern.DAYS:
        hours = None if (day.toordinal() + 3 * turn) % 7 == 0 else DAY_HOURS
    else:
        hours = ROUND_HOURS[(day.toordinal() + turn) % len(ROUND_HOURS)]
    if hours is None:
        return None
    starts, ends = (datetime.combine(day, hour, LOCAL) for hour in hours)
    return starts, ends if starts < ends else ends + DAY


def on_duty(pattern: Pattern, turn: int, at: datetime) -> bool:
    """Whether a shift runs at an instant."""
    local = at.astimezone(LOCAL)
    for day in (local.date(), local.date() - DAY):
        hours = shift(pattern, turn, day)
        if hours is not None and hours[0] <= local < hours[1]:
            return True
    return False


def add_duties(
    rows: Rows, dice: Dice, staff_id: UUID, pattern: Pattern, turn: int, today: date
) -> None:
    """One person's duty, as far back and ahead as the demo goes."""
    for offset in range(-DAYS, DAYS_AHEAD + 1):
        hours = shift(pattern, turn, today + offset * DAY)
        if hours is not None and not dice.chance(ABSENT):
            rows.add(
                Duty,
                id=dice.id_at(hours[0]),
                staff_id=staff_id,
                starts_at=hours[0],
                ends_at=hours[1],
            )


__all__ = ["LOCAL", "Pattern", "add_duties", "on_duty", "shift"]
