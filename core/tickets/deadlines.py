"""Asking the enabled plugins about a ticket's promises: earlier ones, and ones of their own.

Asked when promises are made: reported, classified, sent back to work. What they say is kept with
the history, so that clocks come out of it alone.
"""

from collections.abc import Sequence
from datetime import datetime

from core.db.unit_of_work import UnitOfWork
from core.plugin import hooks
from core.plugin.answers import Deadline
from core.plugin.fold import ask
from core.sla.evaluate import ClockValue
from core.sla.history import Named
from core.sla.keep import due_in
from core.tickets.refs import TicketRef
from core.tickets.repository import change


async def named_by_plugins(uow: UnitOfWork, ticket: TicketRef) -> tuple[Named, ...] | None:
    """What plugins name for the ticket, which must be written; None where nobody is to be asked."""
    if not uow.plan.implementations("ticket_deadlines"):
        return None
    folded = await ask(uow.plan, hooks.ticket_deadlines, uow, ticket=ticket)
    return tuple(
        Named(answer.value.rule, answer.value.due_at, answer.plugin, answer.value.why)
        for answer in folded.answers
        if isinstance(answer.value, Deadline) and answer.value.due_at > uow.now
    )


async def correct_due(
    uow: UnitOfWork, ticket: TicketRef, written: datetime | None, clocks: Sequence[ClockValue]
) -> datetime | None:
    """Write the ticket's promised time again where it is no longer what was written."""
    due_at = due_in(clocks)
    if due_at != written:
        await change(uow, ticket, {"due_at": due_at})
    return due_at


__all__ = ["correct_due", "named_by_plugins"]
