"""The developer's answer: it takes the matter on, refuses it, or disputes that it is its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict
from core.tickets.repository import Standing, lock
from core.tickets.rules import NOTE_MOST, RESULT_MOST, future, not_future
from plugins.developer_escalation.configuration import configured
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover import clocks, repository
from plugins.developer_escalation.handover.evidence import keep_sent
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverAction,
    Side,
)
from plugins.developer_escalation.handover.record import By, move, tell_estate
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.handover.ticket import (
    be_done,
    come_back,
    require_waiting,
    wait_on,
)
from plugins.developer_escalation.handover.transitions import target
from plugins.developer_escalation.seeing import deputy

KEPT, VOID = DeveloperClockState.KEPT, DeveloperClockState.VOID
RESPONSE, REPAIR = DeveloperClockKind.RESPONSE, DeveloperClockKind.REPAIR


@dataclass(frozen=True, slots=True)
class Accept:
    """The developer repairs it by `repair_by`, within what was agreed for its urgency."""

    estate_id: int
    id: UUID
    expected_version: int
    repair_by: datetime
    note: str | None = None
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Decline:
    """Refused, or (`disputed`) not the developer's to repair, with the reason."""

    estate_id: int
    id: UUID
    expected_version: int
    reason: str
    disputed: bool = False
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportRepair:
    """What was done, and when that was finished."""

    estate_id: int
    id: UUID
    expected_version: int
    report: str
    finished_at: datetime | None = None
    files: tuple[UUID, ...] = ()


async def accept(actor: Actor, new: Accept, uow: UnitOfWork) -> None:
    """Taken on: the repair clock runs, and the ticket waits until the date agreed. `files` that
    the caller has sent are evidence with this answer, as with the others.

    Raises `NotFound`, `Conflict`, HAND_OVER_STEP_NOT_ALLOWED, REPAIR_DATE_TOO_LATE, TIME_IN_PAST,
    EVIDENCE_NOT_SENT.
    """
    note = text.optional("note", new.note, NOTE_MOST)
    repair_by = future("repairBy", new.repair_by, uow.now)
    seen = await repository.seen(uow, new.estate_id, new.id)
    async with as_system(uow, seen.group_id, seen.estate_id):
        ticket, handed = await _taken(uow, seen, new.expected_version, HandOverAction.ACCEPT)
        days = (await configured(uow, new.estate_id)).repair_within(ticket.urgency)
        latest = uow.now + timedelta(days=days)
        if repair_by > latest:
            raise refuse(DeveloperCode.REPAIR_DATE_TOO_LATE, "repairBy", latest=latest)
        told = "开发商已接受，约定维修日期"
        await wait_on(deputy(actor, seen.estate_id), ticket, repair_by, told, uow)
        values = {"answered_at": uow.now, "repair_by": repair_by}
        by = By.of(actor, Side.DEVELOPER)
        await move(uow, handed, HandOverAction.ACCEPT, by, note, values)
        await keep_sent(actor, handed, new.files, HandOverAction.ACCEPT, uow)
        await repository.end_clock(uow, handed, RESPONSE, KEPT, uow.now)
        clocks.start(uow, handed, REPAIR, repair_by)
        due = {"number": handed.number, "due": repair_by.isoformat()}
        await tell_estate(uow, handed, "accepted", due)


async def decline(actor: Actor, new: Decline, uow: UnitOfWork) -> None:
    """Back to the estate, with the promises to the customer running again.

    Raises `NotFound`, `Conflict`, HAND_OVER_STEP_NOT_ALLOWED and `TextCode` refusals.
    """
    action = HandOverAction.DISPUTE if new.disputed else HandOverAction.REFUSE
    reason = text.required("reason", new.reason, RESULT_MOST)
    seen = await repository.seen(uow, new.estate_id, new.id)
    async with as_system(uow, seen.group_id, seen.estate_id):
        ticket, handed = await _taken(uow, seen, new.expected_version, action)
        told = "开发商未接受，由物业继续处理"
        await come_back(deputy(actor, seen.estate_id), ticket, told, uow)
        values = {"answered_at": uow.now, "reason": reason}
        await move(uow, handed, action, By.of(actor, Side.DEVELOPER), reason, values)
        await keep_sent(actor, handed, new.files, action, uow)
        await repository.end_clock(uow, handed, RESPONSE, KEPT, uow.now)
        await repository.end_clock(uow, handed, REPAIR, VOID, uow.now)
        await tell_estate(uow, handed, "returned", {"number": handed.number})


async def report_repair(actor: Actor, new: ReportRepair, uow: UnitOfWork) -> None:
    """Repaired, by the developer's word: the ticket is completed, and verified together (S-G4).

    Raises `NotFound`, `Conflict`, HAND_OVER_STEP_NOT_ALLOWED, TIME_IN_FUTURE, TIME_TOO_OLD.
    """
    report = text.required("report", new.report, RESULT_MOST)
    finished_at = not_future("finishedAt", new.finished_at or uow.now, uow.now)
    seen = await repository.seen(uow, new.estate_id, new.id)
    async with as_system(uow, seen.group_id, seen.estate_id):
        ticket, handed = await _taken(uow, seen, new.expected_version, HandOverAction.REPORT_REPAIR)
        await be_done(deputy(actor, seen.estate_id), ticket, report, finished_at, uow)
        values = {"repaired_at": finished_at, "repair_report": report}
        by = By.of(actor, Side.DEVELOPER)
        await move(uow, handed, HandOverAction.REPORT_REPAIR, by, report, values)
        await keep_sent(actor, handed, new.files, HandOverAction.REPORT_REPAIR, uow)
        await repository.end_clock(uow, handed, REPAIR, KEPT, uow.now)
        await tell_estate(uow, handed, "repaired", {"number": handed.number})


async def _taken(
    uow: UnitOfWork, seen: Handed, expected_version: int, action: HandOverAction
) -> tuple[Standing, Handed]:
    """Ticket and hand-over, locked in this order, for a step that is open to the developer."""
    ticket = await lock(uow, seen.ticket)
    handed = await repository.locked(uow, seen.estate_id, seen.id)
    if handed.version != expected_version:
        raise Conflict(handed.version)
    target(handed.state, action)
    require_waiting(ticket)
    return ticket, handed


__all__ = ["Accept", "Decline", "ReportRepair", "accept", "decline", "report_repair"]
