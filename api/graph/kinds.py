"""The kinds of field there are: each a frozen value that says what answers it.

`api.graph.fields` is how types declare them, `api.graph.compile` how a selection of them is walked,
and `api.graph.answers` which SQL each becomes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.orm import DeclarativeBase

from api.graph.computed import InPython

if TYPE_CHECKING:
    from api.graph.arguments import Arguments
    from api.graph.binds import Binds

Row: TypeAlias = FromClause
"""The table, alias or subquery that holds the current row; its columns are at `row.c`."""

Expression: TypeAlias = Callable[["Row", "Binds"], ColumnElement[Any]]
"""SQL over one row. `Binds` gives access to values of the request (`binds.persons()`)."""

Condition: TypeAlias = Callable[["Row", "Binds"], ColumnElement[bool]]
"""What a list's rows must fulfil, whatever else is asked of them."""

Join: TypeAlias = str | Callable[["Row", "Row"], ColumnElement[bool]]
"""How rows meet: the name of the column that refers to `id`, or SQL over (parent, child)."""


@dataclass(frozen=True, slots=True)
class Order:
    """One key of a stable order: a column's name, and whether it runs down."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row, masked for those who may not see it if it is personal data."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """SQL over the row."""

    sql: Expression


@dataclass(frozen=True, slots=True)
class Id:
    """The row's global id."""


@dataclass(frozen=True, slots=True)
class One:
    """Another row of the same estate, or none. `by` is the parent's referring column."""

    by: Join
    order: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """A short list of rows that belong to this one, at most `first` of them."""

    by: Join
    order: tuple[Order, ...]
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Paged:
    """A Relay connection: keyset cursors both ways over a stable order."""

    by: Join | None = None
    order: tuple[Order, ...] = (Order("id"),)
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value computed over the rows of a mapped class that belong to this one."""

    target: type[DeclarativeBase]
    by: Join
    value: Callable[[Row], ColumnElement[Any]]
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a target's rows, grouped by whichever dimensions are selected."""

    target: type


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a group of rows in a summary."""

    sql: Callable[[Row], ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A root field that finds one row by its global id, or by `node`'s rule any row at all."""

    any_type: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """A root object that is the caller, over no row."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A list of rows that SQL of the domain makes (`api.graph.derived`).

    `rows` makes it from the row it belongs to, which the root has not, and the arguments; `model`
    says behind which wall it stands. At most `most` rows, or as many as the argument `first` says;
    `weight` is what PostgreSQL has to do for them.
    """

    rows: Callable[["Row | None", "Arguments", "Binds"], Row]
    model: type[DeclarativeBase]
    order: str
    most: int
    weight: int


@dataclass(frozen=True, slots=True)
class Answered:
    """In a mutation's payload: the row it answers with, under the name of the field."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """In a mutation's payload: why nothing was done; empty where it was."""


@dataclass(frozen=True, slots=True)
class Told:
    """In a mutation's payload: what is told once; the statement has a mark in its place."""

    MARK: ClassVar[str] = "told once: "


Kind: TypeAlias = (
    Answered
    | Column
    | Computed
    | Derived
    | Id
    | One
    | Many
    | Paged
    | Aggregate
    | Refusals
    | Summary
    | Lookup
    | Measure
    | Told
    | Viewer
    | InPython
)

__all__ = [
    "Aggregate",
    "Answered",
    "Column",
    "Computed",
    "Condition",
    "Derived",
    "Expression",
    "Id",
    "Join",
    "Kind",
    "Lookup",
    "Many",
    "Measure",
    "One",
    "Order",
    "Paged",
    "Refusals",
    "Row",
    "Summary",
    "Told",
    "Viewer",
]
