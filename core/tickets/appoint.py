"""Agreeing with the customer on a time (S-D1), or on a new one (S-D3)."""

from dataclasses import dataclass
from datetime import datetime

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Appoint:
    """`at` is when the customer expects us."""

    ticket: TicketRef
    expected_version: int
    at: datetime
    note: str | None = None


async def appoint(actor: Actor, new: Appoint, uow: UnitOfWork) -> TicketRef:
    """The appointment stands; raises TIME_IN_PAST for one that lies behind."""
    note = text.optional("note", new.note, rules.NOTE_MOST)
    rules.future("at", new.at, uow.now)
    taken = await take(actor, new.ticket, Action.APPOINT, new.expected_version, uow)
    data = {"at": new.at.isoformat()}
    return await finish(actor, taken, uow, Change({"appointment_at": new.at}, note, data))


__all__ = ["Appoint", "appoint"]
