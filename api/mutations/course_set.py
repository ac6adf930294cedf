"""courseSet: a course of the group, who must take it, and how long it holds (S-K3)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.training import TrainingError
from api.types.training import Course
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.training.models import Phase, Subject
from core.training.set_course import SetCourse, set_course


@strawberry.input(description="A course as it shall be, known by its code.")
class CourseSetInput:
    idempotency_key: str
    expected_version: int = strawberry.field(description="The version you last read; 0: new.")
    code: str
    title: str
    subject: Subject
    phase: Phase
    roles: list[Role] = strawberry.field(
        description="Who must take it; none: everybody.", default_factory=list
    )
    within_days: int = strawberry.field(description="Of joining, if DURING_JOB.", default=0)
    valid_days: int | None = strawberry.field(
        description="How long it holds; left out: for good.", default=None
    )
    pass_score: int | None = None
    retired: bool = False


@strawberry.type(description="The course as it now is, or why nothing was done.")
class CoursePayload:
    error_type: ClassVar[type[TrainingError]] = TrainingError

    course: Course | None = answered()
    user_errors: list[TrainingError] = refusals()


async def course_set(info: Info, input: CourseSetInput) -> CoursePayload:

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetCourse(
            code=input.code,
            title=input.title,
            subject=input.subject,
            phase=input.phase,
            expected_version=input.expected_version,
            roles=tuple(input.roles),
            within_days=input.within_days,
            valid_days=input.valid_days,
            pass_score=input.pass_score,
            retired=input.retired,
        )
        return {"course": Key(actor.group_id, await set_course(actor, new, uow))}

    return await perform(info, CoursePayload, any_estate(info), input, work)


__all__ = ["CoursePayload", "CourseSetInput", "course_set"]
