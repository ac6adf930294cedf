"""Rows of several tables in one statement.

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


@cache
def _statement(shape: _Shape) -> TextClause:
    parts = []
    for index, (model, names) in enumerate(shape):
        table = model.__table__
        assert isinstance(table, Table)
        place = f'{table.schema}."{table.name}"'
        columns = ", ".join(f'"{table.c[name].name}"' for name in names)
        source = f"json_populate_recordset(null::{place}, cast(:rows_{index} as json))"
        insert = f"insert into {place} ({columns}) select {columns} from {source}"
        parts.append(f"w{index} as ({insert})")
    return text("with " + ", ".join(parts) + " select")


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


__all__ = ["Rows", "insertion"]
