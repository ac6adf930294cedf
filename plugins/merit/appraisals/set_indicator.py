"""Setting the indicators that months are scored by: the estate's own data (S-K4)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit import rights
from plugins.merit.appraisals.kinds import MeritMeasure
from plugins.merit.appraisals.models import MeritIndicator
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.terms import set_terms

CODE_MOST, TITLE_MOST, WEIGHT_MOST, VALUE_MOST = 40, 100, 100, 10_000


@dataclass(frozen=True, slots=True)
class IndicatorTerms:
    """What an indicator says; see `MeritIndicator`."""

    code: str
    title: str
    measure: MeritMeasure
    weight: int
    zero_at: int
    full_at: int
    active: bool = True

    def columns(self) -> dict[str, Any]:
        """As columns. Raises MERIT_INDICATOR_INVALID for what cannot be."""
        ends = (self.zero_at, self.full_at)
        if not 1 <= self.weight <= WEIGHT_MOST or self.zero_at == self.full_at:
            raise refuse(MeritCode.MERIT_INDICATOR_INVALID)
        if not all(0 <= end <= VALUE_MOST for end in ends):
            raise refuse(MeritCode.MERIT_INDICATOR_INVALID)
        return {
            "code": text.required("code", self.code, CODE_MOST),
            "title": text.required("title", self.title, TITLE_MOST),
            "measure": self.measure,
            "weight": self.weight,
            "zero_at": self.zero_at,
            "full_at": self.full_at,
            "active": self.active,
        }


M = MeritMeasure
SHIPPED: tuple[IndicatorTerms, ...] = (
    IndicatorTerms("PROMISES", "时限达成率", M.PROMISES_KEPT, 40, 7_000, 9_800),
    IndicatorTerms("SATISFACTION", "客户评分", M.SATISFACTION, 30, 250, 475),
    IndicatorTerms("FIRST_TIME", "一次完成率", M.FIRST_TIME_RIGHT, 20, 8_000, 9_800),
    IndicatorTerms("THANKS", "客户致谢", M.THANKS, 10, 0, 2),
)
"""What an estate begins with."""


@dataclass(frozen=True, slots=True)
class SetIndicator:
    """A new indicator, or (`expected_version`) new terms for the one of this code."""

    estate_id: int
    terms: IndicatorTerms
    expected_version: int | None = None


async def set_indicator(actor: Actor, new: SetIndicator, uow: UnitOfWork) -> UUID:
    """Set it; months not yet locked are scored by it. Raises `NotFound`, `Conflict`, `Invalid` and
    MERIT_INDICATOR_INVALID."""
    rights.require(actor, new.estate_id, rights.RULE)
    columns = new.terms.columns()
    return await set_terms(uow, MeritIndicator, actor, new.estate_id, columns, new.expected_version)


__all__ = ["SHIPPED", "IndicatorTerms", "SetIndicator", "set_indicator"]
