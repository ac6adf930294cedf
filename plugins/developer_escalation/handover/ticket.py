"""What a hand-over's steps do to its ticket: it waits on, comes back, or is done."""

from datetime import datetime

from core.actor import Actor
from core.complaints.errors import ComplaintCode
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.tickets.complete import Complete, complete
from core.tickets.errors import TicketCode
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason, State
from core.tickets.repository import Standing, change
from core.tickets.resume import Resume, resume
from core.tickets.start import Start, start
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover.kinds import HandOverState


def require_waiting(ticket: Standing) -> None:
    """Raises HAND_OVER_STEP_NOT_ALLOWED where the estate has gone on with the ticket already."""
    if ticket.state is not State.ON_HOLD:
        gone = HandOverState.TAKEN_BACK.value
        raise refuse(DeveloperCode.HAND_OVER_STEP_NOT_ALLOWED, "handOverId", state=gone)


async def wait_on(
    deputy: Actor, ticket: Standing, until: datetime, note: str, uow: UnitOfWork
) -> None:
    """Held anew, until the time agreed, or for as long as the policy lets the developer stop a
    clock (S-D8)."""
    await resume(deputy, Resume(ticket.ref, ticket.version, note), uow)

    def held(latest: datetime) -> Hold:
        return Hold(ticket.ref, ticket.version + 1, HoldReason.DEVELOPER, latest, note)

    try:
        await hold(deputy, held(until), uow)
    except GuanjiaError as refused:
        if refused.code is not TicketCode.HOLD_TOO_LONG:
            raise
        latest = refused.details["latest"]
        assert isinstance(latest, datetime)
        await hold(deputy, held(latest), uow)


async def come_back(deputy: Actor, ticket: Standing, note: str, uow: UnitOfWork) -> None:
    """The estate's again: the promises to the customer run on, and its partner sees it no more."""
    if ticket.state is State.ON_HOLD:
        await resume(deputy, Resume(ticket.ref, ticket.version, note), uow)
    await change(uow, ticket.ref, {"partner_id": None})


async def be_done(
    deputy: Actor, ticket: Standing, result: str, finished_at: datetime, uow: UnitOfWork
) -> bool:
    """Completed with what the developer reports: verification and revisit follow (S-G4, S-G5).

    False where a plugin has it that the work cannot be completed so, or a complaint was not worked
    through: then the ticket is at work again, for the estate to complete.
    """
    await resume(deputy, Resume(ticket.ref, ticket.version, "开发商报告已修复"), uow)
    version = ticket.version + 1
    try:
        if ticket.state_before_hold is State.REOPENED:
            await start(deputy, Start(ticket.ref, version), uow)
            version += 1
        done = Complete(ticket.ref, version, result=result, finished_at=finished_at)
        await complete(deputy, done, uow)
    except GuanjiaError as refused:
        if refused.code not in (TicketCode.VETOED, ComplaintCode.STAGES_MISSING):
            raise
        return False
    return True


__all__ = ["be_done", "come_back", "require_waiting", "wait_on"]
