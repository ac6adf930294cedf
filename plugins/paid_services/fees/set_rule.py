"""Setting a rule for a recurring fee, and ending it. What was billed stays as it was (S-L5)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.estates.models import Building
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.fees.models import FeeRule

CODE_MOST = 40
TITLE_MOST = 80
RATE_MOST = 100_000_000
DUE_MOST = 365


@dataclass(frozen=True, slots=True)
class SetFeeRule:
    """A rule, in force for periods that begin from `valid_from` on. An earlier version of the same
    code ends the day before. `rate` is hundredths of a fen a month."""

    estate_id: int
    code: str
    title: str
    kind: FeeKind
    basis: FeeBasis
    period: FeePeriod
    rate: int
    valid_from: date
    due_days: int = 30
    building_ids: tuple[UUID, ...] | None = None
    id: UUID = field(default_factory=new_id)


async def set_rule(actor: Actor, new: SetFeeRule, uow: UnitOfWork) -> None:
    """Set it. Raises `NotFound`, FEE_RULE_INVALID and FEE_RULE_EXISTS."""
    rights.require(actor, new.estate_id, rights.FEE)
    code = text.required("code", new.code, CODE_MOST)
    title = text.required("title", new.title, TITLE_MOST)
    if not 0 < new.rate <= RATE_MOST:
        raise refuse(PaidCode.FEE_RULE_INVALID, "rate")
    if not 0 <= new.due_days <= DUE_MOST:
        raise refuse(PaidCode.FEE_RULE_INVALID, "dueDays")
    if new.building_ids is not None:
        known = select(Building.id).where(
            Building.estate_id == new.estate_id, Building.id.in_(new.building_ids)
        )
        if set((await uow.execute(known)).scalars()) != set(new.building_ids):
            raise NotFound("buildingIds")
    later = select(FeeRule.id).where(
        FeeRule.estate_id == new.estate_id,
        FeeRule.code == code,
        FeeRule.valid_from >= new.valid_from,
    )
    if (await uow.execute(later)).first() is not None:
        raise refuse(PaidCode.FEE_RULE_EXISTS, "validFrom")
    await uow.execute(
        update(FeeRule)
        .where(FeeRule.estate_id == new.estate_id, FeeRule.code == code, FeeRule.valid_to.is_(None))
        .values(valid_to=new.valid_from - timedelta(days=1), version=FeeRule.version + 1)
    )
    uow.add(
        FeeRule,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=new.id,
        code=code,
        title=title,
        kind=new.kind,
        basis=new.basis,
        period=new.period,
        rate=new.rate,
        building_ids=None if new.building_ids is None else list(new.building_ids),
        due_days=new.due_days,
        valid_from=new.valid_from,
        set_at=uow.now,
        set_by=actor.account_id,
    )


async def end_rule(
    actor: Actor, estate_id: int, rule_id: UUID, expected_version: int, last: date, uow: UnitOfWork
) -> None:
    """No period that begins after `last` is billed. Raises `NotFound`, `Conflict`, INVALID."""
    rights.require(actor, estate_id, rights.FEE, "feeRuleId")
    row = await uow.row(
        select(FeeRule.version, FeeRule.valid_from)
        .where(FeeRule.estate_id == estate_id, FeeRule.id == rule_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("feeRuleId")
    if row["version"] != expected_version:
        raise Conflict(row["version"])
    if last < row["valid_from"]:
        raise refuse(PaidCode.FEE_RULE_INVALID, "validTo")
    await uow.execute(
        update(FeeRule)
        .where(FeeRule.estate_id == estate_id, FeeRule.id == rule_id)
        .values(valid_to=last, version=FeeRule.version + 1)
    )


__all__ = ["SetFeeRule", "end_rule", "set_rule"]
