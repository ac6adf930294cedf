"""Endorsing, approving, declining and withdrawing a case (S-J3)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit.cases import repository
from plugins.merit.cases.step import NOTE_MOST, finish, take, tell_person
from plugins.merit.cases.transitions import MeritGoal
from plugins.merit.configuration import configured
from plugins.merit.kinds import MeritAction, MeritState

OBJECTION_OVER = "merit.objection_over"
"""The kind of the timer that ends the time for objections."""

SAYS_WHY = frozenset({MeritAction.DECLINE, MeritAction.WITHDRAW})
"""What is not done without a word."""


@dataclass(frozen=True, slots=True)
class DecideCase:
    """What is done with a case: ENDORSE, APPROVE, DECLINE or WITHDRAW."""

    estate_id: int
    case_id: UUID
    expected_version: int
    action: MeritAction
    note: str | None = None


async def decide(actor: Actor, new: DecideCase, uow: UnitOfWork) -> None:
    """Take the step. With the last approval the person is told, and may object.

    Raises `NotFound`, `Conflict`, TEXT_REQUIRED for a refusal without a word, and what
    `transition` does.
    """
    case = await repository.locked(uow, new.estate_id, new.case_id)
    row = await take(actor, case, new.action, uow)
    repository.expect(case, new.expected_version)
    note = text.optional("note", new.note, NOTE_MOST)
    if new.action in SAYS_WHY:
        note = text.required("note", note, NOTE_MOST)
    if not isinstance(row.target, MeritGoal):
        ended = None if row.target is MeritState.ENDORSED else uow.now
        await finish(actor, case, row, row.target, uow, note=note, ended_at=ended)
        return
    given = case.approvals + 1
    if given < len(case.chain):
        await finish(
            actor, case, row, MeritState.ENDORSED, uow, note=note, told=False, approvals=given
        )
        return
    until = uow.now + timedelta(days=(await configured(uow, case.estate_id)).objection_days)
    await finish(
        actor,
        case,
        row,
        MeritState.TOLD,
        uow,
        note=note,
        approvals=given,
        told_at=uow.now,
        objection_until=until,
    )
    uow.set_timer(
        OBJECTION_OVER,
        str(case.id),
        until,
        group_id=case.group_id,
        estate_id=case.estate_id,
        case=str(case.id),
    )
    await tell_person(uow, case, "merit.decided", until=until.isoformat())


__all__ = ["OBJECTION_OVER", "DecideCase", "decide"]
