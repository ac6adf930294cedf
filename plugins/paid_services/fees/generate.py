"""Billing a period of a fee rule for all its houses, in a handful of statements (S-L5)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Date, RowMapping, Uuid, bindparam, select, text

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import NotFound
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.bills.repository import today
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.fees.models import FeeRule, FeeRun
from plugins.paid_services.fees.rules import MONTHS, Period, begun, period_of

_HERE = Path(__file__)

PERIODS_BACK = 12


def _read(name: str) -> Any:
    return text(_HERE.with_name(name).read_text("utf-8"))


_LOCK, _POST = _read("lock.sql"), _read("post.sql")
_NO_LOOPS = text("set local enable_nestloop = off")
_LOOPS = text("set local enable_nestloop = on")
_GENERATE = _read("generate.sql").bindparams(
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
    bindparam("house_id", type_=Uuid),
    bindparam("issued_by", type_=Uuid),
    bindparam("months", type_=BigInteger),
    bindparam("days", type_=BigInteger),
)


@dataclass(frozen=True, slots=True)
class GenerateFees:
    """A rule, and the first day of the period that is billed."""

    estate_id: int
    rule_id: UUID
    first: date


@dataclass(frozen=True, slots=True)
class Billed:
    """How many bills were made, over how many fen."""

    bills: int
    amount: int


async def generate(actor: Actor, new: GenerateFees, uow: UnitOfWork) -> UUID:
    """Bill a period; the id of its run.

    Raises `NotFound`, PERIOD_NOT_OF_RULE and PERIOD_ALREADY_BILLED.
    """
    rights.require(actor, new.estate_id, rights.FEE, "feeRuleId")
    async with as_system(uow, actor.group_id, new.estate_id):
        rule = await _rule(uow, new.estate_id, new.rule_id)
        if rule is None:
            raise NotFound("feeRuleId")
        period = period_of(rule["period"], new.first)
        ended = rule["valid_to"] is not None and rule["valid_to"] < period.first
        if period.first != new.first or period.first < rule["valid_from"] or ended:
            raise refuse(PaidCode.PERIOD_NOT_OF_RULE, "periodFrom")
        made = await bill_period(uow, rule, period, issued_by=actor.account_id)
        if made is None:
            raise refuse(PaidCode.PERIOD_ALREADY_BILLED, "periodFrom")
        return made


async def bill_period(
    uow: UnitOfWork, rule: RowMapping, period: Period, *, issued_by: UUID | None = None
) -> UUID | None:
    """Bill a period of a locked rule as the system; None where that was done already."""
    tenant = {"group_id": rule["group_id"], "estate_id": rule["estate_id"]}
    done = select(FeeRun.id).where(
        FeeRun.estate_id == rule["estate_id"],
        FeeRun.fee_rule_id == rule["id"],
        FeeRun.period_from == period.first,
    )
    if await uow.row(done) is not None:
        return None
    billed = await bill_houses(uow, rule, period, issued_by=issued_by)
    run = new_id()
    uow.add(
        FeeRun,
        **tenant,
        id=run,
        fee_rule_id=rule["id"],
        period_from=period.first,
        period_to=period.last,
        bills=billed.bills,
        amount=billed.amount,
        at=uow.now,
    )
    uow.emit(
        "paid_services.fees_billed",
        **tenant,
        subject_id=run,
        rule=rule["code"],
        first=period.first.isoformat(),
        bills=billed.bills,
        amount=billed.amount,
    )
    await uow.flush()
    return run


async def bill_houses(
    uow: UnitOfWork,
    rule: RowMapping,
    period: Period,
    *,
    house_id: UUID | None = None,
    issued_by: UUID | None = None,
) -> Billed:
    """Bill what of the period no standing bill is for: of one house, or of all the rule's."""
    await uow.flush()
    given = {
        "group_id": rule["group_id"],
        "estate_id": rule["estate_id"],
        "rule_id": rule["id"],
        "first": period.first,
        "last": period.last,
        "days": period.days,
        "months": MONTHS[rule["period"]],
        "house_id": house_id,
        "today": await today(uow, rule["estate_id"]),
        "now": uow.now,
        "issued_by": issued_by,
    }
    # The planner cannot know that a policy lets a whole estate through: it expects a row or two and
    # would loop over the houses for each house.
    await uow.execute(_NO_LOOPS)
    made = (await uow.execute(_GENERATE, [given])).one()
    if made.bills:
        await uow.execute(_LOCK, [given])
        await uow.execute(_POST, [given])
    await uow.execute(_LOOPS)
    return Billed(made.bills, made.amount)


async def _rule(uow: UnitOfWork, estate_id: int, rule_id: UUID) -> RowMapping | None:
    table = FeeRule.__table__
    return await uow.row(
        select(table)
        .where(table.c.estate_id == estate_id, table.c.id == rule_id)
        .with_for_update(key_share=True)
    )


async def bill_due(uow: UnitOfWork, estate_id: int, day: date) -> int:
    """Bill every period that has begun by `day` and that no run has billed; how many were.

    Periods that began while nobody worked are made up for, as far back as `PERIODS_BACK`.
    """
    table = FeeRule.__table__
    rules = select(table.c.id).where(table.c.estate_id == estate_id).order_by(table.c.id)
    billed = 0
    for rule_id in (await uow.execute(rules)).scalars().all():
        rule = await _rule(uow, estate_id, rule_id)
        if rule is None:
            continue
        for period in begun(rule["period"], day, PERIODS_BACK):
            ended = rule["valid_to"] is not None and rule["valid_to"] < period.first
            if period.first >= rule["valid_from"] and not ended:
                billed += await bill_period(uow, rule, period) is not None
    return billed


__all__ = ["Billed", "GenerateFees", "bill_due", "bill_houses", "bill_period", "generate"]
