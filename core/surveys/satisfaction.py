"""How many were satisfied, and how sure that is (S-F4): SQL over the answers, in one statement.

The share of a handful says little: beside it stand the number of answers and Wilson's interval, in
which the true share lies with 95 %. The target is met where the whole interval lies above it, not
met where it lies below, and open otherwise.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)

from core.coded import Coded
from core.estates.models import Estate
from core.surveys.models import SCORES, Survey, SurveyState
from core.surveys.rules import TARGET

Z = 1.959963984540054
"""The normal distribution's 97.5 % point: two-sided 95 %."""


class Standing(Coded):
    """What the answers say of the target."""

    MET = "MET", "达标：区间下限不低于目标"
    NOT_MET = "NOT_MET", "未达标：区间上限低于目标"
    TOO_FEW = "TOO_FEW", "样本不足，尚不能判断"


class Dimension(Coded):
    """What answers are gathered by."""

    ESTATE = "ESTATE"
    DEPARTMENT = "DEPARTMENT"
    STAFF = "STAFF"
    MONTH = "MONTH", "答复所在月份，按项目所在时区"


def with_interval(counted: FromClause) -> Subquery:
    """Rows with `answers` and `satisfied`, and beside them `rate`, `low` and `high`.

    Where there are no answers the rate is null and the interval says nothing: from 0 to 1. What is
    rounded never puts the rate outside its interval.
    """
    shared = select(*counted.c, _float("satisfied::float8 / nullif(answers, 0)", "rate"))
    rated = shared.subquery("rated")
    square, half = f"{Z * Z!r}::float8", f"{Z * Z / 2!r}::float8"
    reach = f"{Z!r}::float8 * sqrt(answers * rate * (1 - rate) + {Z * Z / 4!r}::float8)"
    middle, scale = f"satisfied + {half}", f"(answers + {square})"
    low = f"greatest(least(({middle} - {reach}) / {scale}, rate), 0)"
    high = f"least(greatest(({middle} + {reach}) / {scale}, rate), 1)"
    return select(*rated.c, _float(low, "low"), _float(high, "high")).subquery("bounded")


def _float(sql: str, name: str) -> ColumnElement[Any]:
    return literal_column(sql, Float).label(name)


GROUPS: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.ESTATE: ("group_id", "estate_id"),
    Dimension.DEPARTMENT: ("group_id", "estate_id", "department_id"),
    Dimension.STAFF: ("group_id", "estate_id", "assignee_id"),
    Dimension.MONTH: ("month",),
}
"""The columns by which each dimension gathers answers."""

KEYS: Mapping[str, str] = {
    "group_id": "bigint",
    "estate_id": "bigint",
    "department_id": "uuid",
    "assignee_id": "uuid",
    "month": "text",
}
"""Every column that some dimension gathers by, with PostgreSQL's type of it."""


def answers(survey: FromClause) -> ColumnElement[bool]:
    """That a survey is answered."""
    return survey.c.state == _text(SurveyState.ANSWERED)


def figures(
    survey: FromClause,
    by: Dimension | None,
    where: Sequence[ColumnElement[bool]],
    *,
    within: FromClause | None = None,
) -> Subquery:
    """One row for each group of answers, every group of them; without a dimension one row of all.

    `survey` is the table or an alias of it; `where` says which of its rows, and may speak of the
    row `within` which the figures stand.
    """
    keys = () if by is None else GROUPS[by]
    source: Any = survey
    columns: dict[str, Any] = {name: survey.c[name] for name in keys if name != "month"}
    if by is Dimension.MONTH:
        estate = Estate.__table__.alias("estate_of_answer")
        source = survey.join(
            estate,
            (estate.c.group_id == survey.c.group_id) & (estate.c.id == survey.c.estate_id),
        )
        local = func.timezone(estate.c.zone, survey.c.answered_at)
        columns["month"] = func.to_char(local, literal_column("'YYYY-MM'", Text))
    counted = (
        select(
            *(column.label(name) for name, column in columns.items()),
            func.count().label("answers"),
            func.count().filter(survey.c.satisfied).label("satisfied"),
            *(cast(func.avg(survey.c[score]), Float).label(score) for score in SCORES),
        )
        .select_from(source)
        .where(answers(survey), *where)
        .group_by(*columns.values())
    )
    if within is not None:
        counted = counted.correlate(within)
    return _judged(counted.subquery("counted"), keys)


def _judged(counted: Subquery, keys: Sequence[str]) -> Subquery:
    bounded = with_interval(counted)
    target = literal_column(f"{TARGET!r}::float8", Float)
    standing = case(
        (bounded.c.low >= target, _text(Standing.MET)),
        (bounded.c.high < target, _text(Standing.NOT_MET)),
        else_=_text(Standing.TOO_FEW),
    )
    order = [bounded.c[name] for name in keys]
    absent: list[ColumnElement[Any]] = [
        literal_column(f"null::{kind}").label(name)
        for name, kind in KEYS.items()
        if name not in keys
    ]
    return select(
        *bounded.c,
        *absent,
        target.label("target"),
        standing.label("standing"),
        func.row_number().over(order_by=order or None).label("position"),
    ).subquery("figures")


def _text(value: StrEnum) -> ColumnElement[str]:
    return literal_column(f"'{value.value}'", Text)


SURVEY: FromClause = Survey.__table__

__all__ = [
    "GROUPS",
    "SURVEY",
    "Dimension",
    "Standing",
    "answers",
    "figures",
    "with_interval",
]
