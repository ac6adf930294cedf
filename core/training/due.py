"""Who must be trained in what, and by when (S-K3): one statement over an estate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Text, Uuid, column

from core.db.unit_of_work import UnitOfWork
from core.dispatch.statement import Statement

DUE = Statement.read(
    Path(__file__).with_name("due.sql"),
    {
        "estate": BigInteger(),
        "department": Uuid(),
        "now": DateTime(timezone=True),
        "days": BigInteger(),
        "first": BigInteger(),
    },
    (
        column("group_id", BigInteger()),
        column("estate_id", BigInteger()),
        column("staff_id", Uuid()),
        column("department_id", Uuid()),
        column("course_id", Uuid()),
        column("title", Text()),
        column("due_on", Date()),
        column("valid_until", Date()),
        column("overdue", Boolean()),
        column("position", BigInteger()),
    ),
)
"""Courses due within so many days or overdue, the longest overdue first."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A course somebody must take. `due_on` is the last day it is in time."""

    staff_id: UUID
    department_id: UUID
    course_id: UUID
    title: str
    due_on: date
    overdue: bool


async def owed(uow: UnitOfWork, estate_id: int, days: int, first: int) -> Sequence[Owed]:
    """What an estate's staff must take within so many days."""
    given = {"estate": estate_id, "department": None, "now": uow.now, "days": days, "first": first}
    rows = await uow.execute(DUE.select(), [given])
    names = ("staff_id", "department_id", "course_id", "title", "due_on", "overdue")
    return [Owed(**{name: row[name] for name in names}) for row in rows.mappings()]


__all__ = ["DUE", "Owed", "owed"]
