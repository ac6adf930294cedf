"""Many rows in one statement, of one table or of several.

    with w0 as (insert into core.ticket_event (...) select ... from json_populate_recordset(...)),
         w1 as (insert into core.outbox_event ...)
    select

A use case writes its row, its history, its clocks and its outbox entry; sent one by one they would
cost a round trip each. The rows go as one JSON list a table, in which PostgreSQL reads each column
in its own type. Foreign keys are checked at the statement's end, so order does not matter.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table, TextClause, text

from core.db.base import Base

Rows = Mapping[type[Base], list[dict[str, Any]]]

_Shape = tuple[tuple[type[Base], tuple[str, ...]], ...]


def insertion(rows: Rows) -> tuple[TextClause, dict[str, str]]:
    """The statement that inserts `rows`, and its parameters.

    Columns that a row leaves out have their model's default, or are null.
    """
    parameters: dict[str, str] = {}
    shape: list[tuple[type[Base], tuple[str, ...]]] = []
    for index, (model, given) in enumerate(rows.items()):
        whole = [_with_defaults(model, row) for row in given]
        named: Iterable[str] = dict.fromkeys(name for row in whole for name in row)
        shape.append((model, tuple(named)))
        parameters[f"rows_{index}"] = orjson.dumps(whole).decode()
    return _statement(tuple(shape)), parameters


def insertion_of_new(
    model: type[Base], rows: list[dict[str, Any]], unique: tuple[str, ...]
) -> tuple[TextClause, dict[str, str]]:
    """The same for those of one table's `rows` whose `unique` columns no row has yet, of several
    that have the same the first; it returns the ids of those inserted."""
    whole = [_with_defaults(model, row) for row in rows]
    names = tuple(dict.fromkeys(name for row in whole for name in row))
    insert = _insert(model, names, "rows")
    statement = f"{insert} on conflict ({', '.join(unique)}) do nothing returning id"
    return text(statement), {"rows": orjson.dumps(whole).decode()}


def rewriting(
    model: type[Base], rows: list[dict[str, Any]], *, counted: bool = False
) -> tuple[TextClause, dict[str, str]]:
    """The statement that writes into rows of one table, by `estate_id` and `id`, what `rows` say of
    their other columns: each says something of the same ones. `counted`: their versions rise."""
    names = [name for name in rows[0] if name not in ("estate_id", "id")]
    place = _place(model)
    changes = [f'"{name}" = new."{name}"' for name in names]
    if counted:
        changes.append("version = kept.version + 1")
    statement = (
        f"update {place} as kept set {', '.join(changes)} from {_source(model, 'rows')} as new"
        " where kept.estate_id = new.estate_id and kept.id = new.id"
    )
    return text(statement), {"rows": orjson.dumps(rows).decode()}


@cache
def _statement(shape: _Shape) -> TextClause:
    parts = (
        f"w{index} as ({_insert(model, names, f'rows_{index}')})"
        for index, (model, names) in enumerate(shape)
    )
    return text("with " + ", ".join(parts) + " select")


def _insert(model: type[Base], names: tuple[str, ...], parameter: str) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    source = _source(model, parameter)
    return f"insert into {_place(model)} ({columns}) select {columns} from {source}"


def _source(model: type[Base], parameter: str) -> str:
    return f"json_populate_recordset(null::{_place(model)}, cast(:{parameter} as json))"


def _place(model: type[Base]) -> str:
    table = model.__table__
    assert isinstance(table, Table)
    return f'{table.schema}."{table.name}"'


def _with_defaults(model: type[Base], row: dict[str, Any]) -> dict[str, Any]:
    defaults = _defaults(model)
    missing = {name: make() for name, make in defaults.items() if name not in row}
    return row | missing if missing else row


@cache
def _defaults(model: type[Base]) -> dict[str, Callable[[], Any]]:
    """What a model's columns are when nobody says."""
    found: dict[str, Callable[[], Any]] = {}
    for column in model.__table__.columns:
        default = column.default
        if default is None:
            continue
        if default.is_scalar:
            found[column.name] = lambda value=default.arg: value  # type: ignore[misc]
        elif default.is_callable:
            found[column.name] = lambda make=default.arg: make(None)  # type: ignore[misc]
    return found


__all__ = ["Rows", "insertion", "insertion_of_new", "rewriting"]
