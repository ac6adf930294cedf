"""A case comes into force: when nobody objected in time, or when the objection was heard."""

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit.cases.repository import Standing
from plugins.merit.cases.step import Lighter, counting_until, finish
from plugins.merit.cases.transitions import MeritTransition
from plugins.merit.effects.begin import begin
from plugins.merit.kinds import MeritState


async def come_into_force(
    actor: Actor,
    case: Standing,
    row: MeritTransition,
    uow: UnitOfWork,
    *,
    note: str | None = None,
    lighter: Lighter | None = None,
) -> None:
    """It counts from now on, as it was decided or as a hearing has lightened it, and what follows
    from it begins."""
    months = case.months if lighter is None else lighter.months
    await finish(
        actor,
        case,
        row,
        MeritState.IN_FORCE,
        uow,
        note=note,
        lighter=lighter,
        in_force_at=uow.now,
        counts_until=counting_until(months, uow.now),
    )
    await begin(uow, case, case.grade if lighter is None else lighter.grade)


__all__ = ["come_into_force"]
