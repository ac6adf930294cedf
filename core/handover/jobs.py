"""A handover nobody signed for after the shift's end is told to the supervisor (S-M1)."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.handover.open_handover import UNSIGNED
from core.handover.repository import find_handover, is_signed
from core.jobs.handlers import DueTimer, Jobs, TimerKind
from core.notify.tell import Recipient, Telling, tell
from core.staff.repository import supervisor_of


async def unsigned(uow: UnitOfWork, timer: DueTimer) -> None:
    """Tell the supervisor, once, unless somebody has signed."""
    handover_id = UUID(timer.payload["handover"])
    try:
        opened = await find_handover(uow, timer.estate_id, handover_id)
    except NotFound:
        return  # erased since
    if await is_signed(uow, timer.estate_id, handover_id):
        return
    department_id = opened.department_id or opened.outgoing_department
    supervisor = await supervisor_of(
        uow, timer.estate_id, department_id, uow.now, but=opened.outgoing_id
    )
    if supervisor is None:
        return
    await tell(
        uow,
        Telling(
            timer.group_id,
            timer.estate_id,
            "shift.unsigned",
            Recipient.staff(supervisor.id),
            key=f"{UNSIGNED}:{handover_id}",
            values={
                "outgoing": opened.outgoing_name,
                "ended": opened.shift_ends_at.isoformat(),
                "lines": str(opened.lines),
            },
        ),
    )


JOBS = Jobs(timers=(TimerKind(UNSIGNED, unsigned),))

__all__ = ["JOBS", "unsigned"]
