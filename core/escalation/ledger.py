"""What an escalation's steps, reports and verifications say, and writing it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update

from core.actor import Role
from core.db.base import TenantRow
from core.db.keys import THEM, Key, is_one, keys
from core.db.unit_of_work import UnitOfWork
from core.escalation.kinds import Purpose, ReportState, StepState, VerificationState
from core.escalation.models import (
    EscalationReport,
    EscalationStep,
    EscalationTelling,
    JointVerification,
)
from core.escalation.repository import Run
from core.tickets.refs import TicketRef


async def change(
    uow: UnitOfWork, model: type[TenantRow], estate_id: int, id_: UUID, **values: Any
) -> None:
    """Write columns of a row of this area; its version rises."""
    made: Any = model
    await uow.execute(
        update(made)
        .where(made.estate_id == estate_id, made.id == id_)
        .values(version=made.version + 1, **values)
    )


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as it stands."""

    id: UUID
    group_id: int
    estate_id: int
    escalation_id: UUID
    ticket_id: UUID
    report_id: UUID | None
    ordinal: int
    version: int
    rule: str
    purpose: Purpose
    role: Role
    told_role: Role | None
    state: StepState
    after: int
    due_at: datetime | None
    told_at: datetime | None
    passed_on: bool
    report_rule: str | None
    report_due_at: datetime | None


_STEP = tuple(getattr(EscalationStep, name) for name in StepRow.__dataclass_fields__)


_THESE = select(*_STEP).join_from(
    THEM, EscalationStep, is_one(EscalationStep.estate_id, EscalationStep.id)
)
_STEPS = (
    select(*_STEP)
    .join_from(THEM, EscalationStep, is_one(EscalationStep.estate_id, EscalationStep.escalation_id))
    .order_by(EscalationStep.ordinal)
)


async def step(uow: UnitOfWork, estate_id: int, id_: UUID) -> StepRow | None:
    """One step."""
    return (await steps_named(uow, ((estate_id, id_),))).get((estate_id, id_))


async def steps_named(uow: UnitOfWork, them: Iterable[Key]) -> dict[Key, StepRow]:
    """Several steps, by their own keys."""
    rows = await uow.execute(_THESE, [keys(them)])
    return {(row["estate_id"], row["id"]): StepRow(**row) for row in rows.mappings()}


async def steps(uow: UnitOfWork, estate_id: int, escalation_id: UUID) -> tuple[StepRow, ...]:
    """The steps of an escalation in order."""
    return await steps_of(uow, ((estate_id, escalation_id),))


async def steps_of(uow: UnitOfWork, escalations: Iterable[Key]) -> tuple[StepRow, ...]:
    """The steps of several escalations, those of each in order."""
    rows = await uow.execute(_STEPS, [keys(escalations)])
    return tuple(StepRow(**row) for row in rows.mappings())


async def was_told(
    uow: UnitOfWork, estate_id: int, step_id: UUID, account_id: UUID, persons: Sequence[UUID]
) -> bool:
    """Whether a caller is one of those told at a step."""
    told = EscalationTelling
    found = select(func.count()).where(
        told.estate_id == estate_id,
        told.step_id == step_id,
        or_(told.account_id == account_id, told.staff_id.in_(persons)),
    )
    return bool((await uow.execute(found)).scalar_one())


async def call_off(uow: UnitOfWork, run_: Run, *, after: int = 0) -> None:
    """Steps of an escalation that still wait, from the one after that ordinal on, are not told."""
    await uow.execute(
        update(EscalationStep)
        .where(
            EscalationStep.estate_id == run_.estate_id,
            EscalationStep.escalation_id == run_.id,
            EscalationStep.state == StepState.WAITING,
            EscalationStep.ordinal > after,
        )
        .values(state=StepState.CALLED_OFF, version=EscalationStep.version + 1)
    )


async def waive_reports(uow: UnitOfWork, run_: Run) -> None:
    """Reports of an escalation that were not handed in are owed no longer."""
    await uow.execute(
        update(EscalationReport)
        .where(
            EscalationReport.estate_id == run_.estate_id,
            EscalationReport.escalation_id == run_.id,
            EscalationReport.state == ReportState.OWED,
        )
        .values(state=ReportState.WAIVED, version=EscalationReport.version + 1)
    )


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A written report as it stands."""

    id: UUID
    group_id: int
    estate_id: int
    escalation_id: UUID
    step_id: UUID
    ticket_id: UUID
    version: int
    rule: str
    role: Role
    state: ReportState
    due_at: datetime
    pressed: int


_REPORT = tuple(getattr(EscalationReport, name) for name in ReportRow.__dataclass_fields__)


async def report(uow: UnitOfWork, estate_id: int, id_: UUID) -> ReportRow | None:
    """One written report."""
    row = await uow.row(
        select(*_REPORT).where(EscalationReport.estate_id == estate_id, EscalationReport.id == id_)
    )
    return None if row is None else ReportRow(**row)


async def reports(uow: UnitOfWork, estate_id: int, escalation_id: UUID) -> tuple[ReportRow, ...]:
    """The written reports of an escalation, the first to fall due first."""
    rows = await uow.execute(
        select(*_REPORT)
        .where(
            EscalationReport.estate_id == estate_id,
            EscalationReport.escalation_id == escalation_id,
        )
        .order_by(EscalationReport.due_at, EscalationReport.id)
    )
    return tuple(ReportRow(**row) for row in rows.mappings())


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """A joint verification as it stands."""

    id: UUID
    group_id: int
    estate_id: int
    ticket_id: UUID
    round: int
    version: int
    state: VerificationState
    due_at: datetime


_VERIFICATION = tuple(
    getattr(JointVerification, name) for name in VerificationRow.__dataclass_fields__
)


async def verification(uow: UnitOfWork, estate_id: int, id_: UUID) -> VerificationRow | None:
    """One joint verification."""
    row = await uow.row(
        select(*_VERIFICATION).where(
            JointVerification.estate_id == estate_id, JointVerification.id == id_
        )
    )
    return None if row is None else VerificationRow(**row)


async def verifications(uow: UnitOfWork, ref: TicketRef) -> tuple[VerificationRow, ...]:
    """The joint verifications of a ticket."""
    rows = await uow.execute(
        select(*_VERIFICATION)
        .where(
            JointVerification.estate_id == ref.estate_id,
            JointVerification.ticket_id == ref.id,
        )
        .order_by(JointVerification.round)
    )
    return tuple(VerificationRow(**row) for row in rows.mappings())


__all__ = [
    "ReportRow",
    "StepRow",
    "VerificationRow",
    "call_off",
    "change",
    "report",
    "reports",
    "step",
    "steps",
    "steps_named",
    "steps_of",
    "verification",
    "verifications",
    "waive_reports",
    "was_told",
]
