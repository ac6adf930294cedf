"""How a revisit ends without anybody asking: the customer answered, or the ticket went on."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Event
from core.revisit.kinds import RevisitState
from core.revisit.repository import end_tasks
from core.surveys.keep import ANSWERED
from core.surveys.models import SurveyState
from core.tickets.refs import TicketRef

OVERTAKEN = frozenset({"ticket.reopened", "ticket.closed", "ticket.confirmed"})
"""Topics of steps that may take the question back."""


async def answered(uow: UnitOfWork, event: Event) -> None:
    """The answer, by whichever way, ends the task."""
    ticket = TicketRef(event.estate_id, UUID(event.payload["ticket"]))
    await end_tasks(uow, ticket, SurveyState.ANSWERED, RevisitState.ANSWERED)


async def overtaken(uow: UnitOfWork, event: Event) -> None:
    """The ticket went back to work, or was closed: what was to be asked is void."""
    ticket = TicketRef(event.estate_id, event.subject_id)
    await end_tasks(uow, ticket, SurveyState.VOID, RevisitState.VOID)


__all__ = ["ANSWERED", "OVERTAKEN", "answered", "overtaken"]
