"""What an erasure leaves of an estate: rows that must stay, without who and where.

A table's rows go, unless its `info` says `"erased": EMPTIED`: what must add up (books, numbers
without gaps) stays, and every column of it that could tell of a person or a place is emptied. What
stays of such a row is what it counts and when: its key, figures, dates, words of a fixed list, and
references to other rows that stay. Whatever else shall stay says so on the column:

    mapped_column(info={"erased": STAYS})            # as it is
    mapped_column(info={"erased": own_id})           # what the function makes of the table
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Table,
    Text,
    Uuid,
    literal,
    null,
)

from core.db.base import EnumText

EMPTIED = "emptied"
STAYS = "stays"

NOBODY = UUID(int=0)
"""Whose id stands where one must."""

_FIGURES = (Integer, Boolean, Date, DateTime, EnumText)


def stays(table: Table) -> bool:
    """Whether rows of the table outlive the erasure of their estate."""
    return table.info.get("erased") == EMPTIED


def emptied(table: Table) -> dict[str, ColumnElement[Any]]:
    """What an erasure writes into the rows of a table that stay, by column.

    Raises TypeError for a column that nothing can be written into.
    """
    kept = {*table.primary_key.columns, *_references(table)}
    return {
        column.name: _nothing(table, column)
        for column in table.columns
        if column not in kept
        and column.name not in ("group_id", "estate_id")
        and column.info.get("erased") != STAYS
        and ("personal" in column.info or not isinstance(column.type, _FIGURES))
    }


def _references(table: Table) -> set[Column[Any]]:
    """The columns that refer to rows that stay."""
    return {
        column
        for key in table.foreign_key_constraints
        if stays(key.referred_table)
        for column in key.columns
    }


def _nothing(table: Table, column: Column[Any]) -> ColumnElement[Any]:
    made = column.info.get("erased")
    if made is not None:
        value: ColumnElement[Any] = made(table)
        return value
    if column.nullable:
        return null()
    if isinstance(column.type, Text):
        return literal("")
    if isinstance(column.type, Uuid):
        return literal(NOBODY, Uuid)
    raise TypeError(f"{table.fullname}.{column.name}: say what an erasure leaves of it")


__all__ = ["EMPTIED", "NOBODY", "STAYS", "emptied", "stays"]
