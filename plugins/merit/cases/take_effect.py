"""What nobody objected to comes into force when the time for it is over (S-J3)."""

from uuid import UUID

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import DueTimer
from plugins.merit.cases import repository
from plugins.merit.cases.decide import OBJECTION_OVER
from plugins.merit.cases.in_force import come_into_force
from plugins.merit.cases.models import MeritCase
from plugins.merit.cases.step import take
from plugins.merit.cases.unheard import wait_for_hearing
from plugins.merit.configuration import configured
from plugins.merit.kinds import MeritAction, MeritState
from tenants.roles import console

WAITING = (MeritState.TOLD, MeritState.OBJECTED)
"""States in which a case waits for a time."""


async def objection_over(uow: UnitOfWork, timer: DueTimer) -> None:
    """Put the case into force; one that was objected to waits for its hearing."""
    case = await repository.locked(uow, timer.estate_id, UUID(timer.payload["case"]))
    if case.state is not MeritState.TOLD:
        return
    if case.objection_until is None or case.objection_until > uow.now:
        return
    actor = console(timer.group_id, (timer.estate_id,))
    row = await take(actor, case, MeritAction.TAKE_EFFECT, uow)
    await come_into_force(actor, case, row, uow)


async def wait_again(uow: UnitOfWork, estate_id: int) -> None:
    """Wake the cases that wait for a time: timers are silent while the plugin is off."""
    found = await uow.execute(
        select(MeritCase.id).where(MeritCase.estate_id == estate_id, MeritCase.state.in_(WAITING))
    )
    settings = await configured(uow, estate_id)
    for case_id in found.scalars().all():
        case = await repository.locked(uow, estate_id, case_id)
        if case.state is MeritState.OBJECTED:
            wait_for_hearing(uow, case, case.hearing_until or uow.now, settings)
        elif case.objection_until is not None:
            uow.set_timer(
                OBJECTION_OVER,
                f"{case.id}:{new_id()}",
                max(case.objection_until, uow.now),
                group_id=case.group_id,
                estate_id=estate_id,
                case=str(case.id),
            )


__all__ = ["objection_over", "wait_again"]
