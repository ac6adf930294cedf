"""Setting the indicators that months are scored by: the estate's own data (S-K4)."""

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
from plugins.merit.appraisals.kinds import MeritMeasure
from plugins.merit.appraisals.models import MeritIndicator
from plugins.merit.errors import MeritCode, refuse

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
    id: UUID = field(default_factory=new_id)


async def set_indicator(actor: Actor, new: SetIndicator, uow: UnitOfWork) -> UUID:
    """Set it; months not yet locked are scored by it. Raises `NotFound`, `Conflict`, `Invalid` and
    MERIT_INDICATOR_INVALID."""
    rights.require(actor, new.estate_id, rights.RULE)
    columns = {**new.terms.columns(), "set_at": uow.now, "set_by": actor.account_id}
    row = await uow.row(
        select(MeritIndicator.id, MeritIndicator.version)
        .where(MeritIndicator.estate_id == new.estate_id, MeritIndicator.code == columns["code"])
        .with_for_update()
    )
    if row is None:
        if new.expected_version is not None:
            raise Invalid("expectedVersion", "there is no such indicator yet")
        tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
        uow.add(MeritIndicator, **tenant, id=new.id, **columns)
        return new.id
    if row["version"] != new.expected_version:
        raise Conflict(row["version"])
    await uow.execute(
        update(MeritIndicator)
        .where(MeritIndicator.estate_id == new.estate_id, MeritIndicator.id == row["id"])
        .values(**columns, version=row["version"] + 1)
    )
    found: UUID = row["id"]
    return found


async def begin_with_shipped_indicators(uow: UnitOfWork, group_id: int, estate_id: int) -> None:
    """Give an estate the shipped indicators that it has not got yet."""
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
    await uow.execute(insert(MeritIndicator).values(rows).on_conflict_do_nothing())


__all__ = [
    "SHIPPED",
    "IndicatorTerms",
    "SetIndicator",
    "begin_with_shipped_indicators",
    "set_indicator",
]
