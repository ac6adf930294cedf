"""Writing what is taken over, many rows a statement, and finding what is there already.

Rows travel as one JSON parameter a table and are turned into rows of it by PostgreSQL:
`COPY FROM` refuses tables under row-level security.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table, TextClause, func, select, text
from sqlalchemy.engine import CursorResult

from core.db.base import Base
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate, EstateEntry, GroupEntry
from core.importing.judge import Categories
from core.importing.rows import Values
from core.tickets.models import Category, Ticket


@dataclass(frozen=True, slots=True)
class Found:
    """An estate of the directory."""

    group_id: int
    group_code: str
    estate_id: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """How the tickets taken over from one source stand in an estate.

    `overdue` ones were finished after their promised time, or are unfinished past it.
    """

    total: int
    open: int
    closed: int
    overdue: int
    overdue_open: int
    without_promise: int


async def estates_named(uow: UnitOfWork, code: str, group: str | None) -> list[Found]:
    """The estates of that code, in one group or all. The transaction must be the system's."""
    statement = (
        select(
            EstateEntry.group_id,
            GroupEntry.code.label("group_code"),
            EstateEntry.id.label("estate_id"),
        )
        .join(GroupEntry, GroupEntry.id == EstateEntry.group_id)
        .where(EstateEntry.code == code)
        .order_by(GroupEntry.code)
    )
    if group is not None:
        statement = statement.where(GroupEntry.code == group)
    return [Found(**row) for row in (await uow.execute(statement)).mappings()]


async def estate_name(uow: UnitOfWork, estate_id: int) -> str:
    """What people call it."""
    found = await uow.execute(select(Estate.name).where(Estate.id == estate_id))
    name: str = found.scalar_one()
    return name


async def categories(uow: UnitOfWork, group_id: int) -> Categories:
    """The group's categories by code."""
    statement = select(Category.code, Category.kind, Category.nature)
    found = await uow.execute(statement.where(Category.group_id == group_id))
    return {row["code"]: (row["kind"], row["nature"]) for row in found.mappings()}


async def one_at_a_time(uow: UnitOfWork, estate_id: int, source: str) -> None:
    """Wait for whoever else takes over from the same source, until the transaction ends."""
    lock = func.hashtextextended(f"import {estate_id} {source}", 0)
    await uow.execute(select(func.pg_advisory_xact_lock(lock)))


async def plan_anew(uow: UnitOfWork) -> None:
    """Have every statement of this session planned for the tables as they are now.

    PostgreSQL keeps the plans by which it checks foreign keys. One made while the tables were
    empty searches them by any index that will do, which costs more with every batch.
    """
    await uow.execute(_PLAN_ANEW)


async def known(uow: UnitOfWork, estate_id: int, source: str) -> set[str]:
    """The source keys of every ticket the estate has from that source."""
    found = await uow.execute(_KNOWN, [{"estate": estate_id, "source": f"{source}:"}])
    return set(found.scalars())


async def among_known(uow: UnitOfWork, estate_id: int, keys: Collection[str]) -> set[str]:
    """Which of a few source keys the estate has a ticket of."""
    statement = select(Ticket.source_key).where(
        Ticket.estate_id == estate_id, Ticket.source_key.in_(keys)
    )
    return set((await uow.execute(statement)).scalars())


async def insert_tickets(uow: UnitOfWork, base: Values, rows: Sequence[Values]) -> set[str]:
    """Write tickets; returns the source keys of those whose key and number were still free."""
    found = await _insert(uow, Ticket, base, rows, "on conflict do nothing returning source_key")
    return set(found.scalars())


async def insert_rows(
    uow: UnitOfWork, model: type[Base], base: Values, rows: Sequence[Values]
) -> None:
    """Write rows of a table; what `base` says holds for every row that does not say otherwise."""
    await _insert(uow, model, base, rows)


async def _insert(
    uow: UnitOfWork, model: type[Base], base: Values, rows: Sequence[Values], tail: str = ""
) -> CursorResult[Any]:
    parameters = {"base": _json(base), "rows": _json(rows)}
    return await uow.execute(_inserting(model, tail), [parameters])


@cache
def _inserting(model: type[Base], tail: str) -> TextClause:
    table = model.__table__
    assert isinstance(table, Table)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    record = f"json_populate_record(null::{table.fullname}, cast(:base as json))"
    return text(
        f"insert into {table.fullname} ({columns}) select {columns}"
        f" from json_populate_recordset({record}, cast(:rows as json)) {tail}"
    )


async def holdings(uow: UnitOfWork, estate_id: int, source: str) -> Holdings:
    """How the tickets of a source stand now."""
    parameters = {"estate": estate_id, "source": f"{source}:", "now": uow.now}
    found = await uow.execute(_HOLDINGS, [parameters])
    return Holdings(**found.mappings().one())


def _json(value: Values | Sequence[Values]) -> str:
    return orjson.dumps(value).decode()


_PLAN_ANEW = text("discard plans")

_KNOWN = text(
    "select source_key from core.ticket"
    " where estate_id = :estate and starts_with(source_key, :source)"
)

_HOLDINGS = text(
    """
    select count(*) as total,
        count(*) filter (where closed_at is null) as open,
        count(*) filter (where closed_at is not null) as closed,
        count(*) filter (where due_at < coalesce(completed_at, :now)) as overdue,
        count(*) filter (where due_at < :now and completed_at is null) as overdue_open,
        count(*) filter (where due_at is null) as without_promise
    from core.ticket
    where estate_id = :estate and starts_with(source_key, :source)
    """
)


__all__ = [
    "Found",
    "Holdings",
    "among_known",
    "categories",
    "estate_name",
    "estates_named",
    "holdings",
    "insert_rows",
    "insert_tickets",
    "known",
    "one_at_a_time",
    "plan_anew",
]
