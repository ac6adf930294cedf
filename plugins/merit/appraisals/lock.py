"""Locking a month: everybody's score card is written once, and stands (S-K4)."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    RowMapping,
    Text,
    bindparam,
    select,
    text,
)

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.ids import new_id
from core.jobs.handlers import CronRun
from core.notify.tell import Recipient
from plugins.merit.appraisals.models import MeritCard, MeritCardLine, MeritIndicator
from plugins.merit.appraisals.roll_up import ending_with, roll_up
from plugins.merit.appraisals.rules import Figures, Indicator, Line, mean, scored, total
from plugins.merit.configuration import configured
from plugins.merit.telling import say

_FIGURES = text(Path(__file__).with_name("figures.sql").read_text("utf-8")).bindparams(
    bindparam("estate_id", type_=BigInteger),
    bindparam("month", type_=Date),
    bindparam("next", type_=Date),
    bindparam("start", type_=DateTime(timezone=True)),
    bindparam("end", type_=DateTime(timezone=True)),
    bindparam("promises", type_=ARRAY(Text)),
)


async def lock_last_month(uow: UnitOfWork, run: CronRun) -> None:
    """Write the cards of the month before the slot, in the estate's zone; each person is told.

    Who has a card of that month already keeps it; who had nothing to be scored by gets none. With
    its last month a quarter is locked, and with its last quarter a year.
    """
    zone = await uow.execute(select(Estate.zone).where(Estate.id == run.estate_id))
    here = ZoneInfo(zone.scalar_one())
    after = run.slot.astimezone(here).date().replace(day=1)
    month = (after - timedelta(days=1)).replace(day=1)
    tenant = {"group_id": run.group_id, "estate_id": run.estate_id}
    indicators = await _indicators(uow, run.estate_id)
    settings = await configured(uow, run.estate_id)
    found = await uow.execute(
        _FIGURES,
        [
            {
                "estate_id": run.estate_id,
                "month": month,
                "next": after,
                "start": datetime.combine(month, time(), here),
                "end": datetime.combine(after, time(), here),
                "promises": list(settings.own_promises),
            }
        ],
    )
    for row in found.mappings().all():
        figures = Figures(
            row["kept"],
            row["broken"],
            row["done"],
            row["sent_back"],
            row["thanks"],
            row["satisfaction"],
        )
        lines = scored(indicators, figures)
        if lines or row["points"]:
            await _write(uow, tenant, row, month, lines)
    for span in ending_with(month):
        await roll_up(uow, tenant, span, settings)


async def _write(
    uow: UnitOfWork,
    tenant: dict[str, int],
    row: RowMapping,
    month: date,
    lines: tuple[Line, ...],
) -> None:
    card: UUID = new_id()
    score = mean([(line.indicator.weight, line.score) for line in lines])
    values: dict[str, Any] = {
        "staff_id": row["staff_id"],
        "department_id": row["department_id"],
        "month": month,
        "score": score,
        "points": row["points"],
        "total": total(score, row["points"]),
        "locked_at": uow.now,
    }
    uow.add(MeritCard, **tenant, id=card, **values)
    for line in lines:
        uow.add(
            MeritCardLine,
            **tenant,
            id=new_id(),
            card_id=card,
            code=line.indicator.code,
            title=line.indicator.title,
            measure=line.indicator.measure,
            weight=line.indicator.weight,
            measured=line.measured,
            score=line.score,
        )
    await say(
        uow,
        tenant["group_id"],
        tenant["estate_id"],
        "merit.card_locked",
        Recipient.staff(row["staff_id"]),
        f"{row['staff_id']}:{month.isoformat()}",
        month=month.strftime("%Y-%m"),
    )


async def _indicators(uow: UnitOfWork, estate_id: int) -> list[Indicator]:
    found = await uow.execute(
        select(
            MeritIndicator.code,
            MeritIndicator.title,
            MeritIndicator.measure,
            MeritIndicator.weight,
            MeritIndicator.zero_at,
            MeritIndicator.full_at,
        )
        .where(MeritIndicator.estate_id == estate_id, MeritIndicator.active)
        .order_by(MeritIndicator.code)
    )
    return [Indicator(**row) for row in found.mappings()]


__all__ = ["lock_last_month"]
