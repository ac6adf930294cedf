"""Rows on their way into the database, table by table, in the text that COPY reads."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from core.db.base import Base

Row = Mapping[str, Any]

CHUNK = 5_000
"""Rows handed over at a time."""


class Rows:
    """Rows by table. The tenant's columns are the same in all of them."""

    def __init__(self, **tenant: int) -> None:
        self.tenant = tenant
        self.of: dict[type[Base], list[Row]] = {}

    def add(self, model: type[Base], **values: Any) -> None:
        """One more row; what is left out has the model's default, or nothing."""
        self.of.setdefault(model, []).append(self.tenant | values)

    def taken(self) -> "Rows":
        """What there is by now, handed over: it is no longer here."""
        taken = Rows(**self.tenant)
        taken.of, self.of = self.of, {}
        return taken

    def __getitem__(self, model: type[Base]) -> list[Row]:
        return self.of.get(model, [])


class Form:
    """How rows of one table are written."""

    def __init__(self, model: type[Base]) -> None:
        table = model.__table__
        assert isinstance(table, Table)
        self.table = table
        self.name = f'{table.schema}."{table.name}"'
        self.short = table.name
        self.columns = tuple(column.name for column in table.columns)
        self._known = frozenset(self.columns)
        self._defaults = tuple((column.name, _default(column.default)) for column in table.columns)

    def chunks(self, rows: Iterable[Row]) -> Iterable[bytes]:
        """The rows as COPY's text, some thousands at a time."""
        lines: list[str] = []
        for row in rows:
            lines.append(self.line(row))
            if len(lines) == CHUNK:
                yield "".join(lines).encode()
                lines.clear()
        yield "".join(lines).encode()

    def line(self, row: Row) -> str:
        """One row, in the order of `columns`. Raises KeyError for a name the table has not."""
        if not row.keys() <= self._known:
            raise KeyError(*(row.keys() - self._known))
        values = [row[name] if name in row else default() for name, default in self._defaults]
        return "\t".join([WRITERS[type(value)](value) for value in values]) + "\n"


@lru_cache(maxsize=64)
def form_of(model: type[Base]) -> Form:
    """The form of a table."""
    return Form(model)


def _default(default: object) -> Callable[[], Any]:
    if isinstance(default, ScalarElementColumnDefault):
        scalar = default.arg
        return lambda: scalar
    if isinstance(default, CallableColumnDefault):
        make = default.arg
        return lambda: make(None)  # type: ignore[arg-type]
    return lambda: None


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _list(values: list[Any]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return _text("{" + ",".join(f'"{value}"' for value in quoted) + "}")


class _Writers(dict[type, Callable[[Any], str]]):
    """How values are written, by their type; enumerations by their value."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, Enum):
            raise TypeError(f"{kind.__name__} has no form in COPY")
        self[kind] = lambda value: str(value.value)
        return self[kind]


WRITERS = _Writers(
    {
        NoneType: lambda value: "\\N",
        bool: lambda value: "t" if value else "f",
        int: str,
        str: _text,
        UUID: str,
        date: date.isoformat,
        datetime: datetime.isoformat,
        list: _list,
        dict: lambda value: _text(orjson.dumps(value).decode()),
    }
)

__all__ = ["Form", "Row", "Rows", "form_of"]
