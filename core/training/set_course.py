"""The courses of a group: who must take them, when, and how long they hold (S-K3)."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.ids import new_id
from core.training.errors import TrainingCode
from core.training.models import Course, Phase, Subject

TITLE_MOST = 100
MOST_DAYS = 3_660
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SetCourse:
    """A course as it shall be. `expected_version` is 0 for a new one.

    `roles`: who must take it, none: everybody. `valid_days`: how long it holds, None: for good.
    """

    code: str
    title: str
    subject: Subject
    phase: Phase
    expected_version: int
    roles: tuple[Role, ...] = ()
    within_days: int = 0
    valid_days: int | None = None
    pass_score: int | None = None
    retired: bool = False


async def set_course(actor: Actor, new: SetCourse, uow: UnitOfWork) -> UUID:
    """The course is so from now on; what was recorded keeps its own dates. Its id.

    Raises `NotFound` for who does not direct the group, `Conflict`, COURSE_INVALID.
    """
    if Role.GROUP_DIRECTOR not in actor.group_roles:
        raise NotFound("code")
    title = text.required("title", new.title, TITLE_MOST)
    if (
        _CODE.fullmatch(new.code) is None
        or not 0 <= new.within_days <= MOST_DAYS
        or not (new.valid_days is None or 1 <= new.valid_days <= MOST_DAYS)
        or not (new.pass_score is None or 1 <= new.pass_score <= 100)
    ):
        raise GuanjiaError(TrainingCode.COURSE_INVALID, field="code")
    this = (Course.group_id == actor.group_id) & (Course.code == new.code)
    known = await uow.row(
        select(Course.id, Course.version, Course.retired_at).where(this).with_for_update()
    )
    version = 0 if known is None else known["version"]
    if version != new.expected_version:
        raise Conflict(version)
    before = None if known is None else known["retired_at"]
    values = {
        "title": title,
        "subject": new.subject,
        "phase": new.phase,
        "roles": sorted(role.value for role in set(new.roles)),
        "within_days": new.within_days,
        "valid_days": new.valid_days,
        "pass_score": new.pass_score,
        "retired_at": (before or uow.now) if new.retired else None,
        "version": version + 1,
    }
    if known is not None:
        await uow.execute(update(Course).where(this).values(**values))
        found: UUID = known["id"]
        return found
    made = await uow.execute(
        insert(Course)
        .values(group_id=actor.group_id, id=new_id(), code=new.code, **values)
        .on_conflict_do_nothing()
        .returning(Course.id)
    )
    course_id: UUID | None = made.scalar()
    if course_id is None:
        raise Conflict(1)
    return course_id


__all__ = ["SetCourse", "set_course"]
