"""Filter inputs as SQL. An absent condition costs nothing: it is not in the statement."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, Uuid, and_, false, func, not_, or_
from sqlalchemy.types import TypeEngine

from api.graph.arguments import Argument
from api.graph.binds import Binds, Getter, Values
from api.graph.entity import Entity, GlobalId, is_key
from api.graph.fields import Row
from api.graph.inputs import Filterable, filterable
from api.graph.weights import CONDITION
from core.db.base import EnumText
from core.errors import Invalid

DEEPEST_FILTER = 20

COMPARISONS: Mapping[str, Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]]]
COMPARISONS = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
}


def conditions(
    entity: Entity, row: Row, given: Argument, binds: Binds
) -> Iterator[ColumnElement[bool]]:
    """The conditions of a filter input, all of which must hold.

    Raises INVALID for one that is nested too deeply.
    """
    yield from _conditions(entity, row, given, binds, 1)


def _conditions(
    entity: Entity, row: Row, given: Argument, binds: Binds, level: int
) -> Iterator[ColumnElement[bool]]:
    if level > DEEPEST_FILTER:
        raise Invalid("filter", f"nested deeper than {DEEPEST_FILTER} levels")
    columns = filterable(entity)
    for name, part in given.parts():
        if name == "and":
            yield and_(True, *(_all(entity, row, item, binds, level) for item in part.items()))
        elif name == "or":
            branches = [_all(entity, row, item, binds, level) for item in part.items()]
            yield or_(*branches) if branches else false()
        elif name == "not":
            yield not_(func.coalesce(_all(entity, row, part, binds, level), False))
        else:
            yield from _matches(columns[name], row, part, binds)


def _all(
    entity: Entity, row: Row, given: Argument, binds: Binds, level: int
) -> ColumnElement[bool]:
    binds.weigh(CONDITION)
    return and_(True, *_conditions(entity, row, given, binds, level + 1))


def _matches(
    found: Filterable, row: Row, given: Argument, binds: Binds
) -> Iterator[ColumnElement[bool]]:
    column = row.c[found.column.name]
    type_ = _bound_type(found.column.type)
    for name, part in given.parts():
        binds.weigh(CONDITION)
        if name == "isNull":
            yield column.is_(None) if part.ask() else column.is_not(None)
        elif name == "in":
            yield column == func.any(binds.bind(_list(part.getter, found), ARRAY(type_)))
        else:
            yield COMPARISONS[name](column, binds.bind(_value(part.getter, found), type_))


def _bound_type(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    return Text() if isinstance(type_, EnumText) else type_


def _value(getter: Getter, found: Filterable) -> Getter:
    if found.by_global_id:
        return lambda values: _key(getter(values), found)
    if isinstance(found.column.type, EnumText):
        return lambda values: str(getter(values).value)
    return getter


def _list(getter: Getter, found: Filterable) -> Getter:
    def values(request: Values) -> list[Any]:
        return [_value(lambda _, item=item: item, found)(request) for item in getter(request)]  # type: ignore[misc]

    return values


def _key(text: str, found: Filterable) -> Any:
    """The part of a global id that the column holds: a row's id, or an estate's or region's own
    number, which is nobody's (-1) in an id of another type."""
    parsed = GlobalId.parse(text)
    if isinstance(found.column.type, Uuid):
        return parsed.uuid()
    if isinstance(found.column.type, BigInteger):
        table = found.column.table.name if found.column.name == "id" else found.column.name
        right = parsed.type.lower() == table.removesuffix("_id") and parsed.estate is None
        return int(parsed.key) if right and is_key(parsed.key) else -1
    return parsed.text


__all__ = ["conditions"]
