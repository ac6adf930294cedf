"""Taking a revisit on, so that no customer is rung twice."""

from dataclasses import dataclass

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.estates.rules import check_role
from core.revisit.errors import RevisitCode
from core.revisit.kinds import RevisitState
from core.revisit.repository import RevisitRef, Task, change_task, lock_task
from core.revisit.rules import RELIEVERS, REVISITORS
from core.staff.repository import Colleague, own_place
from core.tickets.refs import TicketRef


@dataclass(frozen=True, slots=True)
class TakeRevisit:
    """`expected_version` is the task's."""

    task: RevisitRef
    expected_version: int


async def take_revisit(actor: Actor, new: TakeRevisit, uow: UnitOfWork) -> TicketRef:
    """The task is the caller's; its ticket. What another has taken, those who lead take over.

    Raises `NotFound` for who may not, `Conflict`, REVISIT_ENDED and REVISIT_TAKEN.
    """
    task, place = await open_task(actor, new.task, new.expected_version, uow)
    await change_task(uow, task.ref, taken_by=place.id, taken_at=uow.now)
    return task.ticket


async def open_task(
    actor: Actor, ref: RevisitRef, expected_version: int, uow: UnitOfWork
) -> tuple[Task, Colleague]:
    """The task, locked and open to the caller, and the caller's place at the estate."""
    check_role(actor, ref.estate_id, REVISITORS, "revisitTaskId")
    task = await lock_task(uow, ref)
    if task.version != expected_version:
        raise Conflict(task.version)
    if task.state is not RevisitState.OPEN:
        details = {"state": task.state.value}
        raise GuanjiaError(RevisitCode.REVISIT_ENDED, field="revisitTaskId", details=details)
    place = await own_place(uow, ref.estate_id, actor.persons, uow.now)
    if place is None:
        raise NotFound("revisitTaskId")
    leads = bool(actor.roles_at(ref.estate_id) & RELIEVERS)
    if task.taken_by not in (None, place.id) and not leads:
        raise GuanjiaError(RevisitCode.REVISIT_TAKEN, field="revisitTaskId")
    return task, place


__all__ = ["TakeRevisit", "open_task", "take_revisit"]
