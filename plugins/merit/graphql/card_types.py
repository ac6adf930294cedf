"""Score cards, as frontends see them: one's own, and those of people one leads."""

from datetime import date, datetime

import strawberry
from sqlalchemy import ColumnElement, func, select

from api.extend import (
    INSIDE,
    Binds,
    Connection,
    Department,
    Expression,
    Order,
    Query,
    Row,
    Staff,
    column,
    connection,
    entity,
    expression,
    extends,
    many,
    one,
)
from plugins.merit.appraisals import models
from plugins.merit.appraisals.kinds import MeritMeasure
from plugins.merit.appraisals.periods import Correction, current_total
from plugins.merit.graphql.sight import id_of, led_or_mine, mine


def version(row: Row, binds: Binds) -> ColumnElement[int]:
    """1, and 1 more for each correction."""
    made = models.MeritCorrection.__table__.alias()
    found = select(func.count() + 1).where(
        made.c.estate_id == row.c.estate_id, made.c.card_id == row.c.id
    )
    return found.correlate(row).scalar_subquery()


def current(correction: Correction) -> Expression:
    """The total of a card as last corrected."""

    def made(row: Row, binds: Binds) -> ColumnElement[int]:
        return current_total(row, correction)

    return made


@entity(models.MeritIndicator, filters=("active", "estate_id"), orders=("code",))
class MeritIndicator:
    """考核指标: what a month is scored by."""

    id: strawberry.ID = expression(id_of("MeritIndicator"))
    code: str = column()
    title: str = column()
    measure: MeritMeasure = column()
    weight: int = column()
    zero_at: int = column(description="What scores 0.")
    full_at: int = column(description="What scores 100.")
    active: bool = column()
    version: int = column()


@entity(models.MeritCardLine)
class MeritCardLine:
    """An indicator of a card, as it was then."""

    code: str = column()
    title: str = column()
    measure: MeritMeasure = column()
    weight: int = column()
    measured: int = column()
    score: int = column(description="In hundredths, 0 to 10,000; before corrections.")


@entity(models.MeritCorrection)
class MeritCorrection:
    """更正: a score set right after the lock."""

    sequence: int = column()
    code: str = column()
    score_before: int = column()
    score_after: int = column()
    total_before: int = column()
    total_after: int = column()
    reason: str = column()
    at: datetime = column()
    actor_name: str = column()


@entity(
    models.MeritCard,
    filters=("month", "staff_id", "department_id", "estate_id"),
    orders=("month", "total"),
)
class MeritCard:
    """月度考核: a month as it was scored and locked; corrections stand beside it."""

    id: strawberry.ID = expression(id_of("MeritCard"))
    month: date = column(description="Its first day.")
    score: int | None = column(description="In hundredths; null where nothing was measured.")
    points: int = column(description="Of rewards and penalties in force.")
    total: int = column(description="As it was locked, in hundredths: score and points.")
    current_total: int = expression(
        current(models.MeritCorrection), description="As last corrected."
    )
    version: int = expression(version, description="What a correction expects.")
    locked_at: datetime = column()
    staff: Staff = one("staff_id")
    department: Department = one("department_id", description="The person's, at the time.")
    lines: list[MeritCardLine] = many("card_id", order=[Order("code")])
    corrections: list[MeritCorrection] = many("card_id", order=[Order("sequence")])


@extends(Staff)
class StaffCards:
    merit_cards: Connection[MeritCard] | None = connection(
        "staff_id",
        order=[Order("month", descending=True)],
        where=led_or_mine,
        audiences=INSIDE,
        description="Their months, as far as the caller may see them.",
    )


@extends(Query)
class CardQueries:
    merit_cards: Connection[MeritCard] = connection(
        order=[Order("month", descending=True), Order("staff_id")],
        where=led_or_mine,
        audiences=INSIDE,
        description="Months of the caller and of people one leads (S-K4).",
    )
    my_merit_cards: Connection[MeritCard] = connection(
        order=[Order("month", descending=True)],
        where=mine,
        audiences=INSIDE,
        description="The caller's months.",
    )
    merit_indicators: Connection[MeritIndicator] = connection(
        order=[Order("code")],
        audiences=INSIDE,
        description="What months are scored by; everybody may read it.",
    )


__all__ = [
    "CardQueries",
    "MeritCard",
    "MeritCardLine",
    "MeritCorrection",
    "MeritIndicator",
    "StaffCards",
]
