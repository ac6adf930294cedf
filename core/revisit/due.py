"""When a revisit is late, and when a ticket has waited long enough for an answer (S-F1)."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.jobs.handlers import DueTimer
from core.notify.tell import Recipient, Telling, tell
from core.revisit.begin import OVERDUE, Plans, system_at
from core.revisit.kinds import RevisitState
from core.revisit.repository import (
    RevisitRef,
    change_task,
    holders,
    lock_task,
    number_of,
    promised_by,
    waits,
)
from core.revisit.rules import TOLD_OF_LATE
from core.tickets.kinds import State
from core.tickets.refs import TicketRef
from core.tickets.repository import lock
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action

CLOSER = "自动关闭"
UNANSWERED = frozenset({State.COMPLETED, State.CONFIRMED})


async def overdue(uow: UnitOfWork, timer: DueTimer) -> None:
    """Nobody has asked in time: it stands on the task, and those above are told, once.

    They are told of the broken promise (S-C5); of the task where the policy promises nothing.
    """
    try:
        task = await lock_task(uow, RevisitRef(timer.estate_id, UUID(timer.payload["task"])))
        number = await number_of(uow, task.ticket)
    except NotFound:
        return  # erased since
    if task.state is not RevisitState.OPEN:
        return
    await change_task(uow, task.ref, overdue_at=uow.now)
    uow.emit(
        OVERDUE,
        group_id=task.group_id,
        estate_id=task.ref.estate_id,
        subject_id=task.ref.id,
        ticket=str(task.ticket.id),
        due_at=task.due_at.isoformat(),
        attempts=task.attempts,
    )
    if await promised_by(uow, task.ticket) is not None:
        return
    for person in await holders(uow, task.ref.estate_id, TOLD_OF_LATE):
        await tell(
            uow,
            Telling(
                task.group_id,
                task.ref.estate_id,
                "revisit.overdue",
                Recipient.staff(person),
                key=f"revisit-overdue:{task.ref.id}:{person}",
                values={"number": number, "due": task.due_at.isoformat()},
                ticket_id=task.ticket.id,
            ),
        )


async def lapse(uow: UnitOfWork, timer: DueTimer, plans: Plans) -> None:
    """Close the ticket, on record, if its customer has still not answered (S-D4).

    A ticket that was answered, sent back or closed meanwhile is left as it is.
    """
    ref = TicketRef(timer.estate_id, UUID(timer.payload["ticket"]))
    try:
        ticket = await lock(uow, ref)
    except NotFound:
        return  # erased since
    survey_id = UUID(timer.payload["survey"])
    if ticket.state not in UNANSWERED or not await waits(uow, ref.estate_id, survey_id):
        return
    uow.plan = await plans(uow)
    actor = system_at(ticket.group_id, ref.estate_id, CLOSER)
    taken = await take(actor, ref, Action.CLOSE, ticket.version, uow)
    days = timer.payload["days"]
    made = Change(
        note=f"完成后 {days} 天未收到客户答复，自动关闭。",
        data={"unanswered": str(survey_id), "days": days},
    )
    await finish(actor, taken, uow, made)


__all__ = ["CLOSER", "lapse", "overdue"]
