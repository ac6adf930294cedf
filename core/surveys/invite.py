"""Asking the customer (S-F1): invited on completion, void when the ticket goes back to work."""

from uuid import UUID

from sqlalchemy import update

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.surveys.models import Survey, SurveyState
from core.tickets.refs import TicketRef

INVITED = "survey.invited"
"""The outbox topic of an invitation."""


async def invite(
    uow: UnitOfWork, group_id: int, ticket: TicketRef, requester_id: UUID | None
) -> UUID:
    """Ask about this completion; returns the survey's id. Every completion is asked about anew."""
    survey_id = new_id()
    uow.add(
        Survey,
        group_id=group_id,
        estate_id=ticket.estate_id,
        id=survey_id,
        ticket_id=ticket.id,
        requester_id=requester_id,
        state=SurveyState.INVITED,
        invited_at=uow.now,
    )
    uow.emit(
        INVITED,
        group_id=group_id,
        estate_id=ticket.estate_id,
        subject_id=survey_id,
        ticket=str(ticket.id),
    )
    return survey_id


async def void(uow: UnitOfWork, ticket: TicketRef) -> None:
    """Take back what is still unanswered of a ticket: it was overtaken by what happened."""
    await uow.execute(
        update(Survey)
        .where(
            Survey.estate_id == ticket.estate_id,
            Survey.ticket_id == ticket.id,
            Survey.state == SurveyState.INVITED,
        )
        .values(state=SurveyState.VOID, version=Survey.version + 1)
    )


__all__ = ["INVITED", "invite", "void"]
