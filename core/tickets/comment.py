"""Saying something on a ticket."""

from dataclasses import dataclass

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Comment:
    """`public` comments are the requester's to read; a resident's own always are."""

    ticket: TicketRef
    expected_version: int
    text: str
    public: bool = True


async def comment(actor: Actor, new: Comment, uow: UnitOfWork) -> TicketRef:
    """Keep what was said; nothing else changes."""
    said = text.required("text", new.text, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.COMMENT, new.expected_version, uow)
    public = new.public or actor.audience is Audience.RESIDENT
    return await finish(actor, taken, uow, Change(note=said, public=public))


__all__ = ["Comment", "comment"]
