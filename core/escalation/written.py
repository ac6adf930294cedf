"""Written reports (S-G2, S-G3): handed in, or pressed for by the next one up."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.escalation.errors import EscalationCode
from core.escalation.holders import Holders
from core.escalation.kinds import Purpose, ReportState, StepState
from core.escalation.ledger import change, report, step, steps, was_told
from core.escalation.models import EscalationReport, EscalationStep
from core.escalation.repository import matter, run
from core.escalation.rules import at_or_above, pressed
from core.escalation.told import REPORT, Due, tell_steps
from core.escalation.versions import kept_by
from core.files.attach import attach_to_report
from core.ids import new_id
from core.tickets.refs import TicketRef

TEXT_MOST = 20_000
"""Characters of a report."""


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """The report in words, and the files that go with it."""

    estate_id: int
    id: UUID
    expected_version: int
    text: str
    attachments: tuple[UUID, ...] = ()


async def submit_report(actor: Actor, new: SubmitReport, uow: UnitOfWork) -> UUID:
    """Handed in, late or not, and also where it was waived; the key of the report.

    For who was told at its step, or holds its role or one above. Raises `NotFound`, NOT_TOLD,
    `Conflict`, ALREADY_SUBMITTED, `TextCode` refusals, and what `attach_to_report` does.
    """
    written = text.required("text", new.text, TEXT_MOST)
    seen = await report(uow, new.estate_id, new.id)
    if seen is None:
        raise NotFound("reportId")
    await matter(uow, TicketRef(new.estate_id, seen.ticket_id), locked=True)
    found = await report(uow, new.estate_id, new.id)
    assert found is not None
    if not actor.roles_at(new.estate_id) & at_or_above(found.role) and not await was_told(
        uow, new.estate_id, found.step_id, actor.account_id, actor.persons
    ):
        raise GuanjiaError(EscalationCode.NOT_TOLD, field="reportId")
    if found.version != new.expected_version:
        raise Conflict(found.version)
    if found.state is ReportState.SUBMITTED:
        raise GuanjiaError(EscalationCode.ALREADY_SUBMITTED, field="reportId")
    await attach_to_report(actor, new.estate_id, new.id, new.attachments, uow)
    await change(
        uow,
        EscalationReport,
        new.estate_id,
        new.id,
        state=ReportState.SUBMITTED,
        submitted_at=uow.now,
        submitted_by=actor.account_id,
        submitted_by_name=actor.name,
        text=written,
    )
    uow.emit(
        "escalation.report_submitted",
        group_id=found.group_id,
        estate_id=new.estate_id,
        subject_id=found.escalation_id,
        ticket=str(found.ticket_id),
        rule=found.rule,
    )
    return new.id


async def report_due(uow: UnitOfWork, estate_id: int, report_id: UUID, holders: Holders) -> None:
    """A report was not handed in: the next one up is told, and again the next after that."""
    seen = await report(uow, estate_id, report_id)
    if seen is None:
        return
    about = await matter(uow, TicketRef(estate_id, seen.ticket_id), locked=True)
    owed = await report(uow, estate_id, report_id)
    of = await run(uow, estate_id, seen.escalation_id)
    if about is None or owed is None or of is None or owed.state is not ReportState.OWED:
        return
    again = (await kept_by(uow, of)).report_again
    press = pressed(owed.role, owed.due_at, again, owed.pressed)
    if press is None or press[1] > uow.now:
        return
    ordinal = max(each.ordinal for each in await steps(uow, estate_id, of.id)) + 1
    step_id = new_id()
    tenant = {"group_id": owed.group_id, "estate_id": estate_id}
    uow.add(
        EscalationStep,
        **tenant,
        id=step_id,
        escalation_id=of.id,
        ticket_id=owed.ticket_id,
        report_id=report_id,
        ordinal=ordinal,
        rule=owed.rule,
        purpose=Purpose.REPORT_OVERDUE,
        role=press[0],
        state=StepState.WAITING,
        after=0,
        due_at=uow.now,
    )
    await change(
        uow,
        EscalationReport,
        estate_id,
        report_id,
        overdue_at=owed.due_at,
        pressed=owed.pressed + 1,
    )
    await uow.flush()
    made = await step(uow, estate_id, step_id)
    assert made is not None
    await tell_steps(uow, (Due(about, of, made),), holders)
    following = pressed(owed.role, owed.due_at, again, owed.pressed + 1)
    if following is not None:
        key = f"{report_id}:{owed.pressed + 1}"
        uow.set_timer(REPORT, key, following[1], **tenant, report=str(report_id))


__all__ = ["SubmitReport", "report_due", "submit_report"]
