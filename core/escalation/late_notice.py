"""A department that cannot finish in time says so, with a reason (S-D2): the CS centre is told, and
the customer, of the reason and the new time, before the promise breaks (S-D3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.escalation.holders import Holders, seat
from core.escalation.models import LateNotice
from core.escalation.repository import latest_due, matter, notice_of
from core.ids import new_id
from core.jobs.handlers import Event
from core.notify.progress import Told, at
from core.notify.progress import pass_on as tell_customer
from core.notify.tell import Telling, tell
from core.notify.tickets import news_of
from core.notify.warnings import LATE
from core.tickets.errors import StepNotAllowed
from core.tickets.kinds import State
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, lock
from core.tickets.rules import NOTE_MOST, future

GIVEN = "ticket.late_notice"
"""The topic of a late notice; its subject is the ticket."""

SAID_WITHIN = timedelta(hours=2)
"""S-D2: from the dispatch, where no policy says otherwise."""

TEMPLATE = "escalation.late_notice"
ANSWER = "S-D2"

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
    said_by = await _said_by(uow, new.ticket)
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
        in_time=uow.now <= said_by,
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


async def _said_by(uow: UnitOfWork, ref: TicketRef) -> datetime:
    """Until when it is said in time: as long as the department has to answer at all."""
    promised = await latest_due(uow, ref, ANSWER)
    if promised is not None:
        return promised
    about = await matter(uow, ref)
    dispatched_at = None if about is None else about.dispatched_at
    return (dispatched_at or uow.now) + SAID_WITHIN


async def pass_on(uow: UnitOfWork, event: Event, holders: Holders) -> None:
    """Tell the CS supervisor, who helps plan and re-appoints (S-D7), and the customer."""
    ref = TicketRef(event.estate_id, event.subject_id)
    ticket, notice = await news_of(uow, ref), await notice_of(uow, ref, event.payload["notice"])
    if ticket is None or notice is None:
        return
    values = {"number": ticket.number, "expected": at(notice.expected_at)}
    for person in seat(Role.CS_SUPERVISOR, await holders(uow, event.estate_id)).people:
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
    if ticket.due_at is not None and notice.expected_at > ticket.due_at:
        # A later notice of the same time says nothing new.
        said = {**values, "due": at(ticket.due_at), "reason": notice.reason}
        told = Told(LATE, ticket.customer, said)
        await tell_customer(uow, ref, ticket, told, f"{said['due']}:{said['expected']}")


__all__ = ["GIVEN", "GiveLateNotice", "give_late_notice", "pass_on"]
