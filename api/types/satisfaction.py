"""How satisfied customers are, with the number of answers behind it (S-F4), as frontends see it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    func,
    or_,
    select,
)

from api.graph.arguments import Argument, Arguments
from api.graph.binds import Binds, Values
from api.graph.derived import derived
from api.graph.entity import GlobalId, is_key
from api.graph.fields import INSIDE, Row, argument, one
from api.graph.fields import column as of
from core.actor import Audience
from core.surveys import models
from core.surveys.satisfaction import SURVEY, Dimension, Standing, figures
from core.tickets.kinds import Kind
from core.tickets.models import Ticket
from tenants.roles import Permission, roles_with

if TYPE_CHECKING:
    from api.types.estates import Estate
    from api.types.staff import Department, Staff

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]
_Department = Annotated["Department", strawberry.lazy("api.types.staff")]
_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]

SEE_FIGURES = roles_with(Permission.SEE_FIGURES)
MOST = 1000
"""Groups that are reckoned with; none is left out beyond them."""

WEIGHT = 100
NESTED_WEIGHT = 20

Conditions = list[ColumnElement[bool]]


@strawberry.input(description="Which answers; those given must all hold.")
class SatisfactionFilter:
    estate: strawberry.ID | None = None
    department: strawberry.ID | None = None
    staff: strawberry.ID | None = strawberry.field(
        description="Whose work was asked about.", default=None
    )
    kind: Kind | None = strawberry.field(description="The ticket's.", default=None)
    from_: datetime | None = strawberry.field(
        name="from", description="Answered then or later.", default=None
    )
    to: datetime | None = strawberry.field(description="Answered before.", default=None)


def rows(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """The figures of all that the caller may see, gathered as asked."""
    survey = SURVEY.alias("answer")
    by = Dimension(arguments.get("by").ask())
    where = [*_in_scope(survey, binds), *_permitted(survey, binds)]
    given = arguments.get("filter")
    if given.given:
        for name, part in given.parts():
            where.append(_MATCHES[name](survey, part, binds))
    return figures(survey, by, where)


def beneath(column: str) -> Callable[[Row | None, Arguments, Binds], Row]:
    """The figures of the answers that belong to a row by `column`."""

    def found(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
        assert row is not None
        survey = SURVEY.alias("answer")
        estate = row.c.id if column == "estate_id" else row.c.estate_id
        where = [survey.c.group_id == row.c.group_id, survey.c.estate_id == estate]
        if column != "estate_id":
            where.append(survey.c[column] == row.c.id)
        where += _permitted(survey, binds)
        for name, matches in (("since", _since), ("until", _until)):
            part = arguments.get(name)
            if part.given:
                where.append(matches(survey, part, binds))
        return figures(survey, None, where, within=row)

    return found


def _in_scope(survey: Row, binds: Binds) -> Conditions:
    estate = binds.only_estate()
    if estate is not None:
        return [survey.c.estate_id == estate]
    return [
        survey.c.group_id == binds.group(),
        survey.c.estate_id == func.any(binds.estates()),
    ]


def _permitted(survey: Row, binds: Binds) -> Conditions:
    """Where the caller sees figures, everybody's; elsewhere what was said of their own work."""
    return [
        or_(
            survey.c.estate_id == func.any(binds.estates_with(SEE_FIGURES)),
            survey.c.assignee_id == func.any(binds.persons()),
        )
    ]


def _estate(survey: Row, part: Argument, binds: Binds) -> ColumnElement[bool]:
    def number(values: Values) -> int:
        found = GlobalId.parse(part.getter(values))
        known = found.type == "Estate" and found.estate is None and is_key(found.key)
        return int(found.key) if known else -1

    return survey.c.estate_id == binds.bind(number, BigInteger())


def _row(type_: str, column: str) -> Callable[[Row, Argument, Binds], ColumnElement[bool]]:
    """The estate and the key of a global id, both; one of another type is nobody's."""

    def matches(survey: Row, part: Argument, binds: Binds) -> ColumnElement[bool]:
        def estate(values: Values) -> int:
            found = GlobalId.parse(part.getter(values))
            return found.estate if found.type == type_ and found.estate is not None else -1

        def key(values: Values) -> Any:
            return GlobalId.parse(part.getter(values)).uuid()

        at_estate = survey.c.estate_id == binds.bind(estate, BigInteger())
        return at_estate & (survey.c[column] == binds.bind(key, Uuid()))

    return matches


def _kind(survey: Row, part: Argument, binds: Binds) -> ColumnElement[bool]:
    ticket = Ticket.__table__.alias("answered_ticket")
    kind = binds.bind(lambda values: str(part.getter(values).value), Text())
    return (
        select(ticket.c.id)
        .where(
            ticket.c.estate_id == survey.c.estate_id,
            ticket.c.id == survey.c.ticket_id,
            ticket.c.kind == kind,
        )
        .correlate(survey)
        .exists()
    )


def _since(survey: Row, part: Argument, binds: Binds) -> ColumnElement[bool]:
    return survey.c.answered_at >= binds.bind(part.getter, DateTime(timezone=True))


def _until(survey: Row, part: Argument, binds: Binds) -> ColumnElement[bool]:
    return survey.c.answered_at < binds.bind(part.getter, DateTime(timezone=True))


_MATCHES: dict[str, Callable[[Row, Argument, Binds], ColumnElement[bool]]] = {
    "estate": _estate,
    "department": _row("Department", "department_id"),
    "staff": _row("Staff", "assignee_id"),
    "kind": _kind,
    "from": _since,
    "to": _until,
}


@strawberry.type(description="How satisfied customers are: never without the number of answers.")
class SatisfactionFigures:
    answers: int = of(description="How many answered.")
    satisfied: int = of(description="How many of them are satisfied.")
    rate: float | None = of(description="Of the answers, 0 to 1; null where there are none.")
    low: float | None = of(description="The true rate is no lower, with 95 % (Wilson).")
    high: float | None = of(description="The true rate is no higher, with 95 % (Wilson).")
    target: float = of(description="What is aimed at (S-F4).")
    standing: Standing = of(description="What the answers say of the target.")
    attitude: float | None = of(description="The mean score, 1 (bad) to 5 (good).")
    speed: float | None = of()
    result: float | None = of()
    professionalism: float | None = of()


@strawberry.type(description="Satisfaction of one estate, department, person or month.")
class Satisfaction(SatisfactionFigures):
    estate: _Estate | None = one("estate_id")
    department: _Department | None = one("department_id")
    staff: _Staff | None = one("assignee_id", description="Whose work was asked about.")
    month: str | None = of(description="2025-03, in the estate's zone.")


satisfaction: Any = derived(
    rows,
    models.Survey,
    most=MOST,
    weight=WEIGHT,
    arguments=[
        argument("by", Dimension, "What answers are gathered by."),
        argument("filter", SatisfactionFilter | None, "Which answers.", None),
    ],
    audiences=frozenset({Audience.STAFF}),
    description="How satisfied customers are (S-F4): everybody's for who sees figures, and for all"
    " others what was said of their own work.",
)


def satisfaction_of(column: str) -> Any:
    """The same of one row, by the column of the survey that names it."""
    return derived(
        beneath(column),
        models.Survey,
        most=1,
        weight=NESTED_WEIGHT,
        arguments=[
            argument("since", datetime | None, "Answered then or later.", None),
            argument("until", datetime | None, "Answered before.", None),
        ],
        audiences=INSIDE,
        description="How satisfied customers are, as far as the caller sees figures (S-F4).",
    )


__all__ = [
    "Satisfaction",
    "SatisfactionFigures",
    "SatisfactionFilter",
    "satisfaction",
    "satisfaction_of",
]
