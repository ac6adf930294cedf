"""rosterPlan: weeks of shifts at once, split and night ones, all or nothing (S-K2)."""

from datetime import date, time
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key
from api.graph.performing import perform_on
from api.mutations.staffing import StaffError
from api.mutations.tickets import estate_in, keys_at
from api.types.estates import Estate
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Invalid, NotFound
from core.staff.plan_roster import PlanRoster, plan_roster
from core.staff.roster import Hours, Shift


@strawberry.input(description="Hours of a day, in the estate's local time.")
class HoursInput:
    begins: time
    ends: time = strawberry.field(description="On the next day where it is not later: a night.")


@strawberry.input(description="Who works when; several hours a day are a split shift.")
class ShiftInput:
    staff_ids: list[strawberry.ID]
    weekdays: list[int] = strawberry.field(description="1 (Monday) to 7.")
    hours: list[HoursInput]
    post: str | None = strawberry.field(description="早班, 夜班, …", default=None)


@strawberry.input(description="Shifts for some weeks from a day on.")
class RosterPlanInput:
    idempotency_key: str
    estate_id: strawberry.ID
    since: date
    weeks: int = strawberry.field(description="1 to 13.")
    shifts: list[ShiftInput]
    holidays: bool = strawberry.field(description="Public holidays as well.", default=True)
    replacing: bool = strawberry.field(
        description="What these people have on the roster in those weeks, and has not begun, goes.",
        default=False,
    )


@strawberry.type(description="The estate with its roster, or why nothing was planned.")
class RosterPlanPayload:
    error_type: ClassVar[type[StaffError]] = StaffError

    estate: Estate | None = answered()
    user_errors: list[StaffError] = refusals()


def _shift(estate_id: int, given: ShiftInput) -> Shift:
    people = keys_at(estate_id, given.staff_ids, "Staff", "shifts")
    if not set(given.weekdays) <= set(range(1, 8)):
        raise Invalid("shifts", "weekdays are 1 (Monday) to 7")
    if len(set(people)) != len(people):
        raise NotFound("shifts")
    return Shift(
        staff_ids=people,
        weekdays=frozenset(given.weekdays),
        hours=tuple(
            Hours(each.begins.replace(tzinfo=None), each.ends.replace(tzinfo=None))
            for each in given.hours
        ),
        post=given.post,
    )


async def roster_plan(info: Info, input: RosterPlanInput) -> RosterPlanPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        shifts = tuple(_shift(estate_id, each) for each in input.shifts)
        new = PlanRoster(
            estate_id, input.since, input.weeks, shifts, input.holidays, input.replacing
        )
        await plan_roster(actor, new, uow)

    rows = {"estate": Key(estate_id, estate_id)}
    return await perform_on(info, RosterPlanPayload, rows, input, work)


__all__ = ["HoursInput", "RosterPlanInput", "RosterPlanPayload", "ShiftInput", "roster_plan"]
