"""Changing when an estate works: its shifts, zone, single days, a year of public holidays (S-D8).

A change holds from its own moment on. The calendar that was is kept for the clocks that ran by it,
and open clocks are looked at again by the workers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates.models import CalendarDay, Estate
from core.ids import new_id
from core.sla.calendar import PublicDays, shifts_of
from core.sla.errors import PolicyCode
from core.sla.models import CalendarChange
from core.tickets.calendar_changed import CALENDAR
from tenants.roles import Permission, require

NOTE_MOST = 200
AHEAD = timedelta(days=2 * 366)
"""How far ahead days can be set."""


@dataclass(frozen=True, slots=True)
class SetDay:
    """A day on which the estate works or does not, whatever its country does; None: as that."""

    estate_id: int
    day: date
    working: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class SetShifts:
    """The estate's shifts (see `Estate`), and where they are given its zone and country."""

    estate_id: int
    shifts: Mapping[str, list[list[str]]]
    note: str
    zone: str | None = None
    holidays: str | None = None


@dataclass(frozen=True, slots=True)
class FillYear:
    """Put a year's public holidays and make-up working days down as the estate's own days."""

    estate_id: int
    year: int


@dataclass(frozen=True, slots=True)
class _Was:
    zone: str
    shifts: Mapping[str, Any]
    holidays: str
    days: Mapping[date, bool]


async def set_day(actor: Actor, new: SetDay, uow: UnitOfWork) -> UUID:
    """Set one day, today or ahead; the key of the change.

    Raises `NotFound` for who may not, and DAY_OUT_OF_RANGE.
    """
    was = await _locked(actor, new.estate_id, uow)
    note = text.required("note", new.note, NOTE_MOST)
    _check_day(new.day, was, uow.now)
    if new.working is None:
        await uow.execute(
            delete(CalendarDay).where(
                CalendarDay.estate_id == new.estate_id, CalendarDay.day == new.day
            )
        )
    else:
        await _write(actor, new.estate_id, {new.day: (new.working, note)}, uow)
    return await _record(actor, new.estate_id, was, f"{new.day}: {note}", uow)


async def set_shifts(actor: Actor, new: SetShifts, uow: UnitOfWork) -> UUID:
    """Set the shifts; the key of the change.

    Raises `NotFound` for who may not, SHIFTS_INVALID, ZONE_UNKNOWN and COUNTRY_UNKNOWN.
    """
    was = await _locked(actor, new.estate_id, uow)
    note = text.required("note", new.note, NOTE_MOST)
    _check_shifts(new)
    values = {"shifts": dict(new.shifts), "zone": new.zone, "holidays": new.holidays}
    await uow.execute(
        update(Estate)
        .where(Estate.id == new.estate_id)
        .values({name: value for name, value in values.items() if value is not None})
    )
    return await _record(actor, new.estate_id, was, note, uow)


async def fill_year(actor: Actor, new: FillYear, uow: UnitOfWork) -> UUID:
    """Put down the year's days that are not past; days set already stay. The key of the change.

    Raises `NotFound` for who may not, COUNTRY_UNKNOWN where the estate has no country's calendar,
    and DAY_OUT_OF_RANGE for years past or far.
    """
    was = await _locked(actor, new.estate_id, uow)
    if not was.holidays:
        raise GuanjiaError(PolicyCode.COUNTRY_UNKNOWN, field="estateId")
    named = min(max(new.year, MINYEAR), MAXYEAR)
    _check_day(max(date(named, 1, 1), _today(was, uow.now)), was, uow.now, year=new.year)
    public = PublicDays(was.holidays)
    names = holidays.country_holidays(was.holidays, years=new.year)
    found: dict[date, tuple[bool, str]] = {}
    day = max(date(new.year, 1, 1), _today(was, uow.now))
    while day.year == new.year:
        if day not in was.days and public.holiday(day):
            found[day] = (False, names.get(day) or "法定节假日")
        elif day not in was.days and public.made_up(day):
            found[day] = (True, "调休上班")
        day += timedelta(days=1)
    await _write(actor, new.estate_id, found, uow)
    return await _record(actor, new.estate_id, was, f"{new.year} 年法定节假日与调休", uow)


async def _locked(actor: Actor, estate_id: int, uow: UnitOfWork) -> _Was:
    require(actor, Permission.MANAGE_POLICIES, estate_id, field="estateId")
    row = await uow.row(
        select(Estate.zone, Estate.shifts, Estate.holidays)
        .where(Estate.id == estate_id, Estate.closed_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise NotFound("estateId")
    days = await uow.execute(
        select(CalendarDay.day, CalendarDay.working).where(CalendarDay.estate_id == estate_id)
    )
    return _Was(**row, days={each.day: each.working for each in days})


def _today(was: _Was, now: datetime) -> date:
    return now.astimezone(ZoneInfo(was.zone)).date()


def _check_day(day: date, was: _Was, now: datetime, *, year: int | None = None) -> None:
    today = _today(was, now)
    latest = today + AHEAD
    if not today <= day <= latest or (year is not None and day.year != year):
        raise GuanjiaError(
            PolicyCode.DAY_OUT_OF_RANGE,
            field="day" if year is None else "year",
            details={"latest": latest},
        )


def _check_shifts(new: SetShifts) -> None:
    try:
        shifts_of(dict(new.shifts))
    except (ValueError, TypeError, AttributeError):
        raise GuanjiaError(PolicyCode.SHIFTS_INVALID, field="shifts") from None
    if new.zone is not None:
        try:
            ZoneInfo(new.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise GuanjiaError(PolicyCode.ZONE_UNKNOWN, field="zone") from None
    if new.holidays and new.holidays not in holidays.list_supported_countries():
        raise GuanjiaError(PolicyCode.COUNTRY_UNKNOWN, field="holidays")


async def _write(
    actor: Actor, estate_id: int, days: Mapping[date, tuple[bool, str]], uow: UnitOfWork
) -> None:
    if not days:
        return
    rows = [
        {
            "group_id": actor.group_id,
            "estate_id": estate_id,
            "day": day,
            "working": working,
            "note": note,
        }
        for day, (working, note) in days.items()
    ]
    made = insert(CalendarDay)
    kept = {"working": made.excluded.working, "note": made.excluded.note}
    upsert = made.on_conflict_do_update(index_elements=["estate_id", "day"], set_=kept)
    await uow.connection.execute(upsert, rows)


async def _record(actor: Actor, estate_id: int, was: _Was, note: str, uow: UnitOfWork) -> UUID:
    """Keep the calendar that was, and have open clocks looked at again."""
    key, tenant = new_id(), {"group_id": actor.group_id, "estate_id": estate_id}
    uow.add(
        CalendarChange,
        **tenant,
        id=key,
        at=uow.now,
        zone=was.zone,
        shifts=dict(was.shifts),
        holidays=was.holidays,
        days={day.isoformat(): working for day, working in sorted(was.days.items())},
        note=note,
        changed_by=actor.account_id,
    )
    uow.set_timer(CALENDAR, str(key), uow.now, **tenant, change=str(key))
    await uow.flush()
    return key


__all__ = ["FillYear", "SetDay", "SetShifts", "fill_year", "set_day", "set_shifts"]
