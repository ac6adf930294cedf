"""What somebody can do, how well, and the certificate behind it (S-K2)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.ids import new_id
from core.staff import rules
from core.staff.errors import StaffCode
from core.staff.models import Skill, StaffAction, StaffSkill
from core.staff.places import lock_place, note


@dataclass(frozen=True, slots=True)
class SetSkill:
    """A skill at a level from 1 to 5; `expires_on` is the last day its certificate holds."""

    estate_id: int
    staff_id: UUID
    skill: Skill
    level: int
    certificate: str | None = None
    expires_on: date | None = None


async def set_skill(actor: Actor, new: SetSkill, uow: UnitOfWork) -> None:
    """The person has the skill so; in dispatch it counts until the certificate's last day.

    Raises `NotFound`, LEVEL_INVALID, HAS_LEFT.
    """
    place = await lock_place(uow, new.estate_id, new.staff_id)
    await rules.check_keeps(uow, actor, new.estate_id, place.department_id, "staffId")
    if not place.here:
        raise GuanjiaError(StaffCode.HAS_LEFT, field="staffId")
    if not 1 <= new.level <= 5:
        raise GuanjiaError(StaffCode.LEVEL_INVALID, field="level")
    values = {
        "level": new.level,
        "certificate": text.optional("certificate", new.certificate, rules.CERTIFICATE_MOST),
        "expires_on": new.expires_on,
    }
    made = insert(StaffSkill).values(
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=new_id(),
        staff_id=place.id,
        skill=new.skill,
        **values,
    )
    keys = ["estate_id", "staff_id", "skill"]
    await uow.execute(made.on_conflict_do_update(index_elements=keys, set_=values))
    note(
        uow,
        actor,
        new.estate_id,
        place.id,
        StaffAction.SKILL_SET,
        skill=new.skill.value,
        level=new.level,
        expires=None if new.expires_on is None else new.expires_on.isoformat(),
    )


async def remove_skill(
    actor: Actor, estate_id: int, staff_id: UUID, skill: Skill, uow: UnitOfWork
) -> None:
    """The person has the skill no longer. Raises `NotFound`."""
    place = await lock_place(uow, estate_id, staff_id)
    await rules.check_keeps(uow, actor, estate_id, place.department_id, "staffId")
    gone = await uow.execute(
        delete(StaffSkill).where(
            StaffSkill.estate_id == estate_id,
            StaffSkill.staff_id == staff_id,
            StaffSkill.skill == skill,
        )
    )
    if not gone.rowcount:
        raise NotFound("skill")
    note(uow, actor, estate_id, place.id, StaffAction.SKILL_REMOVED, skill=skill.value)


__all__ = ["SetSkill", "remove_skill", "set_skill"]
