"""Effects that nobody has carried out in time."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.jobs.handlers import DueTimer
from plugins.merit.cases.repository import locked
from plugins.merit.effects.begin import wake
from plugins.merit.effects.hand_over import tell_above
from plugins.merit.effects.kinds import MeritEffectState
from plugins.merit.effects.repository import due_effects, locked_effect


async def effect_overdue(uow: UnitOfWork, timer: DueTimer) -> None:
    """Tell the next one up; it stays to be carried out."""
    try:
        effect = await locked_effect(uow, timer.estate_id, UUID(timer.payload["effect"]))
    except NotFound:  # erased since
        return
    if effect.state is MeritEffectState.DUE:
        await tell_above(uow, await locked(uow, effect.estate_id, effect.case_id), effect.handed)


async def watch_again(uow: UnitOfWork, estate_id: int) -> None:
    """Wake what is to be carried out: timers are silent while the plugin is off."""
    for effect_id in await due_effects(uow, estate_id):
        wake(uow, (await locked_effect(uow, estate_id, effect_id)).handed)


__all__ = ["effect_overdue", "watch_again"]
