"""Reading and writing revisits. The area's SQL stands here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate
from core.revisit.kinds import RevisitState
from core.revisit.models import RevisitTask
from core.revisit.rules import PROMISE
from core.sla.models import Clock
from core.staff.models import Staff
from core.staff.repository import still_here
from core.surveys.models import Survey, SurveyState
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef


@dataclass(frozen=True, slots=True)
class RevisitRef:
    """The key of a revisit task."""

    estate_id: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands, read under its lock."""

    ref: RevisitRef
    group_id: int
    ticket: TicketRef
    survey_id: UUID
    state: RevisitState
    version: int
    due_at: datetime
    taken_by: UUID | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom to ask about a ticket: a resident, or who left a number."""

    resident_id: UUID | None
    name: str | None
    phone: str | None

    @property
    def known(self) -> bool:
        """Whether there is anybody."""
        return self.resident_id is not None or self.phone is not None


async def lock_task(uow: UnitOfWork, ref: RevisitRef) -> Task:
    """The task, nobody else's to change until the transaction ends; `NotFound` out of scope."""
    row = await uow.row(
        select(
            RevisitTask.group_id,
            RevisitTask.ticket_id,
            RevisitTask.survey_id,
            RevisitTask.state,
            RevisitTask.version,
            RevisitTask.due_at,
            RevisitTask.taken_by,
            RevisitTask.attempts,
        )
        .where(RevisitTask.estate_id == ref.estate_id, RevisitTask.id == ref.id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("revisitTaskId")
    values = dict(row)
    return Task(ref=ref, ticket=TicketRef(ref.estate_id, values.pop("ticket_id")), **values)


async def change_task(uow: UnitOfWork, ref: RevisitRef, **values: Any) -> None:
    """Write columns of a task that is locked."""
    await uow.execute(
        update(RevisitTask)
        .where(RevisitTask.estate_id == ref.estate_id, RevisitTask.id == ref.id)
        .values(version=RevisitTask.version + 1, **values)
    )


async def end_tasks(
    uow: UnitOfWork, ticket: TicketRef, asked: SurveyState, state: RevisitState
) -> None:
    """End those open tasks of a ticket whose survey has come to `asked`; later ones stay."""
    over = select(Survey.id).where(
        Survey.estate_id == ticket.estate_id,
        Survey.ticket_id == ticket.id,
        Survey.state == asked,
    )
    await uow.execute(
        update(RevisitTask)
        .where(
            RevisitTask.estate_id == ticket.estate_id,
            RevisitTask.ticket_id == ticket.id,
            RevisitTask.state == RevisitState.OPEN,
            RevisitTask.survey_id.in_(over),
        )
        .values(state=state, version=RevisitTask.version + 1, ended_at=uow.now, next_at=None)
    )


async def waits(uow: UnitOfWork, estate_id: int, survey_id: UUID) -> bool:
    """Whether a survey is still to be answered. Under the ticket's lock it stays so."""
    row = await uow.row(
        select(Survey.state).where(Survey.estate_id == estate_id, Survey.id == survey_id)
    )
    return row is not None and row["state"] is SurveyState.INVITED


async def promised_by(uow: UnitOfWork, ticket: TicketRef) -> datetime | None:
    """When the promise of the latest revisit falls due; None where there is none running."""
    row = await uow.row(
        select(Clock.due_at)
        .where(
            Clock.estate_id == ticket.estate_id,
            Clock.ticket_id == ticket.id,
            Clock.rule == PROMISE,
            Clock.stopped_at.is_(None),
        )
        .order_by(Clock.round.desc())
        .limit(1)
    )
    return None if row is None else row["due_at"]


async def customer_of(uow: UnitOfWork, ticket: TicketRef) -> Customer:
    """Whom a ticket's customer is reached by."""
    row = await uow.row(
        select(Ticket.requester_id, Ticket.contact_name, Ticket.contact_phone).where(
            Ticket.estate_id == ticket.estate_id, Ticket.id == ticket.id
        )
    )
    if row is None:
        raise NotFound("ticket")
    return Customer(row["requester_id"], row["contact_name"], row["contact_phone"])


async def number_of(uow: UnitOfWork, ticket: TicketRef) -> str:
    """The number of a ticket."""
    row = await uow.row(
        select(Ticket.number).where(Ticket.estate_id == ticket.estate_id, Ticket.id == ticket.id)
    )
    if row is None:
        raise NotFound("ticket")
    number: str = row["number"]
    return number


async def holders(uow: UnitOfWork, estate_id: int, roles: Sequence[Role]) -> tuple[UUID, ...]:
    """The staff who hold the first of `roles` that anybody here holds now."""
    found = await uow.execute(
        select(Staff.id, Staff.role)
        .join(Estate, Estate.id == Staff.estate_id)
        .where(Staff.estate_id == estate_id, Staff.role.in_(roles), still_here(uow.now))
        .order_by(Staff.id)
    )
    people = found.all()
    for role in roles:
        held = tuple(each.id for each in people if each.role is role)
        if held:
            return held
    return ()


__all__ = [
    "Customer",
    "RevisitRef",
    "Task",
    "change_task",
    "customer_of",
    "end_tasks",
    "holders",
    "lock_task",
    "number_of",
    "promised_by",
    "waits",
]
