"""Asking the enabled plugins before a ticket is recorded or moved on: any of them may refuse."""

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.plugin import hooks
from core.plugin.answers import Veto
from core.plugin.fold import Folded, ask
from core.tickets.errors import TicketCode
from core.tickets.intake import Report
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action


async def consent_to_report(actor: Actor, report: Report, uow: UnitOfWork) -> None:
    """Raises VETOED with the first plugin's reason."""
    if uow.plan.implementations("ticket_reporting"):
        _heed(await ask(uow.plan, hooks.ticket_reporting, uow, actor=actor, report=report))


async def consent_to_step(actor: Actor, ticket: TicketRef, action: Action, uow: UnitOfWork) -> None:
    """Raises VETOED with the first plugin's reason."""
    if uow.plan.implementations("ticket_stepping"):
        asked = {"actor": actor, "ticket": ticket, "action": action.value}
        _heed(await ask(uow.plan, hooks.ticket_stepping, uow, **asked))


def _heed(folded: Folded) -> None:
    for answer in folded.answers:
        if isinstance(answer.value, Veto):
            raise GuanjiaError(
                TicketCode.VETOED,
                details={
                    "plugin": answer.plugin,
                    "reason": answer.value.reason,
                    "veto": answer.value.code,
                },
            )


__all__ = ["consent_to_report", "consent_to_step"]
