"""Who is told that an effect is to be carried out, and who when it was not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork, as_system
from core.escalation.holders import Holder, seat
from plugins.merit.cases.repository import Standing
from plugins.merit.effects.kinds import EFFECT_TITLES, MeritDoer, MeritEffectKind
from plugins.merit.telling import say
from tenants.holders import holders_at

EFFECT_OVERDUE = "merit.effect_overdue"
"""The kind of the timers that look whether an effect was carried out."""

SEATS: Mapping[MeritDoer, Role] = {
    MeritDoer.DEPARTMENT: Role.DEPARTMENT_HEAD,
    MeritDoer.ESTATE: Role.ESTATE_MANAGER,
    MeritDoer.COMPANY: Role.COMPANY_LEADER,
}
"""Whose it is to carry out."""

ABOVE: Mapping[MeritDoer, Role] = {
    MeritDoer.DEPARTMENT: Role.ESTATE_MANAGER,
    MeritDoer.ESTATE: Role.REGION_MANAGER,
    MeritDoer.COMPANY: Role.BOARD,
}
"""Who is told that it was not."""


@dataclass(frozen=True, slots=True)
class Handed:
    """An effect that is somebody's to carry out."""

    id: UUID
    group_id: int
    estate_id: int
    department_id: UUID
    kind: MeritEffectKind
    doer: MeritDoer
    due_at: datetime


async def hand_to_doers(uow: UnitOfWork, case: Standing, effects: Sequence[Handed]) -> None:
    """Tell those who are to carry the effects out, the person of the case never among them."""
    await _tell(uow, case, effects, SEATS, "merit.effect_due")


async def tell_above(uow: UnitOfWork, case: Standing, effect: Handed) -> None:
    """Tell the next one up that an effect was not carried out in time."""
    await _tell(uow, case, [effect], ABOVE, "merit.effect_overdue")


async def _tell(
    uow: UnitOfWork,
    case: Standing,
    effects: Sequence[Handed],
    seats: Mapping[MeritDoer, Role],
    template: str,
) -> None:
    if not effects:
        return
    async with as_system(uow, case.group_id, case.estate_id):
        holders = [each for each in await holders_at(uow, case.estate_id) if not _is(each, case)]
    for effect in effects:
        title, title_en = EFFECT_TITLES[effect.kind]
        for each in seat(seats[effect.doer], holders, frozenset({case.department_id})).people:
            await say(
                uow,
                effect.group_id,
                effect.estate_id,
                template,
                each.recipient,
                f"{effect.id}:{each.person}",
                effect=title,
                effect_en=title_en,
                due=effect.due_at.isoformat(),
            )


def _is(holder: Holder, case: Standing) -> bool:
    """Whether somebody is whom the case is about."""
    by_account = case.account_id is not None and holder.account_id == case.account_id
    return by_account or holder.staff_id == case.staff_id


__all__ = ["EFFECT_OVERDUE", "Handed", "hand_to_doers", "tell_above"]
