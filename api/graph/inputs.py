"""Typed filters and orders, made from the columns an entity names."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args

import strawberry
from sqlalchemy import Boolean, Date, DateTime, Uuid
from sqlalchemy import Column as TableColumn
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryContainer, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from api.graph.entity import Entity, entity_of
from api.graph.fields import DEFAULT_PAGE, LARGEST_PAGE, SqlField, argument
from api.graph.kinds import Paged, Summary
from core.db.base import EnumText


@strawberry.enum(description="Which way an order runs.")
class Direction(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.input(description="Conditions on a text; those given must all hold.")
class TextMatch:
    eq: str | None = None
    ne: str | None = None
    in_: list[str] | None = strawberry.field(name="in", default=None)
    is_null: bool | None = None


@strawberry.input(description="Conditions on a whole number; those given must all hold.")
class IntMatch:
    eq: int | None = None
    ne: int | None = None
    lt: int | None = None
    lte: int | None = None
    gt: int | None = None
    gte: int | None = None
    in_: list[int] | None = strawberry.field(name="in", default=None)
    is_null: bool | None = None


@strawberry.input(description="Conditions on an instant; those given must all hold.")
class DateTimeMatch:
    eq: datetime | None = None
    lt: datetime | None = None
    lte: datetime | None = None
    gt: datetime | None = None
    gte: datetime | None = None
    is_null: bool | None = None


@strawberry.input(description="Conditions on a day; those given must all hold.")
class DateMatch:
    eq: date | None = None
    lt: date | None = None
    lte: date | None = None
    gt: date | None = None
    gte: date | None = None
    is_null: bool | None = None


@strawberry.input(description="Conditions on a yes or no; those given must all hold.")
class BooleanMatch:
    eq: bool | None = None
    is_null: bool | None = None


@strawberry.input(description="Conditions on a reference, by global ids; all must hold.")
class IDMatch:
    eq: strawberry.ID | None = None
    ne: strawberry.ID | None = None
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=None)
    is_null: bool | None = None


@dataclass(frozen=True, slots=True)
class Filterable:
    """A column as its filter input knows it."""

    column: TableColumn[Any]
    match: type

    @property
    def by_global_id(self) -> bool:
        return self.match is IDMatch


def filterable(entity: Entity) -> dict[str, Filterable]:
    """The columns that can be filtered on, by their names in the API."""
    return {
        field_name(name): Filterable(entity.column(name), _match(entity, entity.column(name)))
        for name in entity.filters
    }


def field_name(column: str) -> str:
    """`house_id` is `house` in the API, `received_at` is `receivedAt`."""
    return to_camel_case(column.removesuffix("_id") if column != "id" else column)


def _match(entity: Entity, column: TableColumn[Any]) -> type:
    if isinstance(column.type, EnumText):
        enum: type[StrEnum] = column.type.enum
        return _enum_match(enum)
    if isinstance(column.type, Uuid) or column.name in (entity.wall_column, "id", "region_id"):
        return IDMatch
    if isinstance(column.type, Boolean):
        return BooleanMatch
    if isinstance(column.type, DateTime):
        return DateTimeMatch
    if isinstance(column.type, Date):
        return DateMatch
    return IntMatch if column.type.python_type is int else TextMatch


@cache
def _enum_match(enum: type[StrEnum]) -> type:
    listed: Any = list[enum]  # type: ignore[valid-type]
    return strawberry.input(
        type(
            f"{enum.__name__}Match",
            (),
            {
                "__annotations__": {
                    "eq": _optional(enum),
                    "ne": _optional(enum),
                    "in_": _optional(listed),
                    "is_null": _optional(bool),
                },
                "eq": None,
                "ne": None,
                "in_": strawberry.field(name="in", default=None),
                "is_null": None,
            },
        ),
        description="Conditions on a value of its list; those given must all hold.",
    )


@cache
def filter_input(cls: type) -> type | None:
    """The filter input of an entity type, or None where nothing can be filtered."""
    entity = _entity(cls)
    if not entity.filters:
        return None
    fields = {name: found.match for name, found in filterable(entity).items()}
    made: type = strawberry.input(
        type(
            f"{entity.name}Filter",
            (),
            {"__annotations__": {name: _optional(match) for name, match in fields.items()}}
            | dict.fromkeys(fields),
        ),
        description=f"Which {entity.name} rows; conditions side by side must all hold.",
    )
    definition = get_object_definition(made, strict=True)
    for name, annotation in (("and", list[made]), ("or", list[made]), ("not", made)):  # type: ignore[valid-type]
        definition.fields.append(
            StrawberryField(
                python_name=f"{name}_",
                graphql_name=name,
                type_annotation=StrawberryAnnotation(_optional(annotation)),
                default=None,
            )
        )
    return made


@cache
def order_input(cls: type) -> type | None:
    """The order input of an entity type, or None where it has one order only."""
    entity = _entity(cls)
    if not entity.orders:
        return None
    keys = StrEnum(  # type: ignore[misc]
        f"{entity.name}OrderField", {name.upper(): name for name in entity.orders}
    )
    enum = strawberry.enum(keys, description=f"What {entity.name} rows can be ordered by.")
    return strawberry.input(
        type(
            f"{entity.name}Order",
            (),
            {
                "__annotations__": {"field": enum, "direction": Direction},
                "direction": Direction.ASC,
            },
        ),
        description=f"One key of an order of {entity.name} rows.",
    )


def list_arguments(field: SqlField) -> list[StrawberryArgument]:
    """The arguments of a connection or a summary, from the type it lists."""
    cls = listed_type(field)
    arguments = []
    if isinstance(field.kind, Paged):
        limit = f"up to {LARGEST_PAGE}; {DEFAULT_PAGE} if neither `first` nor `last` is given"
        arguments += [
            argument("first", _optional(int), f"At most this many, from the start; {limit}.", None),
            argument("after", _optional(str), "Only what comes after this cursor.", None),
            argument("last", _optional(int), f"At most this many, from the end; {limit}.", None),
            argument("before", _optional(str), "Only what comes before this cursor.", None),
        ]
    if (filters := filter_input(cls)) is not None:
        arguments.append(argument("filter", _optional(filters), "Which rows.", None))
    if isinstance(field.kind, Paged) and (orders := order_input(cls)) is not None:
        listed: Any = list[orders]  # type: ignore[valid-type]
        arguments.append(argument("order_by", _optional(listed), "In which order.", None))
    return arguments


def listed_type(field: SqlField) -> type:
    """The entity class of a connection's rows, or of a summary's target."""
    if isinstance(field.kind, Summary):
        return field.kind.target
    resolved: Any = field.type
    while isinstance(resolved, StrawberryContainer):
        resolved = resolved.of_type
    definition = get_object_definition(resolved, strict=True)
    of = definition.type_var_map["T"] if definition.type_var_map else get_args(resolved)[0]
    found: Any = of.resolve_type() if hasattr(of, "resolve_type") else of
    assert isinstance(found, type)
    return found


def _optional(annotation: Any) -> Any:
    return annotation | None


def _entity(cls: type) -> Entity:
    found = entity_of(cls)
    if found is None:
        raise TypeError(f"{cls.__name__} is not declared with @entity, so it cannot be listed")
    return found


__all__ = [
    "BooleanMatch",
    "DateMatch",
    "DateTimeMatch",
    "Direction",
    "Filterable",
    "IDMatch",
    "IntMatch",
    "TextMatch",
    "field_name",
    "filter_input",
    "filterable",
    "list_arguments",
    "listed_type",
    "order_input",
]
