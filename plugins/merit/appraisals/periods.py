"""Reading cards of months, quarters and years, as they were locked and last corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from core.staff.models import Staff
from plugins.merit.appraisals.kinds import MeritPeriod
from plugins.merit.appraisals.models import (
    MeritCard,
    MeritCorrection,
    MeritPeriodCard,
    MeritPeriodCorrection,
    MeritPeriodPart,
)

Correction = type[MeritCorrection] | type[MeritPeriodCorrection]


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's month, or quarter, as it counts in what it is a part of."""

    staff_id: UUID
    department_id: UUID
    begins: date
    total: int


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """A locked card of a quarter or a year: (weight, total) of its parts as corrected so far."""

    id: UUID
    parts: dict[date, tuple[int, int]]
    corrections: int


async def lock_people(uow: UnitOfWork, estate_id: int, staff_id: UUID | None = None) -> None:
    """Keep corrections and roll-ups of the same people from passing each other by."""
    whom = Staff.estate_id == estate_id
    if staff_id is not None:
        whom &= Staff.id == staff_id
    await uow.execute(select(Staff.id).where(whom).order_by(Staff.id).with_for_update())


def current_total(card: FromClause, correction: Correction) -> ColumnElement[int]:
    """The total of a card of a month, quarter or year, as last corrected."""
    made = correction.__table__.alias()
    last = (
        select(made.c.total_after)
        .where(made.c.estate_id == card.c.estate_id, made.c.card_id == card.c.id)
        .order_by(made.c.sequence.desc())
        .limit(literal_column("1"))
    )
    return func.coalesce(last.correlate(card).scalar_subquery(), card.c.total)


async def parts_of(
    uow: UnitOfWork, estate_id: int, period: MeritPeriod, begins: Sequence[date]
) -> Sequence[Part]:
    """Everybody's parts of a span that begin on these days, by person and in order."""
    if period is MeritPeriod.QUARTER:
        found = select(
            MeritCard.staff_id,
            MeritCard.department_id,
            MeritCard.month.label("begins"),
            current_total(MeritCard.__table__, MeritCorrection).label("total"),
        ).where(MeritCard.estate_id == estate_id, MeritCard.month.in_(begins))
    else:
        found = select(
            MeritPeriodCard.staff_id,
            MeritPeriodCard.department_id,
            MeritPeriodCard.begins,
            current_total(MeritPeriodCard.__table__, MeritPeriodCorrection).label("total"),
        ).where(
            MeritPeriodCard.estate_id == estate_id,
            MeritPeriodCard.period == MeritPeriod.QUARTER,
            MeritPeriodCard.begins.in_(begins),
        )
    await uow.flush()
    rows = await uow.execute(found.order_by("staff_id", "begins"))
    return [Part(**row) for row in rows.mappings()]


async def carded(
    uow: UnitOfWork, estate_id: int, period: MeritPeriod, begins: date
) -> frozenset[UUID]:
    """Who has a card of a span already."""
    found = select(MeritPeriodCard.staff_id).where(
        MeritPeriodCard.estate_id == estate_id,
        MeritPeriodCard.period == period,
        MeritPeriodCard.begins == begins,
    )
    return frozenset((await uow.execute(found)).scalars())


async def period_card(
    uow: UnitOfWork, estate_id: int, staff_id: UUID, period: MeritPeriod, begins: date
) -> PeriodStanding | None:
    """Somebody's card of a span; None where it is not locked yet."""
    found = select(MeritPeriodCard.id).where(
        MeritPeriodCard.estate_id == estate_id,
        MeritPeriodCard.staff_id == staff_id,
        MeritPeriodCard.period == period,
        MeritPeriodCard.begins == begins,
    )
    card_id = (await uow.execute(found)).scalar_one_or_none()
    if card_id is None:
        return None
    part, made = MeritPeriodPart, MeritPeriodCorrection
    rows = await uow.execute(
        select(part.begins, part.weight, part.total).where(
            part.estate_id == estate_id, part.card_id == card_id
        )
    )
    parts = {row["begins"]: (row["weight"], row["total"]) for row in rows.mappings()}
    found_corrections = await uow.execute(
        select(made.part, made.part_after)
        .where(made.estate_id == estate_id, made.card_id == card_id)
        .order_by(made.sequence)
    )
    corrected = found_corrections.mappings().all()
    for row in corrected:
        parts[row["part"]] = (parts[row["part"]][0], row["part_after"])
    return PeriodStanding(card_id, parts, len(corrected))


async def put_beside(uow: UnitOfWork, correction: Correction, values: dict[str, Any]) -> None:
    """Write a correction. Raises `Conflict` where somebody else has made this one."""
    made = insert(correction).values(**values).on_conflict_do_nothing().returning(correction.id)
    if (await uow.execute(made)).first() is None:
        raise Conflict(values["sequence"] + 1)


__all__ = [
    "Correction",
    "Part",
    "PeriodStanding",
    "carded",
    "current_total",
    "lock_people",
    "parts_of",
    "period_card",
    "put_beside",
]
