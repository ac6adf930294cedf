"""When something is reported, and what: by season, weekday, hour and weather."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from api.demo.blueprint import DAYS, EstatePlan
from api.demo.dice import Dice, Lottery
from api.demo.houses import Home
from api.demo.repairs import REPAIRS
from api.demo.requests import REQUESTS
from api.demo.rosters import LOCAL
from api.demo.topics import Topic
from core.estates.models import PropertyType

TOPICS: Mapping[str, Topic] = {topic.category: topic for topic in (*REPAIRS, *REQUESTS)}

HOURS: Mapping[PropertyType, Sequence[float]] = {
    PropertyType.RESIDENTIAL: (
        .6, .4, .3, .3, .4, .8, 2, 4, 7, 8, 7, 6, 5, 4, 5, 5, 5, 6, 7, 8.5, 8, 5.5, 3, 1.5,
    ),
    PropertyType.COMMERCIAL: (
        .3, .2, .2, .2, .2, .3, .6, 2, 5, 9, 9, 8, 6, 5, 6, 6, 6, 7, 8, 8, 6, 4, 1.5, .6,
    ),
    PropertyType.OFFICE: (
        .2, .1, .1, .1, .1, .2, .8, 3, 10, 12, 10, 8, 4, 7, 10, 9, 7, 5, 3, 2, 1.2, .8, .5, .3,
    ),
}  # fmt: skip
"""Reports by local hour of day."""

WEEKDAYS: Mapping[PropertyType, Sequence[float]] = {
    PropertyType.RESIDENTIAL: (1.05, 0.92, 0.9, 0.92, 0.98, 1.25, 1.2),
    PropertyType.COMMERCIAL: (0.9, 0.85, 0.85, 0.9, 1.1, 1.3, 1.25),
    PropertyType.OFFICE: (1.4, 1.2, 1.15, 1.15, 1.1, 0.25, 0.15),
}
"""Reports by weekday, Monday first."""

RAINY = {"east": 0.3, "south": 0.34, "southwest": 0.26}
"""How many days begin a spell of rain, by region; each next day it goes on half of the time."""

RAIN_BRINGS = 1.2
INCIDENTS = ("repair.water.supply", "repair.power.outage", "repair.lift.fault")
INCIDENT = (6, 14)
"""Reports that one fault of a whole building brings, within the hour (S-A7)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something comes to be reported. `home` is set where only that house can have it."""

    at: datetime
    topic: Topic
    home: Home | None = None


def rainy_days(seed: int, region: str, today: date) -> frozenset[date]:
    """The days on which it rains in a region."""
    dice, raining = Dice(seed, "rain", region), False
    found = set()
    for offset in range(DAYS, -1, -1):
        raining = dice.chance(0.5 if raining else RAINY[region])
        if raining:
            found.add(today - timedelta(days=offset))
    return frozenset(found)


def arrivals(
    plan: EstatePlan, homes: Sequence[Home], count: int, seed: int, now: datetime
) -> list[Arrival]:
    """`count` arrivals at an estate in the days before now, in order."""
    dice = Dice(seed, "arrivals", plan.code)
    today = now.astimezone(LOCAL).date()
    rain = rainy_days(seed, plan.region, today)
    days = [today - timedelta(days=offset) for offset in range(DAYS + 1)]
    weekdays = WEEKDAYS[plan.property_type]
    calm = Lottery(
        {
            day: weekdays[day.weekday()]
            * (RAIN_BRINGS if day in rain else 1)
            * dice.around(1, 0.15)
            for day in days
        }
    )
    hours = Lottery(dict(enumerate(HOURS[plan.property_type])))
    by_weather = {
        raining: Lottery({t: t.weight(plan.property_type, raining) for t in TOPICS.values()})
        for raining in (False, True)
    }
    earliest = now - timedelta(days=DAYS)
    found = _incidents(plan, homes, dice, now)
    while len(found) < count:
        day = calm.draw(dice)
        at = _moment(day, hours.draw(dice), dice)
        if earliest <= at < now:
            found.append(Arrival(at, by_weather[day in rain].draw(dice)))
    return sorted(found[:count], key=lambda arrival: arrival.at)


def _moment(day: date, hour: int, dice: Dice) -> datetime:
    local = datetime.combine(day, time(hour), LOCAL)
    return (local + timedelta(seconds=dice.whole(0, 3_599))).astimezone(UTC)


def _incidents(plan: EstatePlan, homes: Sequence[Home], dice: Dice, now: datetime) -> list[Arrival]:
    found = []
    for category in INCIDENTS:
        began = now - timedelta(days=dice.whole(3, DAYS - 2), hours=dice.whole(0, 12))
        struck = dice.pick(homes).block
        neighbours = [home for home in homes if home.block == struck]
        for _ in range(min(dice.whole(*INCIDENT), len(neighbours))):
            at = began + dice.minutes(20, 0.8)
            if at < now:
                found.append(Arrival(at, TOPICS[category], dice.pick(neighbours)))
    return found


__all__ = ["TOPICS", "Arrival", "arrivals", "rainy_days"]
