"""A step of a case: the check against the table, the change, the entry, and what is announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.notify.tell import Recipient
from plugins.merit.cases import repository
from plugins.merit.cases.models import MeritStep
from plugins.merit.cases.repository import Standing
from plugins.merit.cases.transitions import MeritFacts, MeritTransition, transition
from plugins.merit.kinds import TITLES, MeritAction, MeritGrade, MeritState
from plugins.merit.telling import say

NOTE_MOST = 500


@dataclass(frozen=True, slots=True)
class Lighter:
    """What a hearing made of a penalty: another grade, or other points, and for how many months."""

    grade: MeritGrade
    points: int
    months: int


async def take(
    actor: Actor, case: Standing, action: MeritAction, uow: UnitOfWork
) -> MeritTransition:
    """The row of the table by which a locked case goes on. Raises what `transition` does."""
    facts = MeritFacts(
        case.estate_id,
        case.grade.kind,
        case.state,
        case.staff_id,
        case.account_id,
        case.proposed_by,
        case.next_level,
        await repository.acted(uow, case.estate_id, case.id),
        await repository.leads(uow, case.estate_id, actor.persons, case.department_id),
    )
    return transition(actor, facts, action)


async def finish(
    actor: Actor,
    case: Standing,
    row: MeritTransition,
    target: MeritState,
    uow: UnitOfWork,
    *,
    note: str | None = None,
    told: bool | None = None,
    lighter: Lighter | None = None,
    **values: Any,
) -> None:
    """Write the change, the entry of the history, and what is announced."""
    changed: dict[str, Any] = {}
    if lighter is not None:
        values |= {"grade": lighter.grade, "points": lighter.points, "months": lighter.months}
        changed = {
            "grade_before": case.grade,
            "grade_after": lighter.grade,
            "points_before": case.points,
            "points_after": lighter.points,
        }
    await repository.change(uow, case, {"state": target, **values})
    entry(
        uow,
        {"group_id": case.group_id, "estate_id": case.estate_id},
        case.id,
        case.staff_id,
        row.action,
        actor,
        sequence=case.version + 1,
        source=case.state,
        target=target,
        grade=case.grade if lighter is None else lighter.grade,
        note=text.optional("note", note, NOTE_MOST),
        told=row.told if told is None else told,
        **changed,
    )


def entry(
    uow: UnitOfWork,
    tenant: Mapping[str, int],
    case_id: UUID,
    staff_id: UUID,
    action: MeritAction,
    actor: Actor | None,
    *,
    sequence: int,
    source: MeritState | None,
    target: MeritState,
    grade: MeritGrade,
    note: str | None = None,
    told: bool = False,
    **changed: Any,
) -> None:
    """Add to a case's history, and announce it (`merit.proposed`, …) without personal data."""
    person = None if actor is None or actor.audience is Audience.SYSTEM else actor
    uow.add(
        MeritStep,
        **tenant,
        id=new_id(),
        case_id=case_id,
        staff_id=staff_id,
        sequence=sequence,
        at=uow.now,
        action=action,
        from_state=source,
        to_state=target,
        actor_id=None if person is None else person.account_id,
        actor_name=None if person is None else person.name,
        note=note,
        told=told,
        **changed,
    )
    uow.emit(
        f"merit.{target.value.lower()}",
        group_id=tenant["group_id"],
        estate_id=tenant["estate_id"],
        subject_id=case_id,
        grade=grade.value,
        version=sequence,
    )


async def tell_person(uow: UnitOfWork, case: Standing, template: str, **values: str) -> None:
    """The person is told, once for each template."""
    grade, grade_en = TITLES[case.grade]
    await say(
        uow,
        case.group_id,
        case.estate_id,
        template,
        Recipient.staff(case.staff_id),
        str(case.id),
        grade=grade,
        grade_en=grade_en,
        **values,
    )


def counting_until(months: int, now: datetime) -> datetime | None:
    """Until when a case counts that comes into force now; None: for good, where `months` is 0."""
    if not months:
        return None
    month = now.month - 1 + months
    year, month = now.year + month // 12, month % 12 + 1
    for day in range(now.day, now.day - 4, -1):  # the last day of a shorter month
        try:
            return now.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


__all__ = ["Lighter", "counting_until", "entry", "finish", "take", "tell_person"]
