"""Score cards of quarters and years, as frontends see them: one's own, and of people one leads."""

from datetime import date, datetime

import strawberry

from api.extend import (
    INSIDE,
    Connection,
    Department,
    Order,
    Query,
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
from plugins.merit.appraisals.kinds import MeritPeriod
from plugins.merit.graphql.card_types import current
from plugins.merit.graphql.sight import id_of, led_or_mine, mine


@entity(models.MeritPeriodPart)
class MeritPeriodPart:
    """A month of a quarter, or a quarter of a year, as it was when it was locked."""

    begins: date = column(description="Its first day.")
    weight: int = column()
    total: int = column(description="In hundredths; before corrections.")


@entity(models.MeritPeriodCorrection)
class MeritPeriodCorrection:
    """更正: what the correction of a month made of the whole."""

    sequence: int = column()
    part: date = column(description="The first day of the part that became another one.")
    part_before: int = column()
    part_after: int = column()
    total_before: int = column()
    total_after: int = column()
    reason: str = column()
    at: datetime = column()
    actor_name: str = column()


@entity(
    models.MeritPeriodCard,
    filters=("period", "begins", "staff_id", "department_id", "estate_id"),
    orders=("begins", "total"),
)
class MeritPeriodCard:
    """季度、年度考核: months, or quarters, rolled up and locked."""

    id: strawberry.ID = expression(id_of("MeritPeriodCard"))
    period: MeritPeriod = column()
    begins: date = column(description="Its first day.")
    total: int = column(description="As it was locked, in hundredths.")
    current_total: int = expression(
        current(models.MeritPeriodCorrection), description="As last corrected."
    )
    locked_at: datetime = column()
    staff: Staff = one("staff_id")
    department: Department = one("department_id", description="The person's, at the time.")
    parts: list[MeritPeriodPart] = many("card_id", order=[Order("begins")])
    corrections: list[MeritPeriodCorrection] = many("card_id", order=[Order("sequence")])


@extends(Staff)
class StaffPeriods:
    merit_period_cards: Connection[MeritPeriodCard] | None = connection(
        "staff_id",
        order=[Order("begins", descending=True)],
        where=led_or_mine,
        audiences=INSIDE,
        description="Their quarters and years, as far as the caller may see them.",
    )


@extends(Query)
class PeriodQueries:
    merit_period_cards: Connection[MeritPeriodCard] = connection(
        order=[Order("begins", descending=True), Order("staff_id")],
        where=led_or_mine,
        audiences=INSIDE,
        description="Quarters and years of the caller and of people one leads (S-K4).",
    )
    my_merit_period_cards: Connection[MeritPeriodCard] = connection(
        order=[Order("begins", descending=True)],
        where=mine,
        audiences=INSIDE,
        description="The caller's quarters and years.",
    )


__all__ = [
    "MeritPeriodCard",
    "MeritPeriodCorrection",
    "MeritPeriodPart",
    "PeriodQueries",
    "StaffPeriods",
]
