"""Personal data, masked in SQL for callers whose work does not need it (S-N2)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, literal_column

from api.graph.binds import Binds
from api.graph.entity import Entity
from api.graph.fields import Row


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


MASKS: Mapping[str, Callable[[ColumnElement[Any]], ColumnElement[Any]]] = {
    "name": lambda value: func.left(value, 1, type_=Text()).concat(_text("**")),
    "phone": lambda value: (
        func.left(value, 3, type_=Text())
        .concat(_text("****"))
        .concat(func.right(value, 4, type_=Text()))
    ),
    "address": lambda value: func.left(value, 2, type_=Text()).concat(_text("****")),
    "email": lambda value: func.left(value, 1, type_=Text()).concat(_text("***")),
}
"""How each kind of personal data looks to those who may not see it: 王**, 138****5678."""


def shown(entity: Entity, row: Row, name: str, binds: Binds) -> ColumnElement[Any]:
    """A column of the row, masked where the caller may not see it."""
    value = row.c[name]
    kind = entity.column(name).info.get("personal") if name in entity.table.c else None
    if kind is None:
        return value
    mine = row.c[entity.wall_column] == func.any(binds.personal_estates())
    return case((mine, value), else_=MASKS[kind](value))


__all__ = ["MASKS", "shown"]
