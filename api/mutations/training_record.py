"""trainingRecord: a session was held; who attended and what they scored (S-K3)."""

from datetime import date
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.accounts import key_of
from api.mutations.tickets import estate_in, key_at
from api.mutations.training import TrainingError
from api.types.training import TrainingSession
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.training.record_training import Attendance, RecordTraining, record_training


@strawberry.input(description="What one person made of it.")
class AttendanceInput:
    staff_id: strawberry.ID
    attended: bool
    score: int | None = strawberry.field(description="0 to 100.", default=None)


@strawberry.input(description="A session of a course, with everybody's record.")
class TrainingRecordInput:
    idempotency_key: str
    estate_id: strawberry.ID
    course_id: strawberry.ID
    held_on: date
    trainer: str
    attendance: list[AttendanceInput]
    place: str | None = None
    minutes: int | None = None
    session_id: strawberry.ID | None = strawberry.field(
        description="To correct the records of a session that is on record.", default=None
    )


@strawberry.type(description="The session with its records, or why nothing was done.")
class TrainingPayload:
    error_type: ClassVar[type[TrainingError]] = TrainingError

    session: TrainingSession | None = answered()
    user_errors: list[TrainingError] = refusals()


async def training_record(info: Info, input: TrainingRecordInput) -> TrainingPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = RecordTraining(
            estate_id=estate_id,
            course_id=key_of("Course", input.course_id, "courseId"),
            held_on=input.held_on,
            trainer=input.trainer,
            attendance=tuple(_attendance(estate_id, each) for each in input.attendance),
            place=input.place,
            minutes=input.minutes,
            session_id=key_at(estate_id, input.session_id, "TrainingSession", "sessionId"),
        )
        return {"session": Key(estate_id, await record_training(actor, new, uow))}

    return await perform(info, TrainingPayload, estate_id, input, work)


def _attendance(estate_id: int, given: AttendanceInput) -> Attendance:
    staff_id = key_at(estate_id, given.staff_id, "Staff", "attendance")
    if staff_id is None:
        raise NotFound("attendance")
    return Attendance(staff_id, given.attended, given.score)


__all__ = ["AttendanceInput", "TrainingPayload", "TrainingRecordInput", "training_record"]
