"""What is to be known of a ticket to tell its people of it. Reads in the system's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from core.actor import Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.notify.models import Message
from core.notify.tell import Recipient
from core.sla.models import Clock, ClockState
from core.staff.models import Department, Staff
from core.staff.repository import still_here
from core.tickets.kinds import HoldReason, State, Urgency
from core.tickets.models import Ticket, TicketEvent
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class TicketNews:
    """A ticket as its people are told of it."""

    group_id: int
    number: str
    state: State
    urgency: Urgency
    requester_id: UUID | None
    contact_name: str | None
    contact_phone: str | None
    assignee_id: UUID | None
    assignee_name: str | None
    department_id: UUID | None
    department_name: str | None
    received_by: UUID | None
    due_at: datetime | None
    appointment_at: datetime | None
    hold_reason: HoldReason | None
    hold_until: datetime | None

    @property
    def customer(self) -> Recipient | None:
        """Who reported it: a resident, or somebody who left a number. None where nobody did."""
        if self.requester_id is not None:
            return Recipient.resident(self.requester_id)
        if self.contact_phone:
            return Recipient.contact(self.contact_name, self.contact_phone)
        return None


async def news_of(uow: UnitOfWork, ref: TicketRef) -> TicketNews | None:
    """The ticket; None where it is gone."""
    assignee = aliased(Staff)
    row = await uow.row(
        select(
            Ticket.group_id,
            Ticket.number,
            Ticket.state,
            Ticket.urgency,
            Ticket.requester_id,
            Ticket.contact_name,
            Ticket.contact_phone,
            Ticket.assignee_id,
            assignee.name.label("assignee_name"),
            Ticket.department_id,
            Department.name.label("department_name"),
            Ticket.received_by,
            Ticket.due_at,
            Ticket.appointment_at,
            Ticket.hold_reason,
            Ticket.hold_until,
        )
        .outerjoin(
            assignee,
            (assignee.estate_id == Ticket.estate_id) & (assignee.id == Ticket.assignee_id),
        )
        .outerjoin(
            Department,
            (Department.estate_id == Ticket.estate_id) & (Department.id == Ticket.department_id),
        )
        .where(Ticket.estate_id == ref.estate_id, Ticket.id == ref.id)
    )
    return None if row is None else TicketNews(**row)


async def overtaken(
    uow: UnitOfWork, ref: TicketRef, actions: Sequence[Action], version: int
) -> bool:
    """Whether the ticket took one of these steps again after this version: older news, then."""
    later = exists().where(
        TicketEvent.estate_id == ref.estate_id,
        TicketEvent.ticket_id == ref.id,
        TicketEvent.sequence > version,
        TicketEvent.action.in_([action.value for action in actions]),
    )
    found: bool = (await uow.execute(select(later))).scalar_one()
    return found


async def came_from(uow: UnitOfWork, ref: TicketRef, version: int) -> State | None:
    """The state in which the step of this version found the ticket."""
    found = await uow.execute(
        select(TicketEvent.from_state).where(
            TicketEvent.estate_id == ref.estate_id,
            TicketEvent.ticket_id == ref.id,
            TicketEvent.sequence == version,
        )
    )
    return found.scalar_one_or_none()


async def next_promise(uow: UnitOfWork, ref: TicketRef) -> tuple[str, datetime] | None:
    """The rule of the promise that falls due next, and when: what happens next."""
    row = await uow.row(
        select(Clock.rule, Clock.due_at)
        .where(
            Clock.estate_id == ref.estate_id,
            Clock.ticket_id == ref.id,
            Clock.state == ClockState.RUNNING,
            Clock.due_at.is_not(None),
        )
        .order_by(Clock.due_at, Clock.rule)
        .limit(1)
    )
    return None if row is None else (row["rule"], row["due_at"])


async def is_running(uow: UnitOfWork, ref: TicketRef, rule: str, round_: int) -> bool:
    """Whether a promise can still be kept."""
    row = await uow.row(
        select(Clock.state).where(
            Clock.estate_id == ref.estate_id,
            Clock.ticket_id == ref.id,
            Clock.rule == rule,
            Clock.round == round_,
        )
    )
    return row is not None and row["state"] is ClockState.RUNNING


async def was_told(uow: UnitOfWork, ref: TicketRef, template: str, **values: str) -> bool:
    """Whether anybody was told this of a ticket, with these values among others."""
    told = exists().where(
        Message.estate_id == ref.estate_id,
        Message.ticket_id == ref.id,
        Message.template == template,
        Message.values.contains(values),
    )
    found: bool = (await uow.execute(select(told))).scalar_one()
    return found


async def dispatcher(uow: UnitOfWork, ref: TicketRef) -> Recipient | None:
    """Whoever dispatched the ticket last; None where the system did.

    As the member of staff they are here, so that nobody is told as two people; else by account.
    """
    row = await uow.row(
        select(TicketEvent.actor_id, TicketEvent.actor_audience, Staff.id.label("staff_id"))
        .outerjoin(
            Staff,
            (Staff.estate_id == TicketEvent.estate_id) & (Staff.account_id == TicketEvent.actor_id),
        )
        .where(
            TicketEvent.estate_id == ref.estate_id,
            TicketEvent.ticket_id == ref.id,
            TicketEvent.action == Action.DISPATCH.value,
        )
        .order_by(TicketEvent.sequence.desc(), Staff.left_on.desc().nulls_first())
        .limit(1)
    )
    if row is None or row["actor_audience"] != Audience.STAFF.value:
        return None
    if row["staff_id"] is not None:
        return Recipient.staff(row["staff_id"])
    return Recipient.account(row["actor_id"])


async def holders(
    uow: UnitOfWork, estate_id: int, role: Role, department_id: UUID | None = None
) -> tuple[UUID, ...]:
    """The estate's people of a role who still work there; of one department, where it is named."""
    statement = (
        select(Staff.id)
        .join(Estate, Estate.id == Staff.estate_id)
        .where(Staff.estate_id == estate_id, Staff.role == role, still_here(uow.now))
        .order_by(Staff.joined_on, Staff.id)
    )
    if department_id is not None:
        statement = statement.where(Staff.department_id == department_id)
    return tuple((await uow.execute(statement)).scalars())


__all__ = [
    "TicketNews",
    "came_from",
    "dispatcher",
    "holders",
    "is_running",
    "news_of",
    "next_promise",
    "overtaken",
    "was_told",
]
