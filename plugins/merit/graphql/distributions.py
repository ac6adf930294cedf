"""What headquarters see: how scores, rewards and penalties are distributed, never whose they are.

Figures of fewer than `SMALLEST` people are not shown; nor are those of the next larger department
of the estate where, taken from a whole, they would tell of the hidden ones.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    Text,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
)

from api.extend import (
    INSIDE,
    Arguments,
    Binds,
    Department,
    Estate,
    Query,
    Row,
    argument,
    column,
    derived,
    extends,
    one,
)
from core.db.base import EnumText
from core.estates.models import Estate as EstateRow
from plugins.merit.appraisals.kinds import MeritPeriod
from plugins.merit.appraisals.models import (
    MeritCard,
    MeritCorrection,
    MeritPeriodCard,
    MeritPeriodCorrection,
)
from plugins.merit.appraisals.periods import Correction, current_total
from plugins.merit.cases.models import MeritCase
from plugins.merit.kinds import MeritKind, MeritState
from plugins.merit.rights import DISTRIBUTION, ROLES

SMALLEST = 5
"""The fewest people of whom figures are shown."""

LEAST, MOST = -1_000_000, 1_000_000

BANDS: Mapping[str, tuple[int, int]] = {
    "low": (LEAST, 6_000),
    "fair": (6_000, 8_000),
    "good": (8_000, 9_000),
    "best": (9_000, MOST),
}
"""Totals in hundredths: from, and below."""


@strawberry.type(description="How many of a department's people scored how well.")
class MeritDistribution:
    estate: Estate = one("estate_id")
    department: Department = one("department_id")
    people: int = column(description="With a score card of that time.")
    suppressed: bool = column(description="Too few people: the figures are null.")
    mean: int | None = column(description="Of the totals, in hundredths.")
    low: int | None = column(description="People below 60.")
    fair: int | None = column(description="People from 60 to below 80.")
    good: int | None = column(description="People from 80 to below 90.")
    best: int | None = column(description="People from 90 on.")
    rewards: int | None = column(description="That came into force in that time.")
    penalties: int | None = column(description="That came into force in that time.")


def of_month(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """One row for each department of the estates whose distributions the caller may see."""
    month = binds.bind(arguments.get("month").getter, Date())
    card = MeritCard.__table__.alias()
    cards = _totals(card, MeritCorrection, binds).where(card.c.month == month)
    return _distributed(cards, month, literal_column("1"))


def of_period(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """The like, of a quarter or a year."""
    period = binds.bind(arguments.get("period").getter, EnumText(MeritPeriod))
    begins = binds.bind(arguments.get("begins").getter, Date())
    card = MeritPeriodCard.__table__.alias()
    cards = _totals(card, MeritPeriodCorrection, binds).where(
        card.c.period == period, card.c.begins == begins
    )
    year = literal_column(f"'{MeritPeriod.YEAR.value}'", Text())
    months = case((period == year, literal_column("12")), else_=literal_column("3"))
    return _distributed(cards, begins, months)


def _totals(card: Row, correction: Correction, binds: Binds) -> Select[Any]:
    """The totals of cards as last corrected, of the estates that the caller may see them of."""
    return select(
        card.c.group_id,
        card.c.estate_id,
        card.c.department_id,
        current_total(card, correction).label("total"),
    ).where(
        card.c.group_id == binds.group(),
        card.c.estate_id == func.any(binds.estates()),
        card.c.estate_id == func.any(binds.estates_with(ROLES[DISTRIBUTION])),
        card.c.estate_id == func.any(binds.enabled("merit")),
    )


def _distributed(cards: Select[Any], begins: BindParameter[Any], months: ColumnElement[int]) -> Row:
    scored = cards.subquery("scored")
    keys = (scored.c.group_id, scored.c.estate_id, scored.c.department_id)
    grouped = (
        select(
            *keys,
            func.count().label("people"),
            func.round(func.avg(scored.c.total), type_=BigInteger()).label("mean"),
            *(
                func.count()
                .filter(
                    scored.c.total >= literal_column(str(low)),
                    scored.c.total < literal_column(str(high)),
                )
                .label(band)
                for band, (low, high) in BANDS.items()
            ),
        )
        .group_by(*keys)
        .subquery("grouped")
    )
    by_size = func.sum(grouped.c.people).over(
        partition_by=grouped.c.estate_id,
        order_by=(grouped.c.people, grouped.c.department_id),
        rows=(None, -1),
    )
    sized = select(grouped, func.coalesce(by_size, 0).label("smaller")).subquery("sized")
    fewest = literal_column(str(SMALLEST), BigInteger())
    hidden = or_(
        sized.c.people < fewest,
        sized.c.smaller.between(literal_column("1"), literal_column(str(SMALLEST - 1))),
    )
    figures = [sized.c.mean, *(sized.c[band] for band in BANDS)]
    counts = [
        _in_force(sized, begins, months, kind).label(name)
        for name, kind in (("rewards", MeritKind.REWARD), ("penalties", MeritKind.PENALTY))
    ]
    return select(
        sized.c.group_id,
        sized.c.estate_id,
        sized.c.department_id,
        sized.c.people,
        hidden.label("suppressed"),
        *(case((hidden, null()), else_=each).label(each.name) for each in (*figures, *counts)),
        func.row_number()
        .over(order_by=(sized.c.estate_id, sized.c.department_id))
        .label("position"),
    ).subquery("distribution")


def _in_force(
    sized: Row, begins: BindParameter[Any], months: ColumnElement[int], kind: MeritKind
) -> ScalarSelect[Any]:
    """How many cases of a department came into force in the time, in the estate's zone."""
    found, estate = MeritCase.__table__.alias(), EstateRow.__table__.alias()
    day = func.date(func.timezone(estate.c.zone, found.c.in_force_at))
    return (
        select(func.count())
        .where(
            estate.c.id == found.c.estate_id,
            found.c.estate_id == sized.c.estate_id,
            found.c.department_id == sized.c.department_id,
            found.c.kind == literal_column(f"'{kind.value}'"),
            found.c.state == literal_column(f"'{MeritState.IN_FORCE.value}'"),
            day >= begins,
            day < begins + func.make_interval(0, months),
        )
        .correlate(sized)
        .scalar_subquery()
    )


@extends(Query)
class DistributionQueries:
    merit_distribution: list[MeritDistribution] = derived(
        of_month,
        MeritCard,
        most=500,
        weight=50,
        arguments=[argument("month", date, "The first day of the month.")],
        audiences=INSIDE,
        description="How a month's scores are distributed, by department; of nobody alone.",
    )
    merit_period_distribution: list[MeritDistribution] = derived(
        of_period,
        MeritPeriodCard,
        most=500,
        weight=50,
        arguments=[
            argument("period", MeritPeriod, "A quarter or a year."),
            argument("begins", date, "Its first day."),
        ],
        audiences=INSIDE,
        description="The like, of a quarter or a year.",
    )


__all__ = ["SMALLEST", "DistributionQueries", "MeritDistribution"]
