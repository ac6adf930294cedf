"""Closing a ticket the customer has confirmed, where no survey was answered (S-D4)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Close:
    """`note` says why it is closed without an answer."""

    ticket: TicketRef
    expected_version: int
    note: str


async def close(actor: Actor, new: Close, uow: UnitOfWork) -> TicketRef:
    """Closed; a survey still unanswered is void."""
    note = text.required("note", new.note, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.CLOSE, new.expected_version, uow)
    return await finish(actor, taken, uow, Change(note=note))


__all__ = ["Close", "close"]
