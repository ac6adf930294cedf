"""A step's time has come: whoever holds the role is told, or the next one up (S-G1 to S-G6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from core.actor import Role
from core.db.keys import Key
from core.db.unit_of_work import UnitOfWork
from core.escalation.begin import wake
from core.escalation.holders import Holder, Holders, Seat, seat
from core.escalation.kinds import ChainCode, EscalationState, Purpose, ReportState, StepState
from core.escalation.ledger import StepRow, steps_named, steps_of
from core.escalation.models import EscalationReport, EscalationStep, EscalationTelling
from core.escalation.repository import Matter, Run, departments_concerned, matters, runs_named
from core.ids import new_id
from core.notify.tell import Telling, tell_all
from core.tickets.refs import TicketRef

REPORT = "escalation.report"
"""The kind of the timers at which a written report is overdue."""

TEMPLATES: dict[ChainCode, str] = {
    ChainCode.MATTER: "escalation.matter",
    ChainCode.SUPERVISOR: "escalation.supervisor",
    ChainCode.ATTENDANCE: "escalation.attend",
    ChainCode.OVERDUE: "escalation.overdue",
    ChainCode.PERSONAL: "escalation.personal",
}
"""What is told at the steps of a chain."""

REPORT_ASKED = "escalation.report_asked"
REPORT_OVERDUE = "escalation.report_overdue"
NOBODY_TOLD = "escalation.nobody_told"

log = structlog.get_logger("guanjia.escalation")


@dataclass(frozen=True, slots=True)
class Due:
    """A step to be told now, of an escalation that is running, on a ticket that is locked."""

    about: Matter
    of: Run
    step: StepRow


async def steps_due(uow: UnitOfWork, named: Collection[Key], holders: Holders) -> None:
    """Tell steps whose time has come; nothing where one was told, called off, or moved."""
    seen = await steps_named(uow, named)
    tickets = {TicketRef(each.estate_id, each.ticket_id) for each in seen.values()}
    about = await matters(uow, tickets, locked=True)
    found = await steps_named(uow, seen)
    of = await runs_named(uow, {(each.estate_id, each.escalation_id) for each in found.values()})
    due = [
        Due(about[run.ref], run, each)
        for each in found.values()
        if (run := of.get((each.estate_id, each.escalation_id))) is not None
        and run.ref in about
        and run.state is not EscalationState.ENDED
        and each.state is StepState.WAITING
        and each.due_at is not None
        and each.due_at <= uow.now
    ]
    if due:
        await tell_steps(uow, due, holders)


async def tell_steps(uow: UnitOfWork, due: Sequence[Due], holders: Holders) -> None:
    """Tell steps now, and set what follows from them."""
    held = {id_: await holders(uow, id_) for id_ in {each.step.estate_id for each in due}}
    told = [
        (each, seat(each.step.role, held[each.step.estate_id], await _heads(uow, each)))
        for each in due
    ]
    tellings = [(each, seat_, who) for each, seat_ in told for who in seat_.people]
    messages = await tell_all(uow, [_telling(uow, *each) for each in tellings])
    for (each, _, who), message_id in zip(tellings, messages, strict=True):
        _told(uow, each, who, message_id)
    await uow.rewrite(
        EscalationStep,
        [
            {
                "estate_id": each.step.estate_id,
                "id": each.step.id,
                "state": StepState.FAILED if seat_.failed else StepState.TOLD,
                "told_role": seat_.role,
                "told_at": uow.now,
            }
            for each, seat_ in told
        ],
        counted=True,
    )
    for each, seat_ in told:
        _announce(uow, each, seat_)
        if each.step.report_due_at is not None:
            _owe(uow, each.step, seat_)
    await _next(uow, [each.step for each in due if each.step.purpose is Purpose.HANDLE])


async def _heads(uow: UnitOfWork, due: Due) -> frozenset[UUID]:
    """The departments whose heads are meant, where heads are."""
    if due.step.role is not Role.DEPARTMENT_HEAD:
        return frozenset()
    return await departments_concerned(uow, due.about)


def _announce(uow: UnitOfWork, due: Due, told: Seat) -> None:
    step = due.step
    tenant = {"group_id": step.group_id, "estate_id": step.estate_id}
    ticket, role = str(step.ticket_id), step.role.value
    uow.emit(
        "escalation.failed" if told.failed else "escalation.told",
        **tenant,
        subject_id=due.of.id,
        ticket=ticket,
        step=step.ordinal,
        rule=step.rule,
        role=role,
        told=None if told.role is None else told.role.value,
        people=len(told.people),
    )
    if told.failed:
        log.error("nobody holds the role, nor one above", ticket=ticket, role=role, **tenant)


def _telling(uow: UnitOfWork, due: Due, told: Seat, person: Holder) -> Telling:
    """Whoever is told at two steps of an escalation in one moment is told once."""
    about, of, step = due.about, due.of, due.step
    values = {"number": about.number, "rule": step.rule, "promise": of.cause_rule or step.rule}
    template = TEMPLATES[of.chain]
    if told.failed:
        template = NOBODY_TOLD
    elif step.purpose is Purpose.REPORT_OVERDUE:
        template = REPORT_OVERDUE
    elif step.report_due_at is not None:
        template = REPORT_ASKED
        values["due"] = step.report_due_at.isoformat()
    return Telling(
        about.group_id,
        about.ref.estate_id,
        template,
        person.recipient,
        key=f"escalation:{of.id}:{uow.now.isoformat()}:{person.person}",
        values=values,
        ticket_id=about.ref.id,
        urgent=of.urgent,
    )


def _told(uow: UnitOfWork, due: Due, person: Holder, message_id: UUID) -> None:
    uow.add(
        EscalationTelling,
        group_id=due.step.group_id,
        estate_id=due.step.estate_id,
        id=new_id(),
        step_id=due.step.id,
        staff_id=person.staff_id,
        account_id=person.account_id,
        name=person.name,
        role=person.role,
        told_at=uow.now,
        message_id=message_id,
    )


def _owe(uow: UnitOfWork, due: StepRow, told: Seat) -> None:
    """Who was told owes a written report."""
    assert due.report_due_at is not None
    assert due.report_rule is not None
    tenant = {"group_id": due.group_id, "estate_id": due.estate_id}
    report_id = new_id()
    uow.add(
        EscalationReport,
        **tenant,
        id=report_id,
        escalation_id=due.escalation_id,
        step_id=due.id,
        ticket_id=due.ticket_id,
        rule=due.report_rule,
        role=told.role or due.role,
        state=ReportState.OWED,
        due_at=due.report_due_at,
    )
    uow.set_timer(REPORT, f"{report_id}:0", due.report_due_at, **tenant, report=str(report_id))


async def _next(uow: UnitOfWork, told: Sequence[StepRow]) -> None:
    """The step after each counts from now, if it counts from that one at all."""
    after = {(each.estate_id, each.escalation_id, each.ordinal + 1) for each in told}
    moved = []
    for each in await steps_of(uow, {(each.estate_id, each.escalation_id) for each in told}):
        follows = (each.estate_id, each.escalation_id, each.ordinal) in after
        if follows and each.state is StepState.WAITING and each.due_at is None:
            due_at = uow.now + timedelta(seconds=each.after)
            moved.append({"estate_id": each.estate_id, "id": each.id, "due_at": due_at})
            wake(uow, each.group_id, each.estate_id, each.id, due_at)
    await uow.rewrite(EscalationStep, moved, counted=True)


__all__ = ["REPORT", "TEMPLATES", "Due", "steps_due", "tell_steps"]
