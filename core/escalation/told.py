"""A step's time has come: whoever holds the role is told, or the next one up (S-G1 to S-G6)."""

from datetime import timedelta
from uuid import UUID

import structlog

from core.db.unit_of_work import UnitOfWork
from core.escalation.begin import wake
from core.escalation.holders import Holder, Holders, Seat, seat
from core.escalation.kinds import ChainCode, EscalationState, Purpose, ReportState, StepState
from core.escalation.ledger import StepRow, change, message_of, step, steps
from core.escalation.models import EscalationReport, EscalationStep, EscalationTelling
from core.escalation.repository import Matter, Run, departments_concerned, matter, run
from core.ids import new_id
from core.notify.tell import Telling, tell
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


async def step_due(uow: UnitOfWork, estate_id: int, step_id: UUID, holders: Holders) -> None:
    """Tell a step whose time has come; nothing where it was told, called off, or moved."""
    seen = await step(uow, estate_id, step_id)
    if seen is None:
        return  # erased since
    about = await matter(uow, TicketRef(estate_id, seen.ticket_id), locked=True)
    due, of = await step(uow, estate_id, step_id), await run(uow, estate_id, seen.escalation_id)
    if about is None or due is None or of is None or of.state is EscalationState.ENDED:
        return
    if due.state is StepState.WAITING and due.due_at is not None and due.due_at <= uow.now:
        await tell_step(uow, about, of, due, holders)


async def tell_step(
    uow: UnitOfWork, about: Matter, of: Run, due: StepRow, holders: Holders
) -> Seat:
    """Tell a step now, and set what follows from it. The ticket must be locked."""
    departments = await departments_concerned(uow, about)
    told = seat(due.role, await holders(uow, due.estate_id), departments)
    for person in told.people:
        await _tell(uow, about, of, due, told, person)
    await change(
        uow,
        EscalationStep,
        due.estate_id,
        due.id,
        state=StepState.FAILED if told.failed else StepState.TOLD,
        told_role=told.role,
        told_at=uow.now,
    )
    tenant = {"group_id": due.group_id, "estate_id": due.estate_id}
    ticket, role = str(due.ticket_id), due.role.value
    uow.emit(
        "escalation.failed" if told.failed else "escalation.told",
        **tenant,
        subject_id=of.id,
        ticket=ticket,
        step=due.ordinal,
        rule=due.rule,
        role=role,
        told=None if told.role is None else told.role.value,
        people=len(told.people),
    )
    if told.failed:
        log.error("nobody holds the role, nor one above", ticket=ticket, role=role, **tenant)
    if due.report_due_at is not None:
        _owe(uow, due, told)
    if due.purpose is Purpose.HANDLE:
        await _next(uow, due)
    return told


async def _tell(
    uow: UnitOfWork, about: Matter, of: Run, due: StepRow, told: Seat, person: Holder
) -> None:
    key = f"escalation:{of.id}:{uow.now.isoformat()}:{person.person}"
    values = {"number": about.number, "rule": due.rule, "promise": of.cause_rule or due.rule}
    template = TEMPLATES[of.chain]
    if told.failed:
        template = NOBODY_TOLD
    elif due.purpose is Purpose.REPORT_OVERDUE:
        template = REPORT_OVERDUE
    elif due.report_due_at is not None:
        template = REPORT_ASKED
        values["due"] = due.report_due_at.isoformat()
    message_id = await tell(
        uow,
        Telling(
            about.group_id,
            about.ref.estate_id,
            template,
            person.recipient,
            key=key,
            values=values,
            ticket_id=about.ref.id,
            urgent=of.urgent,
        ),
    )
    if message_id is None:  # told this very moment, at another step of the same escalation
        message_id = await message_of(uow, due.estate_id, key)
    uow.add(
        EscalationTelling,
        group_id=due.group_id,
        estate_id=due.estate_id,
        id=new_id(),
        step_id=due.id,
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


async def _next(uow: UnitOfWork, told: StepRow) -> None:
    """The step after this one counts from now, if it counts from this one at all."""
    for each in await steps(uow, told.estate_id, told.escalation_id):
        if each.ordinal == told.ordinal + 1 and each.state is StepState.WAITING:
            if each.due_at is None:
                due_at = uow.now + timedelta(seconds=each.after)
                await change(uow, EscalationStep, each.estate_id, each.id, due_at=due_at)
                wake(uow, each.group_id, each.estate_id, each.id, due_at)
            return


__all__ = ["REPORT", "TEMPLATES", "step_due", "tell_step"]
