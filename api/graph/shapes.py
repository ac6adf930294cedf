"""How rows become JSON in PostgreSQL.

`row_to_json` of a subquery is faster than `json_build_object` and has no limit of 50 pairs; its
keys are the subquery's column names, which PostgreSQL cuts at 63 bytes. A level with a longer
GraphQL alias is written out as text instead (GraphQL names need no escaping).
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Text,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSON

Columns: TypeAlias = Sequence[tuple[str, ColumnElement[Any]]]
"""The keys of an object and the SQL of their values, in order."""

LONGEST_NAME = 63
MOST_ARGUMENTS = 90
"""PostgreSQL's functions take 100."""


EMPTY: ColumnElement[Any] = literal_column("'{}'::json", JSON())


def as_object(columns: Columns, rows: Select[Any] | None = None) -> ScalarSelect[Any]:
    """The JSON object of one row: `rows` gives FROM, WHERE, ORDER BY and LIMIT, or none of them.

    NULL where there is no row.
    """
    inner, made = _object(columns, rows)
    return select(made).select_from(inner).scalar_subquery()


def as_list(columns: Columns, rows: Select[Any]) -> ColumnElement[Any]:
    """The JSON list of the objects of `rows`, in the order of `rows`; `[]` where there are none."""
    inner, made = _object(columns, rows)
    return or_empty(select(func.json_agg(made)).select_from(inner).scalar_subquery())


def or_empty(listed: ColumnElement[Any]) -> ColumnElement[Any]:
    """An aggregate of no rows is NULL; a list of none is `[]`."""
    return func.coalesce(listed, literal_column("'[]'::json"), type_=JSON())


def _object(columns: Columns, rows: Select[Any] | None) -> tuple[FromClause, ColumnElement[Any]]:
    base: Select[Any] = select() if rows is None else rows
    if not columns:  # everything selected was skipped
        return base.add_columns(literal_column("1").label("one")).subquery(), EMPTY
    if all(len(key) <= LONGEST_NAME for key, _ in columns):
        inner = base.add_columns(*(value.label(key) for key, value in columns)).subquery()
        return inner, func.row_to_json(inner.table_valued(), type_=JSON())
    inner = base.add_columns(
        *(value.label(f"c{index}") for index, (_, value) in enumerate(columns))
    ).subquery()
    parts: list[ColumnElement[Any]] = []
    for index, (key, _) in enumerate(columns):
        parts.append(literal_column(f"""'{"," if index else "{"}"{key}":'""", Text()))
        parts.append(func.coalesce(cast(func.to_json(inner.c[f"c{index}"]), Text), "null"))
    return inner, cast(_joined([*parts, literal_column("'}'")]), JSON)


def _joined(parts: list[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The texts one after another, in calls of no more arguments than PostgreSQL takes."""
    while len(parts) > 1:
        parts = [
            func.concat(*parts[start : start + MOST_ARGUMENTS], type_=Text())
            for start in range(0, len(parts), MOST_ARGUMENTS)
        ]
    return parts[0]


__all__ = ["Columns", "as_list", "as_object", "or_empty"]
