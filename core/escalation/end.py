"""A chain ends: nobody further is told, and what was not handed in is owed no longer."""

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.kinds import Ending, EscalationState
from core.escalation.ledger import call_off, change, waive_reports
from core.escalation.models import Escalation
from core.escalation.repository import Run


async def end(
    uow: UnitOfWork, run: Run, ending: Ending, by: Actor | None = None, reason: str | None = None
) -> None:
    """End an escalation that is running."""
    await change(
        uow,
        Escalation,
        run.estate_id,
        run.id,
        state=EscalationState.ENDED,
        ending=ending,
        ended_at=uow.now,
        ended_by=None if by is None else by.account_id,
        ended_by_name=None if by is None else by.name,
        end_reason=reason,
    )
    await call_off(uow, run)
    await waive_reports(uow, run)
    uow.emit(
        "escalation.ended",
        group_id=run.group_id,
        estate_id=run.estate_id,
        subject_id=run.id,
        ticket=str(run.ticket_id),
        ending=ending.value,
    )


__all__ = ["end"]
