"""Asking the plugins what the work on a ticket costs, and who pays for it.

Whoever prices work asks here, so that every other plugin may add its lines, or name the payer: a
warranty, a responsibility.
"""

from core.db.unit_of_work import UnitOfWork
from core.plugin import hooks
from core.plugin.answers import Payer, PriceLine
from core.plugin.fold import ask
from core.tickets.refs import TicketRef


async def further_lines(uow: UnitOfWork, ticket: TicketRef) -> tuple[tuple[str, PriceLine], ...]:
    """The lines that plugins charge, each with its plugin's id, in their declared order.

    Raises `PluginFailed` where one fails: without all of them there is no price.
    """
    if not uow.plan.implementations("price_lines"):
        return ()
    found = await ask(uow.plan, hooks.price_lines, uow, ticket=ticket)
    return tuple((answer.plugin, answer.value) for answer in found.answers)


async def payer(uow: UnitOfWork, ticket: TicketRef) -> Payer | None:
    """Who pays, by the first plugin that knows; None where none does."""
    if not uow.plan.implementations("ticket_payer"):
        return None
    found = await ask(uow.plan, hooks.ticket_payer, uow, ticket=ticket)
    return next(iter(found.of(Payer)), None)


__all__ = ["further_lines", "payer"]
