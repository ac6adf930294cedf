"""The two ladders as they are shipped, and what a group may change of them (S-J1, S-J2, S-J3)."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.plugin.manifest import Configuration
from core.tickets.kinds import HoldReason
from plugins.merit.effects.kinds import MeritEffectKind
from plugins.merit.effects.terms import (
    DEMOTION,
    DISMISSAL,
    PAYMENT,
    PRAISE,
    QUARTER,
    TALK,
    YEAR,
    Effect,
    no_distinction,
    no_promotion,
)
from plugins.merit.kinds import MeritGrade, MeritKind, MeritLevel

COMPANY = (MeritLevel.COMPANY,)
COMPANY_AND_BOARD = (MeritLevel.COMPANY, MeritLevel.BOARD)
MOST_FEN = 100_000_000
"""No bonus is larger: a million yuan."""


Weight = Annotated[int, Field(ge=1, le=100)]


class Rung(Configuration):
    """What a grade means."""

    points: int = Field(ge=-1000, le=1000, description="added to the person's appraisal")
    months: int = Field(ge=0, le=120, description="for how long it counts; 0: for good")
    approvals: tuple[MeritLevel, ...] = Field(
        min_length=1, max_length=3, description="who approves it, one after the other"
    )
    effect: str = Field(max_length=200, description="what follows from it, in words")
    effect_en: str = Field(max_length=400)
    effects: tuple[Effect, ...] = Field(
        default=(), max_length=10, description="what follows from it, to be carried out or to hold"
    )


class BonusLimit(Configuration):
    """Who approves a bonus of at most so much."""

    up_to: int = Field(gt=0, le=MOST_FEN, description="fen")
    approvals: tuple[MeritLevel, ...] = Field(min_length=1, max_length=3)


SHIPPED: Mapping[MeritGrade, Rung] = {
    MeritGrade.WRITTEN_WARNING: Rung(
        points=-2,
        months=6,
        approvals=COMPANY,
        effect="存档，谈话提醒",
        effect_en="Filed; talked over with the person",
        effects=(TALK,),
    ),
    MeritGrade.DEMERIT: Rung(
        points=-5,
        months=12,
        approvals=COMPANY,
        effect="存档，一季内不评优",
        effect_en="Filed; no distinction for a quarter",
        effects=(TALK, no_distinction(QUARTER)),
    ),
    MeritGrade.MAJOR_DEMERIT: Rung(
        points=-10,
        months=12,
        approvals=COMPANY_AND_BOARD,
        effect="存档，一年内不晋级、不评优",
        effect_en="Filed; no promotion and no distinction for a year",
        effects=(TALK, no_promotion(YEAR), no_distinction(YEAR)),
    ),
    MeritGrade.DEMOTION: Rung(
        points=-20,
        months=24,
        approvals=COMPANY_AND_BOARD,
        effect="降低职级，一年内不晋级",
        effect_en="Put in a lower grade of service; no promotion for a year",
        effects=(DEMOTION, no_promotion(YEAR)),
    ),
    MeritGrade.DISMISSAL: Rung(
        points=-50,
        months=0,
        approvals=COMPANY_AND_BOARD,
        effect="解除劳动合同",
        effect_en="The employment ends",
        effects=(DISMISSAL,),
    ),
    MeritGrade.COMMENDATION: Rung(
        points=2,
        months=6,
        approvals=COMPANY,
        effect="通报表扬，存档",
        effect_en="Made known, and filed",
        effects=(PRAISE,),
    ),
    MeritGrade.MINOR_MERIT: Rung(
        points=5,
        months=12,
        approvals=COMPANY,
        effect="通报表扬，存档，当季评优优先",
        effect_en="Filed and made known; first for distinction this quarter",
        effects=(PRAISE,),
    ),
    MeritGrade.MAJOR_MERIT: Rung(
        points=10,
        months=24,
        approvals=COMPANY_AND_BOARD,
        effect="通报表扬，存档，晋级优先",
        effect_en="Filed and made known; first for promotion",
        effects=(PRAISE,),
    ),
    MeritGrade.BONUS: Rung(
        points=3,
        months=6,
        approvals=COMPANY_AND_BOARD,
        effect="发放奖金",
        effect_en="A bonus is paid",
        effects=(PAYMENT,),
    ),
}
"""The ladders of the service standard. A bonus above all limits is approved as its rung says."""


class Unheard(Configuration):
    """What happens when an objection was not heard in time: who is told, so many days later.

    With `lapse` the decision falls, as the group has decided beforehand that it shall.
    """

    days: int = Field(ge=0, le=120, description="after the end of the time for hearing it")
    tell: MeritLevel = Field(
        default=MeritLevel.COMPANY, description="whose people are told; those above where none may"
    )
    lapse: bool = Field(default=False, description="the decision is overturned unheard")


class MeritConfiguration(Configuration):
    """How an estate rewards and punishes."""

    ladder: dict[MeritGrade, Rung] = Field(
        default={}, description="grades that differ from what is shipped"
    )
    bonus_limits: tuple[BonusLimit, ...] = Field(
        default=(BonusLimit(up_to=100_000, approvals=COMPANY),),
        description="who approves a bonus, by its amount, the lowest limit first",
    )
    objection_days: int = Field(
        default=5, ge=1, le=60, description="days in which the person may object"
    )
    hearing_days: int = Field(
        default=5, ge=1, le=60, description="days in which an objection is heard"
    )
    unheard: tuple[Unheard, ...] = Field(
        default=(Unheard(days=0), Unheard(days=5, tell=MeritLevel.BOARD)),
        max_length=5,
        description="what happens when it is not, the earliest first",
    )
    quarter_weights: tuple[Weight, Weight, Weight] = Field(
        default=(1, 1, 1), description="what the months of a quarter weigh in its appraisal"
    )
    year_weights: tuple[Weight, Weight, Weight, Weight] = Field(
        default=(1, 1, 1, 1), description="what the quarters of a year weigh"
    )
    own_promises: tuple[str, ...] = Field(
        default=("S-D1", "S-D2", "S-D7"), description="the promises that are the assignee's to keep"
    )
    excused_holds: tuple[HoldReason, ...] = Field(
        default=(HoldReason.CUSTOMER, HoldReason.PARTS, HoldReason.DEVELOPER),
        description="what the assignee waits for without its counting against them",
    )

    @model_validator(mode="after")
    def _ladders_go_their_way(self) -> Self:
        for grade, rung in self.ladder.items():
            if (rung.points > 0) if grade.kind is MeritKind.PENALTY else (rung.points < 0):
                raise ValueError(f"{grade.value}: its points go the wrong way")
            paid = any(each.kind is MeritEffectKind.PAYMENT for each in rung.effects)
            if paid and grade is not MeritGrade.BONUS:
                raise ValueError(f"{grade.value}: only a bonus is paid")
        limits = [each.up_to for each in self.bonus_limits]
        if limits != sorted(set(limits)):
            raise ValueError("bonus_limits: each is higher than the one before")
        days = [each.days for each in self.unheard]
        if days != sorted(set(days)) or any(each.lapse for each in self.unheard[:-1]):
            raise ValueError("unheard: each is later than the one before, and only the last lapses")
        return self

    def rung(self, grade: MeritGrade) -> Rung:
        """What a grade means here."""
        return self.ladder.get(grade, SHIPPED[grade])

    def chain(self, grade: MeritGrade, amount: int | None) -> tuple[MeritLevel, ...]:
        """Who approves, in order: by gravity, a bonus by its amount in fen."""
        if amount is not None:
            for limit in self.bonus_limits:
                if amount <= limit.up_to:
                    return limit.approvals
        return self.rung(grade).approvals


__all__ = ["MOST_FEN", "SHIPPED", "BonusLimit", "MeritConfiguration", "Rung", "Unheard"]
