"""Carrying an effect out, or letting the person off: by people, with their words (S-J1, S-J2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.notify.tell import Recipient
from core.staff.change import ChangePlace, change
from core.staff.duties import clear, lock_people
from core.staff.errors import StaffCode
from core.staff.places import lock_place
from plugins.merit.cases.repository import leads
from plugins.merit.cases.transitions import ABOVE_DEPARTMENTS, HEADS, HEARERS, LEVELS
from plugins.merit.effects import repository
from plugins.merit.effects.kinds import (
    EFFECT_TITLES,
    MeritDoer,
    MeritEffectKind,
    MeritEffectState,
)
from plugins.merit.effects.repository import Following
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.kinds import MeritLevel
from plugins.merit.telling import say

NOTE_MOST = 500

DOERS: Mapping[MeritDoer, frozenset[Role]] = {
    MeritDoer.DEPARTMENT: ABOVE_DEPARTMENTS,
    MeritDoer.ESTATE: ABOVE_DEPARTMENTS,
    MeritDoer.COMPANY: LEVELS[MeritLevel.COMPANY] | LEVELS[MeritLevel.BOARD],
}
"""Who carries out what; a department's head what is the department's, too."""

LETS_OFF = HEARERS
"""Who decides that something is not carried out."""


@dataclass(frozen=True, slots=True)
class CarryOut:
    """What was done, in words that show it. `role` is what a demoted person is from now on."""

    estate_id: int
    effect_id: UUID
    expected_version: int
    note: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Waive:
    """Why it is not carried out."""

    estate_id: int
    effect_id: UUID
    expected_version: int
    note: str


async def carry_out(actor: Actor, new: CarryOut, uow: UnitOfWork) -> None:
    """It is done, and the person is told; nobody does it to themselves.

    A demotion changes the place where a role is given; a suspension takes duties off the roster and
    keeps the person from being proposed for work. A dismissal needs the end of the place on record,
    a training its passed record. Raises `NotFound`, `Conflict`, MERIT_OWN_CASE,
    MERIT_EFFECT_NOT_DUE, MERIT_EFFECT_NOT_YET and MERIT_ROLE_NOT_POSSIBLE.
    """
    effect = await _due(actor, new.estate_id, new.effect_id, new.expected_version, uow)
    held = actor.roles_at(effect.estate_id)
    heads = effect.doer is MeritDoer.DEPARTMENT and bool(held & HEADS)
    if not held & DOERS[effect.doer] and not (
        heads and await leads(uow, effect.estate_id, actor.persons, effect.department_id)
    ):
        raise NotFound("meritEffectId")
    note = text.required("note", new.note, NOTE_MOST)
    if new.role is not None and effect.kind is not MeritEffectKind.DEMOTION:
        raise refuse(MeritCode.MERIT_ROLE_NOT_POSSIBLE, "role")
    lasting: dict[str, Any] = {}
    match effect.kind:
        case MeritEffectKind.TRAINING:
            if not await repository.trained_since(uow, effect):
                raise refuse(MeritCode.MERIT_EFFECT_NOT_YET)
        case MeritEffectKind.DISMISSAL:
            if not await repository.has_left(uow, effect):
                raise refuse(MeritCode.MERIT_EFFECT_NOT_YET)
        case MeritEffectKind.DEMOTION if new.role is not None:
            await _demote(actor, effect, new.role, uow)
        case MeritEffectKind.SUSPENSION:
            until = uow.now + timedelta(days=effect.days or 0)
            lasting = {"holds_from": uow.now, "holds_until": until}
            await lock_people(uow, effect.estate_id, [effect.staff_id])
            await clear(uow, effect.estate_id, [effect.staff_id], uow.now, until)
    await _end(actor, effect, MeritEffectState.DONE, note, uow, **lasting)


async def waive(actor: Actor, new: Waive, uow: UnitOfWork) -> None:
    """It is not carried out, and the person is told. Raises as `carry_out` does."""
    effect = await _due(actor, new.estate_id, new.effect_id, new.expected_version, uow)
    if not actor.roles_at(effect.estate_id) & LETS_OFF:
        raise NotFound("meritEffectId")
    note = text.required("note", new.note, NOTE_MOST)
    await _end(actor, effect, MeritEffectState.WAIVED, note, uow)


async def _due(
    actor: Actor, estate_id: int, effect_id: UUID, version: int, uow: UnitOfWork
) -> Following:
    effect = await repository.locked_effect(uow, estate_id, effect_id)
    if effect.staff_id in actor.persons or effect.account_id == actor.account_id:
        raise refuse(MeritCode.MERIT_OWN_CASE)
    if effect.version != version:
        raise Conflict(effect.version)
    if effect.state is not MeritEffectState.DUE:
        raise refuse(MeritCode.MERIT_EFFECT_NOT_DUE)
    return effect


async def _demote(actor: Actor, effect: Following, role: Role, uow: UnitOfWork) -> None:
    place = await lock_place(uow, effect.estate_id, effect.staff_id)
    new = ChangePlace(effect.estate_id, effect.staff_id, place.version, role=role)
    try:
        await change(actor, new, uow)
    except GuanjiaError as error:
        if isinstance(error.code, StaffCode):
            raise refuse(MeritCode.MERIT_ROLE_NOT_POSSIBLE, "role") from error
        raise


async def _end(
    actor: Actor,
    effect: Following,
    state: MeritEffectState,
    note: str,
    uow: UnitOfWork,
    **values: Any,
) -> None:
    done = {"done_at": uow.now, "done_by": actor.account_id, "done_name": actor.name}
    await repository.change_effect(uow, effect, {"state": state, "note": note, **done, **values})
    uow.emit(
        f"merit.effect_{state.value.lower()}",
        group_id=effect.group_id,
        estate_id=effect.estate_id,
        subject_id=effect.id,
        kind=effect.kind.value,
    )
    title, title_en = EFFECT_TITLES[effect.kind]
    await say(
        uow,
        effect.group_id,
        effect.estate_id,
        f"merit.effect_{state.value.lower()}",
        Recipient.staff(effect.staff_id),
        str(effect.id),
        effect=title,
        effect_en=title_en,
    )


__all__ = ["CarryOut", "Waive", "carry_out", "waive"]
