"""The customer's word on the result (S-E2)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets import rules
from core.tickets.kinds import Outcome
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action, Case


@dataclass(frozen=True, slots=True)
class Confirm:
    """`outcome` is what the customer says; partly solved is an answer."""

    ticket: TicketRef
    expected_version: int
    outcome: Outcome
    note: str | None = None


async def confirm(actor: Actor, new: Confirm, uow: UnitOfWork) -> TicketRef:
    """Solved: confirmed. Partly or not solved: back to work (S-F3)."""
    note = text.optional("note", new.note, rules.NOTE_MOST)
    case = Case.SOLVED if new.outcome is Outcome.SOLVED else Case.UNSOLVED
    taken = await take(actor, new.ticket, Action.CONFIRM, new.expected_version, uow, case)
    data = {"outcome": new.outcome.value}
    return await finish(actor, taken, uow, Change({"outcome": new.outcome}, note, data))


__all__ = ["Confirm", "confirm"]
