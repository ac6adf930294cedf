"""Giving a ticket back to the front desk: cannot be done in time, or not by us (S-D2)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Return:
    """`reason` is for the front desk; the customer does not read it."""

    ticket: TicketRef
    expected_version: int
    reason: str


async def return_(actor: Actor, new: Return, uow: UnitOfWork) -> TicketRef:
    """Back to the front desk, which dispatches anew under a new promise (S-C1)."""
    reason = text.required("reason", new.reason, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.RETURN, new.expected_version, uow)
    ticket = taken.ticket
    values = {
        "department_id": None,
        "assignee_id": None,
        "accepted_at": None,
        "appointment_at": None,
    }
    data = {
        "department": None if ticket.department_id is None else str(ticket.department_id),
        "assignee": None if ticket.assignee_id is None else str(ticket.assignee_id),
    }
    return await finish(actor, taken, uow, Change(values, reason, data, public=False))


__all__ = ["Return", "return_"]
