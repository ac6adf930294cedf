"""Reading estates, and who lives where. The area's SQL stands here alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    RowMapping,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

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
from core.sla.calendar import Calendar, WorkingTime, calendar, shifts_of
from core.sla.models import CalendarChange
from core.sla.succession import Succession
from core.sla.versions import POLICIES


@dataclass(frozen=True, slots=True)
class EstateFacts:
    """What rules need to know of an estate. `policy` is the version in force.

    `calendar` knows how it changed since the instant the facts were read for.
    """

    id: int
    group_id: int
    property_type: PropertyType
    calendar: WorkingTime
    closed_at: datetime | None
    policy: UUID


_INSTANT = DateTime(timezone=True)


def days_set(estate: FromClause, *, working: bool) -> ColumnElement[Any]:
    """SQL: the days on which an estate's row differs from its country's."""
    day = CalendarDay.__table__.alias("day_on" if working else "day_off")
    return (
        select(func.array_agg(day.c.day))
        .where(day.c.estate_id == estate.c.id, day.c.working.is_(working))
        .correlate(estate)
        .scalar_subquery()
    )


def past_calendars(
    estate: FromClause, since: ColumnElement[Any], *outer: FromClause
) -> ColumnElement[Any]:
    """SQL: the calendars that an estate's row had, from `since` on, as a JSON list in order."""
    was = CalendarChange.__table__.alias("calendar_before")
    told = ("zone", "shifts", "holidays", "days")
    parts = [part for name in told for part in (literal_column(f"'{name}'"), was.c[name])]
    made = func.json_build_object(literal_column("'until'"), was.c.at, *parts)
    return (
        select(func.json_agg(aggregate_order_by(made, was.c.at, was.c.id)))
        .where(was.c.estate_id == estate.c.id, was.c.at > since)
        .correlate(estate, *outer)
        .scalar_subquery()
    )


_ESTATE = Estate.__table__

ESTATE_COLUMNS = (
    Estate.id.label("estate_id"),
    Estate.group_id,
    Estate.property_type,
    Estate.zone,
    Estate.shifts,
    Estate.holidays,
    Estate.closed_at.label("estate_closed_at"),
    days_set(_ESTATE, working=True).label("days_worked"),
    days_set(_ESTATE, working=False).label("days_off"),
    past_calendars(_ESTATE, bindparam("since", type_=_INSTANT)).label("calendars_before"),
    POLICIES.adopted(Estate.group_id, Estate.id, bindparam("policy_at", type_=_INSTANT)).label(
        "policy"
    ),
)
"""What `facts_from` needs of a row: for statements that fetch other things along with it.

Their parameters are `since`, from when on the calendar is to be known, and `policy_at`, when the
policy is to be in force.
"""


def facts_from(row: RowMapping, policy_at: datetime) -> EstateFacts:
    """The estate's facts out of a row with `ESTATE_COLUMNS`, read for `policy_at`."""
    overrides = [(day, True) for day in row["days_worked"] or ()]
    overrides += [(day, False) for day in row["days_off"] or ()]
    present = calendar(
        row["zone"], shifts_of(row["shifts"]), row["holidays"], tuple(sorted(overrides))
    )
    return EstateFacts(
        id=row["estate_id"],
        group_id=row["group_id"],
        property_type=row["property_type"],
        calendar=calendar_from(present, row["calendars_before"]),
        closed_at=row["estate_closed_at"],
        policy=row["policy"] or POLICIES.editions.at(policy_at),
    )


def calendar_from(present: Calendar, before: Sequence[Mapping[str, Any]] | None) -> WorkingTime:
    """The present calendar after those that were, out of rows of `core.calendar_change`."""
    if not before:
        return present
    return Succession(tuple((_instant(was["until"]), _calendar_of(was)) for was in before), present)


def _instant(written: str | datetime) -> datetime:
    return datetime.fromisoformat(written) if isinstance(written, str) else written


def _calendar_of(was: Mapping[str, Any]) -> Calendar:
    days = sorted((date.fromisoformat(day), works) for day, works in was["days"].items())
    return calendar(was["zone"], shifts_of(was["shifts"]), was["holidays"], tuple(days))


_FACTS = select(*ESTATE_COLUMNS).where(
    Estate.id == bindparam("estates", type_=ARRAY(BigInteger)).any_()
)


async def estate_facts(
    uow: UnitOfWork, estate_id: int, since: datetime | None = None
) -> EstateFacts:
    """The estate with its calendar as it was from `since` on (None: from now), and the policy in
    force now; `NotFound` where it is not in scope.
    """
    found = await facts_of_all(uow, (estate_id,), since)
    if estate_id not in found:
        raise NotFound("estateId")
    return found[estate_id]


async def facts_of_all(
    uow: UnitOfWork, estates: Iterable[int], since: datetime | None = None
) -> dict[int, EstateFacts]:
    """The same for several estates, those that are in scope."""
    given = {"estates": list(estates), "since": since or uow.now, "policy_at": uow.now}
    found = await uow.execute(_FACTS, [given])
    return {row["estate_id"]: facts_from(row, uow.now) for row in found.mappings()}


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
    "calendar_from",
    "days_set",
    "end_residency",
    "estate_facts",
    "facts_from",
    "facts_of_all",
    "find_residency",
    "find_resident",
    "house_exists",
    "lives_in",
    "past_calendars",
]
