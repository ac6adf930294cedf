"""Effects under their lock, and what must be true before they are carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate
from core.staff.models import Staff
from core.training.models import Course, TrainingRecord, TrainingSession
from plugins.merit.effects.hand_over import Handed
from plugins.merit.effects.kinds import MeritDoer, MeritEffectKind, MeritEffectState
from plugins.merit.effects.models import MeritEffect


@dataclass(frozen=True, slots=True)
class Following:
    """An effect as it stands, under its lock."""

    id: UUID
    group_id: int
    estate_id: int
    case_id: UUID
    staff_id: UUID
    department_id: UUID
    kind: MeritEffectKind
    doer: MeritDoer
    state: MeritEffectState
    version: int
    begun_at: datetime
    due_at: datetime | None
    days: int | None
    course: str | None
    account_id: UUID | None

    @property
    def handed(self) -> Handed:
        """As it was handed to whoever does it."""
        return Handed(
            self.id,
            self.group_id,
            self.estate_id,
            self.department_id,
            self.kind,
            self.doer,
            self.due_at or self.begun_at,
        )


_COLUMNS = tuple(
    getattr(MeritEffect, name) for name in Following.__dataclass_fields__ if name != "account_id"
)


async def locked_effect(uow: UnitOfWork, estate_id: int, effect_id: UUID) -> Following:
    """An effect, nobody else's to change. Raises `NotFound`."""
    await uow.flush()
    row = await uow.row(
        select(*_COLUMNS, Staff.account_id)
        .join(
            Staff, (Staff.estate_id == MeritEffect.estate_id) & (Staff.id == MeritEffect.staff_id)
        )
        .where(MeritEffect.estate_id == estate_id, MeritEffect.id == effect_id)
        .with_for_update(of=MeritEffect.__table__)
    )
    if row is None:
        raise NotFound("meritEffectId")
    return Following(**row)


async def change_effect(uow: UnitOfWork, effect: Following, values: Mapping[str, Any]) -> None:
    """Write columns of a locked effect, and its next version."""
    await uow.execute(
        update(MeritEffect)
        .where(MeritEffect.estate_id == effect.estate_id, MeritEffect.id == effect.id)
        .values(version=effect.version + 1, **values)
    )


async def trained_since(uow: UnitOfWork, effect: Following) -> bool:
    """Whether the person has passed the effect's course since the effect began."""
    begun = func.date(func.timezone(Estate.zone, effect.begun_at))
    later = aliased(TrainingRecord)
    corrected = select(later.id).where(
        later.estate_id == TrainingRecord.estate_id,
        later.session_id == TrainingRecord.session_id,
        later.staff_id == TrainingRecord.staff_id,
        later.id > TrainingRecord.id,
    )
    found = (
        select(TrainingRecord.id)
        .join_from(
            TrainingRecord,
            Course,
            (Course.group_id == TrainingRecord.group_id) & (Course.id == TrainingRecord.course_id),
        )
        .join(
            TrainingSession,
            (TrainingSession.estate_id == TrainingRecord.estate_id)
            & (TrainingSession.id == TrainingRecord.session_id),
        )
        .join(Estate, Estate.id == TrainingRecord.estate_id)
        .where(
            TrainingRecord.estate_id == effect.estate_id,
            TrainingRecord.staff_id == effect.staff_id,
            TrainingRecord.passed,
            Course.code == effect.course,
            TrainingSession.held_on >= begun,
            ~corrected.exists(),
        )
    )
    return (await uow.execute(found.limit(1))).first() is not None


async def has_left(uow: UnitOfWork, effect: Following) -> bool:
    """Whether the end of the person's place is on record."""
    found = select(Staff.left_on).where(
        Staff.estate_id == effect.estate_id, Staff.id == effect.staff_id
    )
    return (await uow.execute(found)).scalar_one() is not None


async def due_effects(uow: UnitOfWork, estate_id: int) -> Sequence[UUID]:
    """What is to be carried out at an estate."""
    found = select(MeritEffect.id).where(
        MeritEffect.estate_id == estate_id, MeritEffect.state == MeritEffectState.DUE
    )
    return (await uow.execute(found)).scalars().all()


async def suspended(
    uow: UnitOfWork, estate_id: int, people: Sequence[UUID], at: datetime
) -> Sequence[UUID]:
    """Who of these people is suspended at an instant."""
    found = select(MeritEffect.staff_id).where(
        MeritEffect.estate_id == estate_id,
        MeritEffect.staff_id.in_(people),
        MeritEffect.kind == MeritEffectKind.SUSPENSION,
        MeritEffect.state == MeritEffectState.DONE,
        MeritEffect.holds_from <= at,
        MeritEffect.holds_until > at,
    )
    return (await uow.execute(found.distinct())).scalars().all()


__all__ = [
    "Following",
    "change_effect",
    "due_effects",
    "has_left",
    "locked_effect",
    "suspended",
    "trained_since",
]
