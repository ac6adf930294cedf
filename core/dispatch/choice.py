"""What is kept of a choice: who was picked, and where the ranking had them (S-C2, S-N3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.dispatch.ranking import Ranked
from core.dispatch.rules import AS_GOOD


@dataclass(frozen=True, slots=True)
class Choice:
    """A person picked out of a ranking. `chosen` is None where the ranking has them not."""

    chosen: Ranked | None
    best: Ranked | None
    automatic: bool = False

    @classmethod
    def of(cls, ranked: Sequence[Ranked], staff_id: UUID, *, automatic: bool = False) -> "Choice":
        """The choice of this person."""
        chosen = next((each for each in ranked if each.staff_id == staff_id), None)
        return cls(chosen, ranked[0] if ranked else None, automatic)

    @property
    def overrides(self) -> bool:
        """Whether somebody clearly better was passed over: that wants a reason."""
        if self.best is None or not self.best.suitable:
            return False
        if self.chosen is None or not self.chosen.suitable:
            return True
        return self.best.score - self.chosen.score > AS_GOOD

    def data(self) -> Mapping[str, Any]:
        """What the history entry keeps of it."""
        told: dict[str, Any] = {
            "automatic": self.automatic,
            "overrides": self.overrides,
            "best": None if self.best is None else str(self.best.staff_id),
            "bestScore": None if self.best is None else self.best.score,
        }
        if self.chosen is None:
            return told | {"rank": None, "score": None}
        return told | {
            "rank": self.chosen.rank,
            "of": self.chosen.candidates,
            "score": self.chosen.score,
            "suitable": self.chosen.suitable,
            "parts": [
                {"part": each.part.value, "points": each.points, "ground": each.ground.value}
                for each in self.chosen.scores
            ],
        }


__all__ = ["Choice"]
