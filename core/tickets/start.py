"""Beginning the work (S-D4)."""

from dataclasses import dataclass

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Start:
    """At work, from now on."""

    ticket: TicketRef
    expected_version: int


async def start(actor: Actor, new: Start, uow: UnitOfWork) -> TicketRef:
    """The work begins."""
    taken = await take(actor, new.ticket, Action.START, new.expected_version, uow)
    return await finish(actor, taken, uow, Change())


__all__ = ["Start", "start"]
