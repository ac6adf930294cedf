"""What nobody objected to comes into force when the time for it is over (S-J3)."""

from uuid import UUID

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import DueTimer
from plugins.merit.cases import repository
from plugins.merit.cases.decide import OBJECTION_OVER
from plugins.merit.cases.models import MeritCase
from plugins.merit.cases.step import counting_until, finish, take
from plugins.merit.kinds import MeritAction, MeritState
from tenants.roles import console


async def objection_over(uow: UnitOfWork, timer: DueTimer) -> None:
    """Put the case into force; one that was objected to waits for its hearing."""
    case = await repository.locked(uow, timer.estate_id, UUID(timer.payload["case"]))
    if case.state is not MeritState.TOLD:
        return
    if case.objection_until is None or case.objection_until > uow.now:
        return
    actor = console(timer.group_id, (timer.estate_id,))
    row = await take(actor, case, MeritAction.TAKE_EFFECT, uow)
    await finish(
        actor,
        case,
        row,
        MeritState.IN_FORCE,
        uow,
        in_force_at=uow.now,
        counts_until=counting_until(case, uow.now),
    )


async def wait_again(uow: UnitOfWork, estate_id: int) -> None:
    """Wake the cases that wait for the end of their time: timers are silent while the plugin is
    off."""
    waiting = await uow.execute(
        select(MeritCase.group_id, MeritCase.id, MeritCase.objection_until).where(
            MeritCase.estate_id == estate_id, MeritCase.state == MeritState.TOLD
        )
    )
    for row in waiting.mappings():
        uow.set_timer(
            OBJECTION_OVER,
            f"{row['id']}:{new_id()}",
            max(row["objection_until"], uow.now),
            group_id=row["group_id"],
            estate_id=estate_id,
            case=str(row["id"]),
        )


__all__ = ["objection_over", "wait_again"]
