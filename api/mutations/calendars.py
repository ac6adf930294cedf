"""calendarDaySet, calendarFill, estateSetShifts: when an estate works, from now on (S-D8)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from strawberry.scalars import JSON
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.promising import PolicyError
from api.mutations.tickets import estate_in
from api.types.policies import CalendarChange
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.change_calendar import (
    FillYear,
    SetDay,
    SetShifts,
    fill_year,
    set_day,
    set_shifts,
)


@strawberry.input(description="Whether an estate works on a day, whatever its country does.")
class CalendarDaySetInput:
    idempotency_key: str
    estate_id: strawberry.ID
    day: date = strawberry.field(description="Today or later, by the estate's clocks.")
    working: bool | None = strawberry.field(
        description="Left out: as its shifts and its country have it.", default=None
    )
    note: str = strawberry.field(description="Why.")


@strawberry.input(description="A year's public holidays and make-up days as the estate's own days.")
class CalendarFillInput:
    idempotency_key: str
    estate_id: strawberry.ID
    year: int


@strawberry.input(description="The working hours of an estate.")
class EstateSetShiftsInput:
    idempotency_key: str
    estate_id: strawberry.ID
    shifts: JSON = strawberry.field(
        description='By ISO weekday: `{"1": [["08:30", "12:00"], ["22:00", "06:00"]]}`; a shift '
        "that ends before it starts runs into the next day. Empty: around the clock."
    )
    zone: str | None = strawberry.field(description="IANA time zone.", default=None)
    holidays: str | None = strawberry.field(
        description="The country whose public holidays apply, such as CN; empty: none.",
        default=None,
    )
    note: str = strawberry.field(description="Why.")


@strawberry.type(description="The change that was made, or why nothing was done.")
class CalendarPayload:
    error_type: ClassVar[type[PolicyError]] = PolicyError

    change: CalendarChange | None = answered()
    user_errors: list[PolicyError] = refusals()


async def _change(
    info: Info,
    given: Any,
    new: Any,
    use_case: Callable[[Actor, Any, UnitOfWork], Awaitable[UUID]],
) -> CalendarPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        return {"change": Key(new.estate_id, await use_case(actor, new, uow))}

    return await perform(info, CalendarPayload, new.estate_id, given, work)


async def calendar_day_set(info: Info, input: CalendarDaySetInput) -> CalendarPayload:
    new = SetDay(estate_in(input.estate_id), input.day, input.working, input.note)
    return await _change(info, input, new, set_day)


async def calendar_fill(info: Info, input: CalendarFillInput) -> CalendarPayload:
    return await _change(info, input, FillYear(estate_in(input.estate_id), input.year), fill_year)


async def estate_set_shifts(info: Info, input: EstateSetShiftsInput) -> CalendarPayload:
    shifts: Any = input.shifts
    estate = estate_in(input.estate_id)
    new = SetShifts(estate, shifts, input.note, input.zone, input.holidays)
    return await _change(info, input, new, set_shifts)


__all__ = [
    "CalendarDaySetInput",
    "CalendarFillInput",
    "CalendarPayload",
    "EstateSetShiftsInput",
    "calendar_day_set",
    "calendar_fill",
    "estate_set_shifts",
]
