"""Acknowledging what one was told: nobody further up is, unless it is passed on (S-G6)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.escalation.begin import wake
from core.escalation.errors import EscalationCode
from core.escalation.kinds import EscalationState, Purpose, StepState
from core.escalation.ledger import StepRow, call_off, change, step, steps, was_told
from core.escalation.models import EscalationStep
from core.escalation.repository import Run, matter, run
from core.escalation.rules import at_or_above
from core.tickets.refs import TicketRef
from core.tickets.rules import NOTE_MOST

TO_ANSWER = frozenset({StepState.TOLD, StepState.FAILED})


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """`pass_on`: who was told cannot solve it, and the next one is to be told now (S-G2, S-G3).

    That may still be said of a step that was acknowledged before.
    """

    estate_id: int
    id: UUID
    expected_version: int
    note: str | None = None
    pass_on: bool = False


async def acknowledge(actor: Actor, new: Acknowledge, uow: UnitOfWork) -> UUID:
    """Acknowledged; the key of the step. Written reports stay owed until the matter is solved.

    For who was told at the step, or holds its role or one above. Raises `NotFound`, NOT_TOLD,
    `Conflict`, NOT_ANSWERABLE, ALREADY_ENDED, and NOBODY_ABOVE for passing on the last step.
    """
    note = text.optional("note", new.note, NOTE_MOST)
    seen = await step(uow, new.estate_id, new.id)
    if seen is None:
        raise NotFound("stepId")
    await matter(uow, TicketRef(new.estate_id, seen.ticket_id), locked=True)
    found = await step(uow, new.estate_id, new.id)
    of = await run(uow, new.estate_id, seen.escalation_id)
    assert found is not None
    assert of is not None
    await _check(actor, new, found, of, uow)
    values: dict[str, object] = {"passed_on": new.pass_on}
    if found.state in TO_ANSWER:
        values |= {
            "state": StepState.ACKNOWLEDGED,
            "acknowledged_at": uow.now,
            "acknowledged_by": actor.account_id,
            "acknowledged_by_name": actor.name,
        }
    if note is not None:
        values["note"] = note
    await change(uow, EscalationStep, new.estate_id, new.id, **values)
    if new.pass_on:
        await _pass_on(uow, of, found)
    elif found.purpose is Purpose.HANDLE:
        await call_off(uow, of)
    uow.emit(
        "escalation.acknowledged",
        group_id=of.group_id,
        estate_id=of.estate_id,
        subject_id=of.id,
        ticket=str(of.ticket_id),
        step=found.ordinal,
        passed_on=new.pass_on,
    )
    return new.id


async def _check(actor: Actor, new: Acknowledge, found: StepRow, of: Run, uow: UnitOfWork) -> None:
    role = found.told_role or found.role
    if not actor.roles_at(new.estate_id) & at_or_above(role) and not await was_told(
        uow, new.estate_id, new.id, actor.account_id, actor.persons
    ):
        raise GuanjiaError(EscalationCode.NOT_TOLD, field="stepId")
    if found.version != new.expected_version:
        raise Conflict(found.version)
    if of.state is EscalationState.ENDED:
        raise GuanjiaError(EscalationCode.ALREADY_ENDED, field="stepId")
    again = new.pass_on and found.state is StepState.ACKNOWLEDGED and not found.passed_on
    if found.state not in TO_ANSWER and not again:
        raise GuanjiaError(
            EscalationCode.NOT_ANSWERABLE, field="stepId", details={"state": found.state.value}
        )


async def _pass_on(uow: UnitOfWork, of: Run, found: StepRow) -> None:
    """The next step that was not told yet is told now."""
    for each in await steps(uow, of.estate_id, of.id):
        waits = each.state in (StepState.WAITING, StepState.CALLED_OFF)
        if waits and each.ordinal > found.ordinal and each.purpose is Purpose.HANDLE:
            await change(
                uow,
                EscalationStep,
                each.estate_id,
                each.id,
                state=StepState.WAITING,
                due_at=uow.now,
            )
            wake(uow, each.group_id, each.estate_id, each.id, uow.now)
            return
    raise GuanjiaError(EscalationCode.NOBODY_ABOVE, field="passOn")


__all__ = ["Acknowledge", "acknowledge"]
