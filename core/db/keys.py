"""Rows of several estates in one statement, named by their keys.

    select(Ticket.number).join_from(THEM, Ticket, is_one(Ticket.estate_id, Ticket.id))

with `keys((estate_id, id), ...)` as its parameters: two arrays that PostgreSQL reads as a table.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Uuid, and_, bindparam, column, func
from sqlalchemy.types import TypeEngine

Key = tuple[int, UUID]
"""An estate's id and a row's."""

THEM = (
    func.unnest(
        bindparam("of_estates", type_=ARRAY(BigInteger)), bindparam("of_ids", type_=ARRAY(Uuid))
    )
    .table_valued(column("estate_id", BigInteger), column("id", Uuid), name="them")
    .render_derived()
)
"""The keys asked for, as a table."""


def is_one(estate_id: Any, id_: Any) -> ColumnElement[bool]:
    """SQL: these two columns are one of the keys asked for."""
    return and_(estate_id == THEM.c.estate_id, id_ == THEM.c.id)


def any_of(name: str, kind: type[TypeEngine[Any]]) -> ColumnElement[Any]:
    """SQL: any of a list that is bound under this name."""
    return bindparam(name, type_=ARRAY(kind)).any_()


def keys(them: Iterable[Key]) -> dict[str, list[Any]]:
    """The parameters of a statement with `THEM`; each key once."""
    named = sorted(set(them))
    return {"of_estates": [key[0] for key in named], "of_ids": [key[1] for key in named]}


__all__ = ["THEM", "Key", "any_of", "is_one", "keys"]
