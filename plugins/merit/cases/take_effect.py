"""What nobody objected to comes into force when the time for it is over (S-J3)."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import DueTimer
from plugins.merit.cases import repository
from plugins.merit.cases.step import counting_until, finish, take
from plugins.merit.kinds import MeritAction, MeritState
from tenants.roles import console


async def objection_over(uow: UnitOfWork, timer: DueTimer) -> None:
    """Put the case into force; one that was objected to waits for its hearing."""
    case = await repository.locked(uow, timer.estate_id, UUID(timer.payload["case"]))
    if case.state is not MeritState.TOLD:
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


__all__ = ["objection_over"]
