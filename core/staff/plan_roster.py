"""Putting people on the roster: one duty, or weeks of shifts (S-K2). Overlaps are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates.repository import estate_facts
from core.staff import rules
from core.staff.duties import clash, clear, find_duty, lock_people, remove_duty, write
from core.staff.errors import StaffCode
from core.staff.models import StaffAction
from core.staff.places import note
from core.staff.repository import find_colleague
from core.staff.roster import Shift, Stretch, expanded, overlaps


@dataclass(frozen=True, slots=True)
class AssignDuty:
    """One person's time on duty, and what for."""

    estate_id: int
    staff_id: UUID
    starts_at: datetime
    ends_at: datetime
    post: str | None = None


@dataclass(frozen=True, slots=True)
class PlanRoster:
    """Shifts for so many weeks from a day on.

    `holidays`: public holidays are worked as well. `replacing`: what these people have on the
    roster in those weeks, and has not begun, is taken off first.
    """

    estate_id: int
    since: date
    weeks: int
    shifts: tuple[Shift, ...]
    holidays: bool = True
    replacing: bool = False


async def assign_duty(actor: Actor, new: AssignDuty, uow: UnitOfWork) -> UUID:
    """The person is on duty then; the duty's id.

    Raises `NotFound` for who does not work here on that day, DUTY_INVALID, DUTY_OVERLAPS.
    """
    post = text.optional("post", new.post, rules.POST_MOST)
    stretch = Stretch(new.staff_id, new.starts_at, new.ends_at, post)
    await _check(actor, new.estate_id, [stretch], uow)
    [duty_id] = await _write(actor, new.estate_id, [stretch], uow)
    return duty_id


async def plan_roster(actor: Actor, new: PlanRoster, uow: UnitOfWork) -> int:
    """All of the plan stands on the roster, or nothing of it; says how many duties.

    Raises as `assign_duty` does, and ROSTER_TOO_LONG.
    """
    calendar = (await estate_facts(uow, new.estate_id)).calendar.at(uow.now)
    most = {"weeks": rules.MOST_WEEKS, "duties": rules.MOST_DUTIES}
    if not 1 <= new.weeks <= rules.MOST_WEEKS:
        raise GuanjiaError(StaffCode.ROSTER_TOO_LONG, field="weeks", details=most)
    days = [new.since + timedelta(days=number) for number in range(7 * new.weeks)]
    public = calendar.public
    off = frozenset(
        day for day in days if not new.holidays and public is not None and public.holiday(day)
    )
    each_day = sum(len(shift.staff_ids) * len(shift.hours) for shift in new.shifts)
    if not new.shifts or each_day * len(days) > 7 * rules.MOST_DUTIES:
        raise GuanjiaError(StaffCode.ROSTER_TOO_LONG, field="shifts", details=most)
    planned = expanded(new.shifts, new.since, new.weeks, calendar.zone, off)
    if not planned or len(planned) > rules.MOST_DUTIES:
        raise GuanjiaError(StaffCode.ROSTER_TOO_LONG, field="shifts", details=most)
    await _check(actor, new.estate_id, planned, uow)
    if new.replacing:
        zone = calendar.zone
        begin = datetime.combine(new.since, time.min, zone).astimezone(UTC)
        end = datetime.combine(days[-1] + timedelta(days=1), time.min, zone).astimezone(UTC)
        people = sorted({each.staff_id for each in planned})
        await lock_people(uow, new.estate_id, people)
        await clear(uow, new.estate_id, people, max(begin, uow.now), end)
    return len(await _write(actor, new.estate_id, planned, uow))


async def cancel_duty(actor: Actor, estate_id: int, duty_id: UUID, uow: UnitOfWork) -> UUID:
    """The duty is off the roster; whose it was. Raises `NotFound`, DUTY_INVALID once it is over."""
    duty = await find_duty(uow, estate_id, duty_id)
    await rules.check_keeps(uow, actor, estate_id, duty.department_id, "dutyId")
    if duty.ends_at <= uow.now:
        raise _invalid("dutyId")
    await remove_duty(uow, estate_id, duty_id)
    times = {"startsAt": duty.starts_at.isoformat(), "endsAt": duty.ends_at.isoformat()}
    note(uow, actor, estate_id, duty.staff_id, StaffAction.DUTY_CANCELLED, **times)
    return duty.staff_id


async def _check(actor: Actor, estate_id: int, planned: Sequence[Stretch], uow: UnitOfWork) -> None:
    for stretch in planned:
        if not timedelta() < stretch.ends_at - stretch.starts_at <= rules.LONGEST_DUTY:
            raise _invalid("endsAt")
    for person in sorted({each.staff_id for each in planned}):
        last = max(each.starts_at for each in planned if each.staff_id == person)
        found = await find_colleague(uow, estate_id, person, last)
        if found is None:
            raise NotFound("staffId")
        await rules.check_keeps(uow, actor, estate_id, found.department_id, "staffId")
    for twice in overlaps(planned):
        raise _overlapping(twice.starts_at, twice.ends_at)


async def _write(
    actor: Actor, estate_id: int, planned: Sequence[Stretch], uow: UnitOfWork
) -> list[UUID]:
    people = sorted({each.staff_id for each in planned})
    await lock_people(uow, estate_id, people)
    standing = await clash(uow, estate_id, planned)
    if standing is not None:
        raise _overlapping(standing.starts_at, standing.ends_at)
    ids = write(uow, actor.group_id, estate_id, planned)
    for person in people:
        mine = [each for each in planned if each.staff_id == person]
        times = {
            "startsAt": mine[0].starts_at.isoformat(),
            "endsAt": max(each.ends_at for each in mine).isoformat(),
        }
        note(uow, actor, estate_id, person, StaffAction.DUTY_ASSIGNED, duties=len(mine), **times)
    return ids


def _invalid(field: str) -> GuanjiaError:
    hours = int(rules.LONGEST_DUTY / timedelta(hours=1))
    return GuanjiaError(StaffCode.DUTY_INVALID, field=field, details={"hours": hours})


def _overlapping(starts_at: datetime, ends_at: datetime) -> GuanjiaError:
    times = {"starts_at": starts_at, "ends_at": ends_at}
    return GuanjiaError(StaffCode.DUTY_OVERLAPS, field="startsAt", details=times)


__all__ = ["AssignDuty", "PlanRoster", "assign_duty", "cancel_duty", "plan_roster"]
