"""What every table shares: the naming convention, the tenant key, and how text enums are stored.

A tenant row's primary key is `(estate_id, id)`, and `estate_id` stands in every unique constraint,
foreign key and list index, so that no row can refer across estates and the same model shards by
estate. `wall` in a table's `info` names its row-level security template (`core.db.policies`).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

E = TypeVar("E", bound=StrEnum)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of core and tenants; a plugin makes its own from `plugin_base`."""

    metadata = MetaData(naming_convention=NAMING, schema="core")
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
    }


class GroupRow:
    """A row that belongs to a group and to no single estate."""

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class TenantRow:
    """A row that belongs to one estate."""

    group_id: Mapped[int] = mapped_column()
    estate_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True)


class EnumText(TypeDecorator[E], Generic[E]):
    """A `StrEnum` kept as its text value.

    PostgreSQL's own enum operators are not leakproof and would never become index conditions
    under a policy, so the column is `text` with a CHECK (`one_of`).
    """

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Any) -> E | None:
        return None if value is None else self.enum(value)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """A CHECK that `column` holds one of the enum's values."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def same_estate(*columns: str, to: str, remote: Iterable[str] = ("id",)) -> ForeignKeyConstraint:
    """A key that cannot cross estates: `(estate_id, *columns) -> to(estate_id, *remote)`."""
    return ForeignKeyConstraint(
        ["estate_id", *columns], [f"{to}.estate_id", *(f"{to}.{name}" for name in remote)]
    )


def of_estate() -> ForeignKeyConstraint:
    """The foreign key every tenant table has to its estate, group included."""
    return ForeignKeyConstraint(
        ["group_id", "estate_id"], ["core.estate.group_id", "core.estate.id"]
    )


__all__ = [
    "NAMING",
    "Base",
    "EnumText",
    "GroupRow",
    "TenantRow",
    "of_estate",
    "one_of",
    "same_estate",
]
