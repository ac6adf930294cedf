"""Setting the rules that propose: the estate's own data (S-J3)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit import rights
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.facts.models import MeritRule
from plugins.merit.kinds import FactKind, MeritGrade, MeritGround
from plugins.merit.terms import set_terms

CODE_MOST, TITLE_MOST, TIMES_MOST, DAYS_MOST = 40, 100, 100, 366


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says; see `MeritRule`."""

    code: str
    title: str
    fact: FactKind
    times: int
    days: int
    grade: MeritGrade
    ground: MeritGround
    promises: tuple[str, ...] | None = None
    score_from: int | None = None
    score_to: int | None = None
    active: bool = True

    def columns(self) -> dict[str, Any]:
        """As columns. Raises MERIT_RULE_INVALID for what contradicts itself."""
        answers = self.score_from is not None or self.score_to is not None
        low, high = self.score_from or 100, self.score_to or 500
        right = (
            1 <= self.times <= TIMES_MOST
            and 1 <= self.days <= DAYS_MOST
            and self.grade is not MeritGrade.BONUS
            and self.grade.kind is self.ground.kind
            and (self.fact is FactKind.BROKEN_PROMISE or not self.promises)
            and (self.fact is FactKind.ANSWER) is answers
            and 100 <= low <= high <= 500
        )
        if not right:
            raise refuse(MeritCode.MERIT_RULE_INVALID)
        return {
            "code": text.required("code", self.code, CODE_MOST),
            "title": text.required("title", self.title, TITLE_MOST),
            "fact": self.fact,
            "promises": list(self.promises) if self.promises else None,
            "score_from": self.score_from,
            "score_to": self.score_to,
            "times": self.times,
            "days": self.days,
            "grade": self.grade,
            "ground": self.ground,
            "active": self.active,
        }


SHIPPED: tuple[RuleTerms, ...] = (
    RuleTerms(
        "BROKEN_PROMISES",
        "30 天内三次未按时限完成本人负责的工作",
        FactKind.BROKEN_PROMISE,
        3,
        30,
        MeritGrade.WRITTEN_WARNING,
        MeritGround.CUSTOMER_SUFFERED,
    ),
    RuleTerms(
        "LOW_SCORES",
        "30 天内三次客户评分低于 2.5 分",
        FactKind.ANSWER,
        3,
        30,
        MeritGrade.WRITTEN_WARNING,
        MeritGround.CUSTOMER_SUFFERED,
        score_to=249,
    ),
    RuleTerms(
        "REOPENED",
        "30 天内三次返工",
        FactKind.REOPENED,
        3,
        30,
        MeritGrade.WRITTEN_WARNING,
        MeritGround.WORK_SUFFERED,
    ),
    RuleTerms(
        "HIGH_SCORES",
        "30 天内二十次客户评分不低于 4.75 分",
        FactKind.ANSWER,
        20,
        30,
        MeritGrade.COMMENDATION,
        MeritGround.OUTSTANDING_WORK,
        score_from=475,
    ),
    RuleTerms(
        "THANKS",
        "90 天内三次客户致谢",
        FactKind.THANKS,
        3,
        90,
        MeritGrade.COMMENDATION,
        MeritGround.OUTSTANDING_WORK,
    ),
)
"""What an estate begins with."""


@dataclass(frozen=True, slots=True)
class SetRule:
    """A new rule of the estate's, or (`expected_version`) new terms for the one of this code."""

    estate_id: int
    terms: RuleTerms
    expected_version: int | None = None


async def set_rule(actor: Actor, new: SetRule, uow: UnitOfWork) -> UUID:
    """Set it; it counts from the next fact on. Raises `NotFound`, `Conflict`, `Invalid` and
    MERIT_RULE_INVALID."""
    rights.require(actor, new.estate_id, rights.RULE)
    columns = new.terms.columns()
    return await set_terms(uow, MeritRule, actor, new.estate_id, columns, new.expected_version)


__all__ = ["SHIPPED", "RuleTerms", "SetRule", "set_rule"]
