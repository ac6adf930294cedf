"""Objecting to what was decided about oneself (S-J3)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit.cases import repository
from plugins.merit.cases.hearers import FIRST, tell_hearers
from plugins.merit.cases.step import finish, take
from plugins.merit.cases.unheard import wait_for_hearing
from plugins.merit.configuration import configured
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


async def object_to(actor: Actor, new: ObjectCase, uow: UnitOfWork) -> None:
    """Object while there is time; nothing is in force until the objection was heard.

    Who may hear it is told, with the time by which it must be. Raises `NotFound`, `Conflict`,
    MERIT_STEP_NOT_ALLOWED and MERIT_OBJECTION_TOO_LATE.
    """
    case = await repository.locked(uow, new.estate_id, new.case_id)
    row = await take(actor, case, MeritAction.OBJECT, uow)
    repository.expect(case, new.expected_version)
    if case.objection_until is None or case.objection_until <= uow.now:
        raise refuse(MeritCode.MERIT_OBJECTION_TOO_LATE)
    said = text.required("objection", new.objection, OBJECTION_MOST)
    settings = await configured(uow, case.estate_id)
    until = uow.now + timedelta(days=settings.hearing_days)
    await finish(
        actor,
        case,
        row,
        MeritState.OBJECTED,
        uow,
        objected_at=uow.now,
        objection=said,
        hearing_until=until,
    )
    wait_for_hearing(uow, case, until, settings)
    await tell_hearers(uow, case, FIRST, "merit.to_hear", str(case.id), until=until.isoformat())


__all__ = ["ObjectCase", "object_to"]
