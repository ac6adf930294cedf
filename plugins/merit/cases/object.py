"""Objecting to what was decided about oneself, and being heard by somebody else (S-J3)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit.cases import repository
from plugins.merit.cases.step import counting_until, finish, take, tell_person
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.kinds import MeritAction, MeritState

OBJECTION_MOST = 1000


@dataclass(frozen=True, slots=True)
class ObjectCase:
    """The person's objection, in their words."""

    estate_id: int
    case_id: UUID
    expected_version: int
    objection: str


@dataclass(frozen=True, slots=True)
class HearCase:
    """What came of the hearing, and why."""

    estate_id: int
    case_id: UUID
    expected_version: int
    upheld: bool
    note: str


async def object_to(actor: Actor, new: ObjectCase, uow: UnitOfWork) -> None:
    """Object while there is time; nothing is in force until the objection was heard.

    Raises `NotFound`, `Conflict`, MERIT_STEP_NOT_ALLOWED and MERIT_OBJECTION_TOO_LATE.
    """
    case = await repository.locked(uow, new.estate_id, new.case_id)
    row = await take(actor, case, MeritAction.OBJECT, uow)
    repository.expect(case, new.expected_version)
    if case.objection_until is None or case.objection_until <= uow.now:
        raise refuse(MeritCode.MERIT_OBJECTION_TOO_LATE)
    said = text.required("objection", new.objection, OBJECTION_MOST)
    await finish(actor, case, row, MeritState.OBJECTED, uow, objected_at=uow.now, objection=said)


async def hear(actor: Actor, new: HearCase, uow: UnitOfWork) -> None:
    """Hear an objection: the case comes into force, or is overturned. The person is told.

    Raises `NotFound`, `Conflict`, MERIT_OWN_CASE, MERIT_ANOTHER_PERSON_NEEDED and
    MERIT_STEP_NOT_ALLOWED.
    """
    action = MeritAction.UPHOLD if new.upheld else MeritAction.OVERTURN
    case = await repository.locked(uow, new.estate_id, new.case_id)
    row = await take(actor, case, action, uow)
    repository.expect(case, new.expected_version)
    note = text.required("note", new.note, 500)
    if new.upheld:
        await finish(
            actor,
            case,
            row,
            MeritState.IN_FORCE,
            uow,
            note=note,
            in_force_at=uow.now,
            counts_until=counting_until(case, uow.now),
        )
        await tell_person(uow, case, "merit.upheld")
    else:
        await finish(actor, case, row, MeritState.OVERTURNED, uow, note=note, ended_at=uow.now)
        await tell_person(uow, case, "merit.overturned")


__all__ = ["HearCase", "ObjectCase", "hear", "object_to"]
