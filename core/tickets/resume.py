"""Going on after a hold: clocks that waited run on (S-D8)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import RELEASED, Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Resume:
    """What was waited for has come."""

    ticket: TicketRef
    expected_version: int
    note: str | None = None


async def resume(actor: Actor, new: Resume, uow: UnitOfWork) -> TicketRef:
    """Back to the state the ticket was held in."""
    note = text.optional("note", new.note, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.RESUME, new.expected_version, uow)
    return await finish(actor, taken, uow, Change(RELEASED, note))


__all__ = ["Resume", "resume"]
