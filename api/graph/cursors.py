"""Keyset cursors: where a row stands in a stable order, as opaque text.

A cursor holds a mark of the order it was made under and the row's value for each key, as base64 of
a JSON list; PostgreSQL writes it, Python reads it back when the next page is asked for.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Text,
    Uuid,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    tuple_,
)
from sqlalchemy import Column as TableColumn
from sqlalchemy.types import TypeEngine

from api.graph.arguments import Argument
from api.graph.binds import Binds, Getter
from api.graph.entity import Entity
from api.graph.fields import Row
from core.db.base import EnumText
from core.errors import Invalid

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order, with its column."""

    column: TableColumn[Any]
    descending: bool

    @property
    def type(self) -> TypeEngine[Any]:
        return Text() if isinstance(self.column.type, EnumText) else self.column.type


def mark(entity: Entity, keys: Sequence[Key]) -> str:
    """A short text that differs between orders."""
    told = ",".join(f"{key.column.name}{'-' if key.descending else '+'}" for key in keys)
    return hashlib.blake2s(f"{entity.name}:{told}".encode(), digest_size=4).hexdigest()


def cursor(
    entity: Entity, keys: Sequence[Key], values: Sequence[ColumnElement[Any]]
) -> ColumnElement[Any]:
    """The SQL of the cursor of a row that has these values for the order's keys."""
    written = func.json_build_array(literal_column(f"'{mark(entity, keys)}'", Text()), *values)
    encoded = func.encode(
        func.convert_to(cast(written, Text), literal_column("'UTF8'")), literal_column("'base64'")
    )
    return func.translate(encoded, literal_column("E'\\n'"), literal_column("''"), type_=Text())


def read(text: str, entity: Entity, keys: Sequence[Key], field: str) -> list[Any]:
    """The values in a cursor, in their columns' types. Raises INVALID for a foreign cursor."""
    try:
        found = orjson.loads(base64.b64decode(text, validate=True))
        if not isinstance(found, list) or len(found) != len(keys) + 1:
            raise ValueError
        if found[0] != mark(entity, keys):
            raise Invalid(field, "a cursor of another list or order")
        return [_value(key, value) for key, value in zip(keys, found[1:], strict=True)]
    except (ValueError, TypeError, binascii.Error, orjson.JSONDecodeError):
        raise Invalid(field, "not a cursor of this list") from None


def beyond(
    given: Argument, entity: Entity, keys: Sequence[Key], row: Row, binds: Binds, *, after: bool
) -> ColumnElement[bool]:
    """The condition for rows after (or before) a cursor."""
    field = "after" if after else "before"

    def values(request: Any) -> list[Any]:
        return read(given.getter(request), entity, keys, field)

    bound = [
        None
        if key.column.nullable and given.ask(lambda r, i=i: values(r)[i] is None)  # type: ignore[misc]
        else binds.bind(_item(values, i), key.type)
        for i, key in enumerate(keys)
    ]
    columns = [row.c[key.column.name] for key in keys]
    ways = {key.descending for key in keys}
    if len(ways) == 1 and not any(key.column.nullable for key in keys):
        ours, theirs = tuple_(*columns), tuple_(*(value for value in bound if value is not None))
        return ours < theirs if ways.pop() is after else ours > theirs
    return or_(
        *(
            and_(
                *(columns[j].is_not_distinct_from(bound[j]) for j in range(i)),
                _past(columns[i], bound[i], key, up=key.descending is not after),
            )
            for i, key in enumerate(keys)
        )
    )


def _past(
    column: ColumnElement[Any], value: ColumnElement[Any] | None, key: Key, *, up: bool
) -> ColumnElement[bool]:
    """Past a value in one key; PostgreSQL sorts NULL as larger than everything."""
    if value is None:
        return false() if up else column.is_not(None)
    if not up:
        return column < value
    return or_(column > value, column.is_(None)) if key.column.nullable else column > value


def _item(values: Getter, index: int) -> Getter:
    return lambda request: values(request)[index]


def _value(key: Key, value: Any) -> Any:
    if value is None:
        if key.column.nullable:
            return None
        raise ValueError
    if isinstance(key.type, BigInteger):
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
            raise ValueError
        return value
    if not isinstance(value, str):
        raise ValueError
    if isinstance(key.type, Uuid):
        return UUID(value)
    if isinstance(key.type, DateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if isinstance(key.type, Date):
        return date.fromisoformat(value)
    if "\0" in value:
        raise ValueError
    return value


__all__ = ["Key", "beyond", "cursor", "mark", "read"]
