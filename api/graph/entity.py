"""Types that stand for rows: which table, behind which wall, found by which key.

@entity(models.Ticket, filters=("state", "kind"), orders=("received_at",))
class Ticket(Node): ...
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import Column as TableColumn
from sqlalchemy import Table, UniqueConstraint, Uuid
from sqlalchemy.orm import DeclarativeBase

from api.graph.fields import sql_field
from api.graph.kinds import Id
from core.errors import Code, GuanjiaError

T = TypeVar("T")

LONGEST_KEY = 18
"""Digits of a number that `bigint` is sure to hold."""


@dataclass(frozen=True, slots=True)
class Entity:
    """What the compiler must know of a type's rows."""

    name: str
    table: Table
    filters: tuple[str, ...]
    orders: tuple[str, ...]

    @classmethod
    def of(
        cls,
        model: type[DeclarativeBase],
        name: str | None = None,
        filters: tuple[str, ...] = (),
        orders: tuple[str, ...] = (),
    ) -> "Entity":
        """The entity of a mapped class."""
        table = model.__table__
        assert isinstance(table, Table)
        return cls(name or model.__name__, table, filters, orders)

    @property
    def wall(self) -> str:
        """`estate` or `group`: whose rows these are."""
        return str(self.table.info["wall"])

    @property
    def wall_column(self) -> str:
        """The column that says whose row it is: `estate_id`, `group_id`, or `id` of these two."""
        default = "group_id" if self.wall == "group" else "estate_id"
        return str(self.table.info.get("key", default))

    @property
    def id_column(self) -> str:
        """The column that tells rows of one estate or group apart."""
        return "id" if "id" in self.table.c else "code"

    def is_unique(self, columns: set[str]) -> bool:
        """Whether rows that agree in all of `columns` are one row."""
        return any(
            isinstance(constraint, UniqueConstraint) and set(constraint.columns.keys()) <= columns
            for constraint in self.table.constraints
        )

    def column(self, name: str) -> TableColumn[Any]:
        return self.table.c[name]


@dataclass(frozen=True, slots=True)
class GlobalId:
    """A parsed global id: `Ticket:7:0190…`, `Estate:7`, `Region:3`, `Category:WATER`.

    `key` is what follows the estate, or the type where there is none.
    """

    type: str
    estate: int | None
    key: str
    text: str

    @classmethod
    def parse(cls, text: str) -> "GlobalId":
        """Raises INVALID for anything that this API never gives out."""
        type_, _, rest = text.partition(":")
        if not type_ or not rest or "\0" in rest:
            raise GuanjiaError(Code.INVALID, details={"reason": "not a global id"})
        estate, more, key = rest.partition(":")
        if more and is_key(estate):
            return cls(type_, int(estate), key, rest)
        return cls(type_, None, rest, rest)

    def uuid(self) -> UUID:
        try:
            return UUID(self.key)
        except ValueError:
            raise GuanjiaError(Code.INVALID, details={"reason": "not a global id"}) from None

    def value_for(self, entity: Entity) -> object:
        """The key in the column's own type."""
        column = entity.column(entity.id_column)
        if isinstance(column.type, Uuid):
            return self.uuid()
        if column.type.python_type is int:
            if not is_key(self.key):
                raise GuanjiaError(Code.INVALID, details={"reason": "not a global id"})
            return int(self.key)
        return self.text


def is_key(text: str) -> bool:
    """Whether a text is a number such as groups and estates have."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


def global_id(type_name: str, estate_id: int, id_: UUID) -> str:
    """The global id of an estate's row, as the API writes it."""
    return f"{type_name}:{estate_id}:{id_}"


def entity(
    model: type[DeclarativeBase],
    *,
    filters: tuple[str, ...] = (),
    orders: tuple[str, ...] = (),
    description: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declare a Strawberry type whose instances are rows of `model`."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=description or _first_line(cls))
        made.__entity__ = Entity.of(model, cls.__name__, filters, orders)  # type: ignore[attr-defined]
        return made

    return decorate


def _first_line(cls: type) -> str | None:
    return cls.__doc__.strip().splitlines()[0] if cls.__doc__ else None


def entity_of(cls: Any) -> Entity | None:
    """The entity a Strawberry class stands for, if it does."""
    found: Mapping[str, Any] = getattr(cls, "__dict__", {})
    return found.get("__entity__")


@strawberry.interface(description="A thing with a global id.")
class Node:
    """The interface of everything `node(id:)` can find."""

    id: strawberry.ID = sql_field(Id(), description="Unique over the whole API.")


__all__ = ["Entity", "GlobalId", "Node", "entity", "entity_of", "global_id", "is_key"]
