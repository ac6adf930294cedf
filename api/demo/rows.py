"""Rows on their way into the database, table by table, and how each column is written by COPY."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import JSONB

from core.db.base import Base, EnumText

Row = Mapping[str, Any]


class Rows:
    """Rows by table. The tenant's columns are the same in all of them."""

    def __init__(self, **tenant: int) -> None:
        self.tenant = tenant
        self.of: dict[type[Base], list[Row]] = {}

    def add(self, model: type[Base], **values: Any) -> None:
        """One more row; what is left out has the model's default, or nothing."""
        self.of.setdefault(model, []).append(self.tenant | values)

    def __getitem__(self, model: type[Base]) -> list[Row]:
        return self.of.get(model, [])

    def __len__(self) -> int:
        return sum(map(len, self.of.values()))


class Form:
    """How rows of one table are written."""

    def __init__(self, model: type[Base]) -> None:
        table = model.__table__
        assert isinstance(table, Table)
        self.table = table
        self.columns = tuple(column.name for column in table.columns)
        self._names = frozenset(self.columns)
        self._cells = tuple(_cell(column) for column in table.columns)

    def line(self, row: Row) -> list[Any]:
        """The values of a row in the order of `columns`. Raises KeyError for a name it has not."""
        if not row.keys() <= self._names:
            raise KeyError(*(row.keys() - self._names))
        return [cell(row) for cell in self._cells]


def _cell(column: Column[Any]) -> Callable[[Row], Any]:
    name, default, write = column.name, _default(column), _writing(column)

    def cell(row: Row) -> Any:
        value = row[name] if name in row else default()
        return value if write is None or value is None else write(value)

    return cell


def _default(column: Column[Any]) -> Callable[[], Any]:
    default = column.default
    if default is None:
        return lambda: None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


def _writing(column: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, EnumText):
        return lambda value: value.value
    if isinstance(column.type, JSONB):
        return lambda value: orjson.dumps(value).decode()
    return None


__all__ = ["Form", "Row", "Rows"]
