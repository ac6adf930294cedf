"""Setting the rules that propose: the estate's own data (S-J3)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, Invalid
from core.ids import new_id
from plugins.merit import rights
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.facts.models import MeritRule
from plugins.merit.kinds import FactKind, MeritGrade, MeritGround

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
    id: UUID = field(default_factory=new_id)


async def set_rule(actor: Actor, new: SetRule, uow: UnitOfWork) -> UUID:
    """Set it; it counts from the next fact on. Raises `NotFound`, `Conflict`, `Invalid` and
    MERIT_RULE_INVALID."""
    rights.require(actor, new.estate_id, rights.RULE)
    columns = {**new.terms.columns(), "set_at": uow.now, "set_by": actor.account_id}
    row = await uow.row(
        select(MeritRule.id, MeritRule.version)
        .where(MeritRule.estate_id == new.estate_id, MeritRule.code == columns["code"])
        .with_for_update()
    )
    if row is None:
        if new.expected_version is not None:
            raise Invalid("expectedVersion", "there is no such rule yet")
        tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
        uow.add(MeritRule, **tenant, id=new.id, **columns)
        return new.id
    if row["version"] != new.expected_version:
        raise Conflict(row["version"])
    await uow.execute(
        update(MeritRule)
        .where(MeritRule.estate_id == new.estate_id, MeritRule.id == row["id"])
        .values(**columns, version=row["version"] + 1)
    )
    found: UUID = row["id"]
    return found


async def begin_with_shipped(uow: UnitOfWork, group_id: int, estate_id: int) -> None:
    """Give an estate the shipped rules that it has not got yet."""
    rows = [
        {
            "group_id": group_id,
            "estate_id": estate_id,
            "id": new_id(),
            "version": 1,
            "set_at": uow.now,
            **terms.columns(),
        }
        for terms in SHIPPED
    ]
    await uow.execute(insert(MeritRule).values(rows).on_conflict_do_nothing())


__all__ = [
    "SHIPPED",
    "RuleTerms",
    "SetRule",
    "begin_with_shipped",
    "set_rule",
]
