"""Hearing an objection: the decision stands, becomes lighter, or falls (S-J3)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit.cases import repository
from plugins.merit.cases.in_force import come_into_force
from plugins.merit.cases.repository import Standing
from plugins.merit.cases.step import NOTE_MOST, Lighter, finish, take, tell_person
from plugins.merit.configuration import configured
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.kinds import (
    PENALTIES,
    TITLES,
    MeritAction,
    MeritGrade,
    MeritHearing,
    MeritState,
)
from plugins.merit.ladder import MeritConfiguration


@dataclass(frozen=True, slots=True)
class HearCase:
    """What came of the hearing, and why. `grade` and `points` are those of a lighter decision."""

    estate_id: int
    case_id: UUID
    expected_version: int
    outcome: MeritHearing
    note: str
    grade: MeritGrade | None = None
    points: int | None = None


async def hear(actor: Actor, new: HearCase, uow: UnitOfWork) -> None:
    """Hear it, in time or late; the person is told what came of it.

    Raises `NotFound`, `Conflict`, MERIT_OWN_CASE, MERIT_ANOTHER_PERSON_NEEDED,
    MERIT_STEP_NOT_ALLOWED and MERIT_NOT_LIGHTER.
    """
    case = await repository.locked(uow, new.estate_id, new.case_id)
    row = await take(actor, case, MeritAction(new.outcome.value), uow)
    repository.expect(case, new.expected_version)
    note = text.required("note", new.note, NOTE_MOST)
    match new.outcome:
        case MeritHearing.OVERTURN:
            await finish(actor, case, row, MeritState.OVERTURNED, uow, note=note, ended_at=uow.now)
            await tell_person(uow, case, "merit.overturned")
        case MeritHearing.UPHOLD:
            await come_into_force(actor, case, row, uow, note=note)
            await tell_person(uow, case, "merit.upheld")
        case MeritHearing.LIGHTEN:
            became = lighter(case, new, await configured(uow, case.estate_id))
            await come_into_force(actor, case, row, uow, note=note, lighter=became)
            now, now_en = TITLES[became.grade]
            await tell_person(uow, case, "merit.lightened", now=now, now_en=now_en)


def lighter(case: Standing, new: HearCase, settings: MeritConfiguration) -> Lighter:
    """A lesser grade with its own points or fewer, or the same with fewer. Raises
    MERIT_NOT_LIGHTER."""
    grade = new.grade or case.grade
    if grade not in PENALTIES or PENALTIES.index(grade) > PENALTIES.index(case.grade):
        raise refuse(MeritCode.MERIT_NOT_LIGHTER, "grade")
    if grade is case.grade:
        heaviest, months = case.points + 1, case.months
    else:
        rung = settings.rung(grade)
        heaviest, months = max(rung.points, case.points), rung.months
    points = heaviest if new.points is None and grade is not case.grade else new.points
    if points is None or not heaviest <= points <= 0:
        raise refuse(MeritCode.MERIT_NOT_LIGHTER, "points")
    return Lighter(grade, points, months)


__all__ = ["HearCase", "hear", "lighter"]
