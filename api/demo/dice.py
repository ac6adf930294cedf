"""Chance that repeats itself: everything drawn from one seed comes out the same again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from math import log
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Dice:
    """One stream of chance. Streams of different names do not disturb each other."""

    def __init__(self, seed: int, *name: str) -> None:
        self.random = Random("/".join((str(seed), *name)))

    def chance(self, probability: float) -> bool:
        """True as often as `probability` (0 to 1) says."""
        return self.random.random() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """One of them, all equally likely."""
        return choices[int(self.random.random() * len(choices))]

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self.random.random() * (most - least + 1))

    def around(self, median: float, spread: float = 0.6) -> float:
        """A positive number, half of the time below `median`, with a long tail above it."""
        return self.random.lognormvariate(log(median), spread)

    def minutes(self, median: float, spread: float = 0.6) -> timedelta:
        """A stretch of time `around` so many minutes, in whole seconds."""
        return timedelta(seconds=round(self.around(median, spread) * 60))

    def within(self, least: timedelta, most: timedelta) -> timedelta:
        """A stretch of time between two, in whole seconds."""
        seconds = least.total_seconds()
        return timedelta(
            seconds=round(seconds + self.random.random() * (most.total_seconds() - seconds))
        )

    def id_at(self, moment: datetime) -> UUID:
        """A UUIDv7 of this moment whose random bits come from this stream."""
        bits = self.random.getrandbits(74)
        value = int(moment.timestamp() * 1000) << 80
        value |= 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & 0x3FFF_FFFF_FFFF_FFFF
        return UUID(int=value)


class Lottery(Generic[T]):
    """Things drawn with unequal chances."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.choices = tuple(weights)
        self._sums = list(accumulate(weights.values()))

    def draw(self, dice: Dice) -> T:
        """One of them."""
        return dice.random.choices(self.choices, cum_weights=self._sums)[0]


__all__ = ["Dice", "Lottery"]
