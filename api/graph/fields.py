"""How a Strawberry type declares its fields, each saying which SQL answers it.

    @entity(models.House)
    class House(Node):
        label: str = column()
        building: Building = one("building_id")
        tickets: Connection[Ticket] = connection("house_id")

A field's kind is a frozen value (`api.graph.kinds`); the compiler (`api.graph.compile`) turns a
selection of such fields into one statement. `SqlField` carries the kind through Strawberry into the
built schema.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from sqlalchemy import ColumnElement
from sqlalchemy.orm import DeclarativeBase
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from api.graph.computed import InPython
from api.graph.kinds import (
    Aggregate,
    Answered,
    Column,
    Computed,
    Condition,
    Expression,
    Join,
    Kind,
    Lookup,
    Many,
    Measure,
    One,
    Order,
    Paged,
    Refusals,
    Row,
    Summary,
    Viewer,
)
from core.actor import Audience

EVERYBODY = frozenset(Audience)
INSIDE = frozenset({Audience.STAFF, Audience.SERVICE})

DEFAULT_PAGE, LARGEST_PAGE = 20, 200


@dataclass(frozen=True, slots=True)
class Exposure:
    """Where a field exists: for which audiences, and with which plugin (None: the core's own)."""

    audiences: frozenset[Audience] = EVERYBODY
    plugin: str | None = None


class SqlField(StrawberryField):
    """A Strawberry field with the SQL that answers it.

    A list's arguments depend on the filters and orders of the type it lists, which may be declared
    in a module not yet imported; so they are worked out when the schema asks for them.
    """

    kind: Kind
    exposure: Exposure

    @property
    def arguments(self) -> list[StrawberryArgument]:
        if self._arguments is None:
            from api.graph.inputs import list_arguments

            self._arguments = list_arguments(self)
        return self._arguments

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        self._arguments = value

    def __copy__(self) -> "SqlField":
        new: SqlField = super().__copy__()
        new.kind = self.kind
        new.exposure = self.exposure
        return new


def sql_field(
    kind: Kind,
    *,
    audiences: frozenset[Audience] = EVERYBODY,
    description: str | None = None,
    deprecation_reason: str | None = None,
    name: str | None = None,
    arguments: Sequence[StrawberryArgument] | None = (),
) -> Any:
    """A field of `kind`; the named constructors below are how types declare theirs."""
    made = SqlField(
        graphql_name=name,
        description=description,
        deprecation_reason=deprecation_reason,
        default=None,
    )
    made.kind = kind
    made.exposure = Exposure(audiences)
    made._arguments = None if arguments is None else list(arguments)
    return made


def argument(
    name: str, annotation: Any, description: str, default: Any = ...
) -> StrawberryArgument:
    """An argument of a compiled field; required unless a default is given."""
    extra = {} if default is ... else {"default": default}
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        **extra,
    )


def column(name: str | None = None, **options: Any) -> Any:
    """A column of the row; `name` where it differs from the field's."""
    return sql_field(Column(name), **options)


def expression(sql: Expression, **options: Any) -> Any:
    """SQL over the row: `expression(lambda row, binds: row.c.closed_at.is_(None))`."""
    return sql_field(Computed(sql), **options)


def one(by: Join, *, order: Sequence[Order] = (), **options: Any) -> Any:
    """The row a column refers to; with a join and an order, the first row that matches."""
    return sql_field(One(by, tuple(order)), **options)


def many(
    by: Join,
    *,
    order: Sequence[Order],
    where: Condition | None = None,
    default: int = 50,
    **options: Any,
) -> Any:
    """A list of at most `first` rows that refer to this one by `by`; `default` if nobody says."""
    first = argument("first", int, f"At most this many; up to {LARGEST_PAGE}.", default)
    return sql_field(Many(by, tuple(order), where), arguments=[first], **options)


def connection(
    by: Join | None = None,
    *,
    order: Sequence[Order] = (Order("id"),),
    where: Condition | None = None,
    **options: Any,
) -> Any:
    """A Relay connection over rows that refer to this one by `by`; at the root, over all rows."""
    return sql_field(Paged(by, tuple(order), where), arguments=None, **options)


def summary(target: type, **options: Any) -> Any:
    """Counts over `target`, grouped by the dimensions selected."""
    return sql_field(Summary(target), arguments=None, **options)


def measure(sql: Callable[[Row], ColumnElement[Any]], **options: Any) -> Any:
    """A figure in a summary: `measure(lambda row: func.count())`."""
    return sql_field(Measure(sql), **options)


def lookup(*, any_type: bool = False, **options: Any) -> Any:
    """The row with a given global id, of the field's type, or of any type (`node`)."""
    id_argument = argument("id", strawberry.ID, "The global id.")
    return sql_field(Lookup(any_type), arguments=[id_argument], **options)


def aggregate(
    target: type[DeclarativeBase],
    by: Join,
    value: Callable[[Row], ColumnElement[Any]],
    *,
    where: Condition | None = None,
    **options: Any,
) -> Any:
    """One value over the rows of `target` that refer to this one by `by`."""
    return sql_field(Aggregate(target, by, value, where), **options)


def in_python(
    requires: Sequence[str],
    compute: Callable[..., Any],
    *,
    sql: Mapping[str, Expression] | None = None,
    **options: Any,
) -> Any:
    """`compute(**columns, **sql)` in Python, for what SQL cannot say. Costs the compiled way's
    speed."""
    return sql_field(InPython(tuple(requires), compute, sql or {}), **options)


def answered(**options: Any) -> Any:
    """The row a mutation answers with; null where it was refused."""
    return sql_field(Answered(), **options)


def refusals() -> Any:
    """Why a mutation was refused; empty where it was carried out."""
    return sql_field(Refusals(), description="Why nothing was done; empty where it was.")


def viewer(**options: Any) -> Any:
    return sql_field(Viewer(), **options)


__all__ = [
    "DEFAULT_PAGE",
    "EVERYBODY",
    "INSIDE",
    "LARGEST_PAGE",
    "Exposure",
    "Expression",
    "Join",
    "Order",
    "Row",
    "SqlField",
    "aggregate",
    "answered",
    "argument",
    "column",
    "connection",
    "expression",
    "in_python",
    "lookup",
    "many",
    "measure",
    "one",
    "refusals",
    "sql_field",
    "summary",
    "viewer",
]
