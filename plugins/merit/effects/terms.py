"""What follows from a grade, as a group may set it."""

from typing import Self

from pydantic import Field, model_validator

from core.plugin.manifest import Configuration
from plugins.merit.effects.kinds import LASTING, MeritDoer, MeritEffectKind

K, D = MeritEffectKind, MeritDoer


class Effect(Configuration):
    """One thing that follows: who is to do it, within how many days, and what it needs to know."""

    kind: MeritEffectKind
    doer: MeritDoer = MeritDoer.ESTATE
    within_days: int = Field(default=7, ge=1, le=120, description="until it is to be carried out")
    days: int | None = Field(default=None, ge=1, le=3660, description="how long it lasts")
    amount: int | None = Field(default=None, gt=0, le=100_000_000, description="deducted, in fen")
    course: str | None = Field(default=None, max_length=40, description="a training course's code")

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        needs = {
            "days": self.kind in LASTING,
            "amount": self.kind is K.DEDUCTION,
            "course": self.kind is K.TRAINING,
        }
        for name, needed in needs.items():
            if (getattr(self, name) is not None) is not needed:
                raise ValueError(f"{self.kind.value}: {name} is {'missing' if needed else 'extra'}")
        return self


QUARTER, YEAR = 90, 365

TALK = Effect(kind=K.TALK, doer=D.DEPARTMENT)
PRAISE = Effect(kind=K.PRAISE, doer=D.DEPARTMENT)
PAYMENT = Effect(kind=K.PAYMENT, within_days=31)
DEMOTION = Effect(kind=K.DEMOTION, within_days=14)
DISMISSAL = Effect(kind=K.DISMISSAL, within_days=30)


def no_distinction(days: int) -> Effect:
    """For so long the person is not among those who are honoured."""
    return Effect(kind=K.NO_DISTINCTION, days=days)


def no_promotion(days: int) -> Effect:
    """For so long the person does not rise."""
    return Effect(kind=K.NO_PROMOTION, days=days)


__all__ = [
    "DEMOTION",
    "DISMISSAL",
    "PAYMENT",
    "PRAISE",
    "QUARTER",
    "TALK",
    "YEAR",
    "Effect",
    "no_distinction",
    "no_promotion",
]
