"""A department that cannot finish in time says so, with a reason (S-D2); the CS centre is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.escalation.holders import Holders, seat
from core.escalation.models import LateNotice
from core.escalation.repository import matter
from core.ids import new_id
from core.jobs.handlers import Event
from core.notify.tell import Telling, tell
from core.tickets.errors import StepNotAllowed
from core.tickets.kinds import State
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, lock
from core.tickets.rules import NOTE_MOST, future

GIVEN = "ticket.late_notice"
"""The topic of a late notice; its subject is the ticket."""

SAID_WITHIN = timedelta(hours=2)
"""S-D2: from the dispatch."""

TEMPLATE = "escalation.late_notice"

WITH_DEPARTMENT = frozenset(
    {
        State.DISPATCHED,
        State.ACCEPTED,
        State.APPOINTED,
        State.ON_THE_WAY,
        State.IN_PROGRESS,
        State.ON_HOLD,
        State.REOPENED,
    }
)
"""States in which a department has the work."""

GIVERS = frozenset({Role.DEPARTMENT_HEAD, Role.CS_SUPERVISOR, Role.ESTATE_MANAGER})
"""Who speaks for a department, beside the person responsible."""


@dataclass(frozen=True, slots=True)
class GiveLateNotice:
    """Why it will be late, and when it will be done."""

    ticket: TicketRef
    expected_version: int
    reason: str
    expected_at: datetime


async def give_late_notice(actor: Actor, new: GiveLateNotice, uow: UnitOfWork) -> UUID:
    """Given, in time or not; the key of the notice. The promises stay what they are.

    Raises `NotFound`, `Conflict`, `StepNotAllowed` where no department has the ticket or it is not
    the caller's, TIME_IN_PAST and `TextCode` refusals.
    """
    reason = text.required("reason", new.reason, NOTE_MOST)
    ticket = await lock(uow, new.ticket)
    if ticket.version != new.expected_version:
        raise Conflict(ticket.version)
    if not actor.roles_at(new.ticket.estate_id):
        raise NotFound("ticketId")
    if ticket.state not in WITH_DEPARTMENT or not _speaks(actor, ticket):
        raise StepNotAllowed("LATE_NOTICE", ticket.state.value, ())
    future("expectedAt", new.expected_at, uow.now)
    dispatched_at = (await _dispatched(uow, new.ticket)) or uow.now
    notice_id = new_id()
    tenant = {"group_id": ticket.group_id, "estate_id": new.ticket.estate_id}
    uow.add(
        LateNotice,
        **tenant,
        id=notice_id,
        ticket_id=new.ticket.id,
        given_at=uow.now,
        given_by=actor.account_id,
        given_by_name=actor.name,
        reason=reason,
        expected_at=new.expected_at,
        in_time=uow.now <= dispatched_at + SAID_WITHIN,
    )
    uow.emit(
        GIVEN,
        **tenant,
        subject_id=new.ticket.id,
        notice=str(notice_id),
        expected_at=new.expected_at.isoformat(),
    )
    return notice_id


def _speaks(actor: Actor, ticket: Standing) -> bool:
    own = ticket.assignee_id is not None and ticket.assignee_id in actor.persons
    return own or bool(actor.roles_at(ticket.ref.estate_id) & GIVERS)


async def _dispatched(uow: UnitOfWork, ref: TicketRef) -> datetime | None:
    about = await matter(uow, ref)
    return None if about is None else about.dispatched_at


async def pass_on(uow: UnitOfWork, event: Event, holders: Holders) -> None:
    """Tell the CS supervisor, who helps plan and re-appoints with the customer (S-D7)."""
    about = await matter(uow, TicketRef(event.estate_id, event.subject_id))
    if about is None:
        return
    for person in seat(Role.CS_SUPERVISOR, await holders(uow, event.estate_id)).people:
        values = {"number": about.number, "expected": str(event.payload["expected_at"])}
        await tell(
            uow,
            Telling(
                event.group_id,
                event.estate_id,
                TEMPLATE,
                person.recipient,
                key=f"late_notice:{event.payload['notice']}:{person.person}",
                values=values,
                ticket_id=event.subject_id,
            ),
        )


__all__ = ["GIVEN", "GiveLateNotice", "give_late_notice", "pass_on"]
