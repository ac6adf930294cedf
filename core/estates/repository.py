"""Reading estates, and who lives where. The area's SQL stands here alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import (
    CalendarDay,
    Estate,
    House,
    PropertyType,
    Residency,
    Resident,
)
from core.sla.calendar import Calendar, calendar, shifts_of


@dataclass(frozen=True, slots=True)
class EstateFacts:
    """What rules need to know of an estate."""

    id: int
    group_id: int
    property_type: PropertyType
    calendar: Calendar
    closed_at: datetime | None


def _days(working: bool) -> Any:
    return (
        select(func.array_agg(CalendarDay.day))
        .where(CalendarDay.estate_id == Estate.id, CalendarDay.working.is_(working))
        .correlate(Estate)
        .scalar_subquery()
    )


ESTATE_COLUMNS = (
    Estate.id.label("estate_id"),
    Estate.group_id,
    Estate.property_type,
    Estate.zone,
    Estate.shifts,
    Estate.holidays,
    Estate.closed_at.label("estate_closed_at"),
    _days(True).label("days_worked"),
    _days(False).label("days_off"),
)
"""What `facts_from` needs of a row: for statements that fetch other things along with it."""


def facts_from(row: RowMapping) -> EstateFacts:
    """The estate's facts out of a row with `ESTATE_COLUMNS`."""
    overrides = [(day, True) for day in row["days_worked"] or ()]
    overrides += [(day, False) for day in row["days_off"] or ()]
    return EstateFacts(
        id=row["estate_id"],
        group_id=row["group_id"],
        property_type=row["property_type"],
        calendar=calendar(
            row["zone"], shifts_of(row["shifts"]), row["holidays"], tuple(sorted(overrides))
        ),
        closed_at=row["estate_closed_at"],
    )


async def estate_facts(uow: UnitOfWork, estate_id: int) -> EstateFacts:
    """The estate with its calendar; `NotFound` where it is not in scope."""
    row = await uow.row(select(*ESTATE_COLUMNS).where(Estate.id == estate_id))
    if row is None:
        raise NotFound("estateId")
    return facts_from(row)


async def house_exists(uow: UnitOfWork, estate_id: int, house_id: UUID) -> bool:
    """Whether the house stands in this estate and is the scope's to see."""
    found = select(House.id).where(House.estate_id == estate_id, House.id == house_id)
    return await uow.row(found) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """A resident, unmasked: only for use cases that may see it."""

    account_id: UUID | None
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A residency, under its lock."""

    resident_id: UUID
    house_id: UUID
    since: date
    until: date | None


async def find_resident(uow: UnitOfWork, estate_id: int, resident_id: UUID) -> Named | None:
    """The resident, or None."""
    row = await uow.row(
        select(Resident.account_id, Resident.name, Resident.phone).where(
            Resident.estate_id == estate_id, Resident.id == resident_id
        )
    )
    return None if row is None else Named(**row)


async def find_residency(uow: UnitOfWork, estate_id: int, residency_id: UUID) -> Stay | None:
    """The residency, locked, or None."""
    row = await uow.row(
        select(Residency.resident_id, Residency.house_id, Residency.since, Residency.until)
        .where(Residency.estate_id == estate_id, Residency.id == residency_id)
        .with_for_update()
    )
    return None if row is None else Stay(**row)


async def lives_in(
    uow: UnitOfWork, estate_id: int, resident_id: UUID, house_id: UUID, since: date
) -> bool:
    """Whether the resident has a residency in the house that reaches `since` or beyond."""
    found = select(Residency.id).where(
        Residency.estate_id == estate_id,
        Residency.resident_id == resident_id,
        Residency.house_id == house_id,
        func.coalesce(Residency.until, since) >= since,
    )
    return await uow.row(found.limit(1)) is not None


async def end_residency(uow: UnitOfWork, estate_id: int, residency_id: UUID, until: date) -> None:
    """Write the last day of a residency."""
    await uow.execute(
        update(Residency)
        .where(Residency.estate_id == estate_id, Residency.id == residency_id)
        .values(until=until)
    )


__all__ = [
    "ESTATE_COLUMNS",
    "EstateFacts",
    "end_residency",
    "estate_facts",
    "facts_from",
    "find_residency",
    "find_resident",
    "house_exists",
    "lives_in",
]
