"""The developer's clocks: rows with a time, and timers that find them broken."""

from datetime import datetime
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import DueTimer
from core.tickets.repository import lock
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverAction,
)
from plugins.developer_escalation.handover.models import DeveloperClock
from plugins.developer_escalation.handover.record import SYSTEM, move, tell_estate
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.partners.people import tell_people

DUE = "developer_escalation.clock"
"""The kind of the timers at which a developer's clock runs out."""

BROKEN = "developer_escalation.clock_broken"


def start(uow: UnitOfWork, handed: Handed, kind: DeveloperClockKind, due_at: datetime) -> None:
    """A clock begins to run."""
    tenant = {"group_id": handed.group_id, "estate_id": handed.estate_id}
    id_ = new_id()
    uow.add(
        DeveloperClock,
        **tenant,
        id=id_,
        hand_over_id=handed.id,
        partner_id=handed.partner_id,
        kind=kind,
        state=DeveloperClockState.RUNNING,
        started_at=uow.now,
        due_at=due_at,
    )
    uow.set_timer(DUE, str(id_), due_at, **tenant, clock=str(id_))


async def run_out(uow: UnitOfWork, timer: DueTimer) -> None:
    """Broken, unless it was kept meanwhile: both sides are told, and people act on it."""
    estate_id, clock_id = timer.estate_id, UUID(timer.payload["clock"])
    found = await repository.clock_at(uow, estate_id, clock_id)
    if found is None or found["state"] is not DeveloperClockState.RUNNING:
        return
    await lock(uow, (await repository.seen(uow, estate_id, found["hand_over_id"])).ticket)
    handed = await repository.locked(uow, estate_id, found["hand_over_id"])
    found = await repository.clock_at(uow, estate_id, clock_id)
    assert found is not None
    if found["state"] is not DeveloperClockState.RUNNING:
        return
    await repository.break_clock(uow, estate_id, clock_id, found["due_at"])
    await move(uow, handed, HandOverAction.OVERDUE, SYSTEM, note=found["kind"].value)
    uow.emit(
        BROKEN,
        group_id=handed.group_id,
        estate_id=estate_id,
        subject_id=handed.id,
        ticket=str(handed.ticket_id),
        kind=found["kind"].value,
    )
    due = found["due_at"].isoformat()
    await tell_estate(uow, handed, "overdue", {"number": handed.number, "due": due})
    await tell_people(
        uow,
        handed.group_id,
        estate_id,
        handed.partner_id,
        "reminded",
        str(clock_id),
        {"number": handed.number, "due": due},
    )


__all__ = ["BROKEN", "DUE", "run_out", "start"]
