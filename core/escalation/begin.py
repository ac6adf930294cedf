"""A chain begins: its steps are laid out, and timers set for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.chains import Chain
from core.escalation.kinds import Cause, EscalationState, Purpose, StepState
from core.escalation.models import EscalationStep
from core.escalation.repository import Matter, insert_runs
from core.escalation.rules import laid_out
from core.ids import new_id

STEP = "escalation.step"
"""The kind of the timers at which a step is told."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a chain begins. `key` is the same for the same occasion; `rule` and `round` are those of
    the promise that broke."""

    cause: Cause
    key: str
    at: datetime
    rule: str | None = None
    round: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """A chain of the version `chains_id` to be begun on a ticket, and why."""

    about: Matter
    chain: Chain
    chains_id: UUID
    why: Occasion
    by: Actor | None = None


async def begin(uow: UnitOfWork, beginning: Beginning) -> UUID | None:
    """Begin a chain; its key, or None where this occasion has begun it already."""
    for escalation_id in await begin_all(uow, (beginning,)):
        return escalation_id
    return None


async def begin_all(uow: UnitOfWork, beginnings: Iterable[Beginning]) -> list[UUID]:
    """Begin chains, but for those that their occasions have begun already; the keys of these."""
    made = {new_id(): each for each in beginnings}
    fresh = await insert_runs(uow, [_row(id_, each) for id_, each in made.items()])
    for id_, each in made.items():
        if id_ in fresh:
            _lay_out(uow, id_, each)
    return [id_ for id_ in made if id_ in fresh]


def _row(escalation_id: UUID, new: Beginning) -> dict[str, Any]:
    about, chain, why, by = new.about, new.chain, new.why, new.by
    return {
        "group_id": about.group_id,
        "estate_id": about.ref.estate_id,
        "id": escalation_id,
        "version": 1,
        "ticket_id": about.ref.id,
        "key": f"{chain.code.value}:{about.ref.id}:{why.key}",
        "chain": chain.code,
        "chains_id": new.chains_id,
        "cause": why.cause,
        "cause_rule": why.rule,
        "cause_round": why.round,
        "round": about.reopened,
        "state": EscalationState.RUNNING,
        "urgent": chain.urgent,
        "started_at": why.at,
        "started_by": None if by is None else by.account_id,
        "started_by_name": None if by is None else by.name,
        "reason": why.reason,
    }


def _lay_out(uow: UnitOfWork, escalation_id: UUID, new: Beginning) -> None:
    about, chain, why = new.about, new.chain, new.why
    tenant = {"group_id": about.group_id, "estate_id": about.ref.estate_id}
    for step in laid_out(chain, why.at):
        step_id = new_id()
        uow.add(
            EscalationStep,
            **tenant,
            id=step_id,
            escalation_id=escalation_id,
            ticket_id=about.ref.id,
            report_id=None,
            ordinal=step.ordinal,
            rule=step.rule,
            purpose=Purpose.HANDLE,
            role=step.role,
            state=StepState.WAITING,
            after=int(step.after.total_seconds()),
            due_at=step.due_at,
            report_rule=step.report_rule,
            report_due_at=step.report_due_at,
        )
        if step.due_at is not None:
            wake(uow, about.group_id, about.ref.estate_id, step_id, step.due_at)
    uow.emit(
        "escalation.started",
        **tenant,
        subject_id=escalation_id,
        ticket=str(about.ref.id),
        chain=chain.code.value,
        cause=why.cause.value,
        rule=why.rule,
    )


def wake(uow: UnitOfWork, group_id: int, estate_id: int, step_id: UUID, due_at: datetime) -> None:
    """Have a step told at its time. One that is not to be told any more finds nothing to do."""
    uow.set_timer(
        STEP,
        f"{step_id}:{due_at.isoformat()}",
        due_at,
        group_id=group_id,
        estate_id=estate_id,
        step=str(step_id),
    )


__all__ = ["STEP", "Beginning", "Occasion", "begin", "begin_all", "wake"]
