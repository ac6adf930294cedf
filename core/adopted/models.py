"""What the tables of adopted documents share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import GroupRow


class AdoptedVersion(GroupRow):
    """A document adopted by a group, or by one estate of it; never changed.

    In force from `effective_from` until another of the same scope takes effect; of several with
    one date, the highest `number` counts. A null `document` takes a scope back to what stands above
    it: an estate to its group's, a group to the shipped one.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True)
    estate_id: Mapped[int | None]
    number: Mapped[int]
    effective_from: Mapped[datetime]
    document: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    note: Mapped[str]
    adopted_at: Mapped[datetime]
    adopted_by: Mapped[UUID]


def by_scope() -> tuple[Any, ...]:
    """`__table_args__` of a table of versions."""
    scope = ("group_id", "estate_id")
    return (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        ForeignKeyConstraint(scope, ["core.estate.group_id", "core.estate.id"]),
        UniqueConstraint(*scope, "number", postgresql_nulls_not_distinct=True),
        Index(None, *scope, "effective_from"),
        {"info": {"wall": "group", "cloned": True, "append_only": True}},
    )


__all__ = ["AdoptedVersion", "by_scope"]
