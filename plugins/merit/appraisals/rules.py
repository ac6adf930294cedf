"""How a month is scored: pure functions from what was measured to a score (S-K4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.merit.appraisals.kinds import MeritMeasure

FULL = 10_000
"""A score of 100, in hundredths."""

POINT = 100
"""A merit point in hundredths of the total."""

ALL = 10_000
"""A whole share, in ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measure with its weight; it scores 0 at `zero_at` and 100 at `full_at`."""

    code: str
    title: str
    measure: MeritMeasure
    weight: int
    zero_at: int
    full_at: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in somebody's month; `satisfaction` is the mean score in hundredths."""

    kept: int = 0
    broken: int = 0
    done: int = 0
    sent_back: int = 0
    thanks: int = 0
    satisfaction: int | None = None

    def measured(self) -> Mapping[MeritMeasure, int]:
        """Each measure of which there are facts; the others say nothing, good or bad."""
        promises = self.kept + self.broken
        found = {
            MeritMeasure.PROMISES_KEPT: self.kept * ALL // promises if promises else None,
            MeritMeasure.SATISFACTION: self.satisfaction,
            MeritMeasure.FIRST_TIME_RIGHT: (
                max(self.done - self.sent_back, 0) * ALL // self.done if self.done else None
            ),
            MeritMeasure.THANKS: self.thanks or None,
            MeritMeasure.WORK_DONE: self.done or None,
        }
        return {measure: value for measure, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator, what was measured, and its score in hundredths."""

    indicator: Indicator
    measured: int
    score: int


def scored(indicators: Sequence[Indicator], figures: Figures) -> tuple[Line, ...]:
    """The lines of a card: of the indicators that there are facts for."""
    measured = figures.measured()
    return tuple(
        Line(each, measured[each.measure], score_of(each, measured[each.measure]))
        for each in indicators
        if each.measure in measured
    )


def score_of(indicator: Indicator, measured: int) -> int:
    """0 to 100, in hundredths, along the indicator's run."""
    run = indicator.full_at - indicator.zero_at
    share = FULL * (measured - indicator.zero_at) // run
    return min(max(share, 0), FULL)


def mean(scores: Sequence[tuple[int, int]]) -> int | None:
    """The weighted mean of (weight, score), rounded half up; None of none."""
    weights = sum(weight for weight, _ in scores)
    if not weights:
        return None
    return (2 * sum(weight * score for weight, score in scores) + weights) // (2 * weights)


def total(score: int | None, points: int) -> int:
    """The score and the merit points together, in hundredths."""
    return (score or 0) + points * POINT


__all__ = ["FULL", "Figures", "Indicator", "Line", "mean", "score_of", "scored", "total"]
