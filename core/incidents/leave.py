"""Taking a report out of an incident: it was another fault after all (S-A7)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Leave:
    """`reason` is for colleagues."""

    ticket: TicketRef
    expected_version: int
    reason: str | None = None


async def leave(actor: Actor, new: Leave, uow: UnitOfWork) -> TicketRef:
    """The ticket goes its own way from the state it is in: it is dispatched and done by itself.

    Raises `NotFound`, `Conflict`, and `StepNotAllowed` where it has joined nothing.
    """
    reason = text.optional("reason", new.reason, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.LEAVE, new.expected_version, uow)
    values = {"lead_id": None, "followed": None}
    data = {"lead": str(taken.ticket.lead_id)}
    return await finish(actor, taken, uow, Change(values, reason, data, public=False))


__all__ = ["Leave", "leave"]
