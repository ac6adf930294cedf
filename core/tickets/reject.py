"""Judging a complaint unjustified: it must then be explained, patiently (S-B4)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Reject:
    """`reason` is the judgement's ground; the customer hears it in the explanation."""

    ticket: TicketRef
    expected_version: int
    reason: str


async def reject(actor: Actor, new: Reject, uow: UnitOfWork) -> TicketRef:
    """Judged unjustified: not closed, but to be explained."""
    reason = text.required("reason", new.reason, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.REJECT, new.expected_version, uow)
    values = {"unjustified_reason": reason}
    return await finish(actor, taken, uow, Change(values, reason, public=False))


__all__ = ["Reject", "reject"]
