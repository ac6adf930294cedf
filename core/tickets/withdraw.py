"""Taking a report back before the work is done."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import RELEASED, Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Withdraw:
    """`reason` is kept with the ticket."""

    ticket: TicketRef
    expected_version: int
    reason: str


async def withdraw(actor: Actor, new: Withdraw, uow: UnitOfWork) -> TicketRef:
    """Withdrawn; all its promises are cancelled."""
    reason = text.required("reason", new.reason, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.WITHDRAW, new.expected_version, uow)
    return await finish(actor, taken, uow, Change(RELEASED, reason))


__all__ = ["Withdraw", "withdraw"]
