"""When a customer is satisfied (S-F2, S-F3), as data."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.surveys.kinds import Verdict
from core.tickets.kinds import Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """The four scores of S-F2, from 1 (bad) to 5 (good), and whether the problem is solved."""

    attitude: int
    speed: int
    result: int
    professionalism: int
    outcome: Outcome

    @property
    def scores(self) -> tuple[int, int, int, int]:
        """All four."""
        return self.attitude, self.speed, self.result, self.professionalism


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Satisfied: a mean of at least `least_mean`, no score below `least_score`, such an outcome."""

    least_mean: float
    least_score: int
    outcomes: frozenset[Outcome]

    def holds(self, answer: Answer) -> bool:
        """Whether this answer is a satisfied one."""
        return (
            sum(answer.scores) >= self.least_mean * len(answer.scores)
            and min(answer.scores) >= self.least_score
            and answer.outcome in self.outcomes
        )

    def verdict(self, answer: Answer) -> Verdict:
        """What an answer comes to; partly solved is an answer of its own (S-E2)."""
        if self.holds(answer):
            return Verdict.SATISFIED
        return Verdict.PARTLY if answer.outcome is Outcome.PARTLY else Verdict.DISSATISFIED


SHIPPED = Satisfaction(least_mean=3, least_score=3, outcomes=frozenset({Outcome.SOLVED}))
"""The shipped rule."""

SAYS: Mapping[Verdict, Outcome | None] = {
    Verdict.SATISFIED: Outcome.SOLVED,
    Verdict.PARTLY: Outcome.PARTLY,
    Verdict.DISSATISFIED: None,
}
"""What one tap says of the result: who is dissatisfied has not said with what."""

TARGET = 0.9
"""Of the answers, so many are to be satisfied (S-F4)."""

LEAST_SCORE, MOST_SCORE = 1, 5
COMMENT_MOST = 2000
WORDS_MOST = 2000

__all__ = [
    "COMMENT_MOST",
    "LEAST_SCORE",
    "MOST_SCORE",
    "SAYS",
    "SHIPPED",
    "TARGET",
    "WORDS_MOST",
    "Answer",
    "Satisfaction",
]
