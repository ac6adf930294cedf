"""A session was held: who attended, what they scored, until when it counts (S-K3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, func, select

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates.models import Estate
from core.ids import new_id
from core.staff.models import Staff
from core.staff.rules import check_keeps
from core.training.errors import TrainingCode
from core.training.models import Course, TrainingRecord, TrainingSession

TRAINER_MOST = 100
PLACE_MOST = 200
MOST_ATTENDING = 500


@dataclass(frozen=True, slots=True)
class Attendance:
    """What one person made of it; scores run to 100."""

    staff_id: UUID
    attended: bool
    score: int | None = None


@dataclass(frozen=True, slots=True)
class RecordTraining:
    """A session of a course, or (`session_id`) corrected records of one that is on record."""

    estate_id: int
    course_id: UUID
    held_on: date
    trainer: str
    attendance: tuple[Attendance, ...]
    place: str | None = None
    minutes: int | None = None
    session_id: UUID | None = None


async def record_training(actor: Actor, new: RecordTraining, uow: UnitOfWork) -> UUID:
    """The session and everybody's record are kept, never to be changed; the session's id.

    Raises `NotFound`, COURSE_RETIRED, SCORE_INVALID, SESSION_NOT_HELD_YET, NOBODY_ATTENDED.
    """
    course = await _course(actor, new, uow)
    people = [each.staff_id for each in new.attendance]
    if not 0 < len(people) <= MOST_ATTENDING or len(set(people)) != len(people):
        raise GuanjiaError(TrainingCode.NOBODY_ATTENDED, field="attendance")
    departments = await _departments(uow, new.estate_id, people)
    if len(departments) != len(people):
        raise NotFound("attendance")
    for department_id in sorted(set(departments.values())):
        await check_keeps(uow, actor, new.estate_id, department_id, "attendance")
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    session_id = new.session_id
    if session_id is None:
        session_id = new_id()
        uow.add(
            TrainingSession,
            **tenant,
            id=session_id,
            course_id=new.course_id,
            held_on=new.held_on,
            trainer=text.required("trainer", new.trainer, TRAINER_MOST),
            place=text.optional("place", new.place, PLACE_MOST),
            minutes=new.minutes,
            recorded_at=uow.now,
            recorded_by=actor.account_id,
        )
        held_on = new.held_on
    else:
        held_on = await _held(uow, new, session_id)
    for each in new.attendance:
        passed = _passed(each, course["pass_score"])
        days = course["valid_days"]
        uow.add(
            TrainingRecord,
            **tenant,
            id=new_id(),
            session_id=session_id,
            course_id=new.course_id,
            staff_id=each.staff_id,
            attended=each.attended,
            score=each.score,
            passed=passed,
            valid_until=held_on + timedelta(days=days) if passed and days is not None else None,
        )
    uow.emit("training.recorded", **tenant, subject_id=session_id, people=len(people))
    return session_id


async def _course(actor: Actor, new: RecordTraining, uow: UnitOfWork) -> RowMapping:
    today = select(func.date(func.timezone(Estate.zone, uow.now))).where(Estate.id == new.estate_id)
    course = await uow.row(
        select(
            Course.retired_at,
            Course.valid_days,
            Course.pass_score,
            today.scalar_subquery().label("today"),
        ).where(Course.group_id == actor.group_id, Course.id == new.course_id)
    )
    if course is None:
        raise NotFound("courseId")
    if course["retired_at"] is not None:
        raise GuanjiaError(TrainingCode.COURSE_RETIRED, field="courseId")
    if course["today"] is None or new.held_on > course["today"]:
        raise GuanjiaError(TrainingCode.SESSION_NOT_HELD_YET, field="heldOn")
    return course


async def _departments(uow: UnitOfWork, estate_id: int, people: list[UUID]) -> dict[UUID, UUID]:
    rows = await uow.execute(
        select(Staff.id, Staff.department_id).where(
            Staff.estate_id == estate_id, Staff.id.in_(people)
        )
    )
    return {row.id: row.department_id for row in rows}


async def _held(uow: UnitOfWork, new: RecordTraining, session_id: UUID) -> date:
    row = await uow.row(
        select(TrainingSession.held_on).where(
            TrainingSession.estate_id == new.estate_id,
            TrainingSession.id == session_id,
            TrainingSession.course_id == new.course_id,
        )
    )
    if row is None:
        raise NotFound("sessionId")
    held_on: date = row["held_on"]
    return held_on


def _passed(each: Attendance, pass_score: int | None) -> bool:
    unmarked = each.score is None
    if (not each.attended and not unmarked) or not (unmarked or 0 <= (each.score or 0) <= 100):
        raise GuanjiaError(TrainingCode.SCORE_INVALID, field="attendance")
    if not each.attended:
        return False
    if pass_score is None:
        return True
    if each.score is None:
        raise GuanjiaError(TrainingCode.SCORE_INVALID, field="attendance")
    return each.score >= pass_score


__all__ = ["Attendance", "RecordTraining", "record_training"]
