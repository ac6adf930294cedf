"""Back to work: neither a new ticket nor a closed one (S-F3)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Reopen:
    """`reason` is what is not right yet."""

    ticket: TicketRef
    expected_version: int
    reason: str


async def reopen(actor: Actor, new: Reopen, uow: UnitOfWork) -> TicketRef:
    """Reopened; promises begin a new round, and the customer is asked again afterwards."""
    reason = text.required("reason", new.reason, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.REOPEN, new.expected_version, uow)
    return await finish(actor, taken, uow, Change(note=reason))


__all__ = ["Reopen", "reopen"]
