"""How long things take: the usual minutes of each stage by urgency, and where the day begins."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from api.demo.dice import Dice
from api.demo.rosters import DAY, LOCAL
from core.tickets.kinds import Urgency

Minutes = Mapping[Urgency, tuple[float, float]]
"""Median and spread (of the logarithm)."""

CLASSIFYING: Minutes = {
    Urgency.ROUTINE: (8, 0.75),
    Urgency.URGENT: (5, 0.7),
    Urgency.EMERGENCY: (1.5, 0.4),
}
DISPATCHING: Minutes = {
    Urgency.ROUTINE: (14, 0.9),
    Urgency.URGENT: (6, 0.8),
    Urgency.EMERGENCY: (1.5, 0.4),
}
ACCEPTING: Minutes = {
    Urgency.ROUTINE: (24, 0.95),
    Urgency.URGENT: (12, 0.9),
    Urgency.EMERGENCY: (3, 0.6),
}
CONTACTING: Minutes = {
    Urgency.ROUTINE: (35, 0.9),
    Urgency.URGENT: (15, 0.8),
    Urgency.EMERGENCY: (3, 0.5),
}

FIRST_HOUR, LAST_HOUR = 8, 20
"""Customers are called and visited between these hours, emergencies apart."""


class Pace:
    """Time as it passes at one estate: `factor` multiplies every wait."""

    def __init__(self, factor: float, dice: Dice) -> None:
        self.factor = factor
        self.dice = dice

    def takes(self, minutes: float, spread: float = 0.6) -> timedelta:
        """A wait, shorter at a well-run estate."""
        return self.dice.minutes(minutes * self.factor, spread)

    def stage(self, stage: Minutes, urgency: Urgency) -> timedelta:
        """The wait of a stage."""
        return self.takes(*stage[urgency])

    def unlucky(self, chance: float) -> bool:
        """Whether something goes wrong that goes wrong so often, at this estate."""
        return self.dice.chance(chance * self.factor**2)

    def by_day(self, at: datetime) -> datetime:
        """The same instant, or the next morning for one in the night."""
        local = at.astimezone(LOCAL)
        if FIRST_HOUR <= local.hour < LAST_HOUR:
            return at
        day = local.date() if local.hour < FIRST_HOUR else local.date() + DAY
        opens = datetime.combine(day, time(FIRST_HOUR), LOCAL).astimezone(UTC)
        return opens + self.dice.minutes(35, 0.5)


__all__ = ["ACCEPTING", "CLASSIFYING", "CONTACTING", "DISPATCHING", "Minutes", "Pace"]
