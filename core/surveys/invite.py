"""Asking the customer (S-F1): invited on completion, void when the ticket goes back to work."""

from uuid import UUID

from sqlalchemy import update

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.surveys.asked import template_for
from core.surveys.models import Survey, SurveyState
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing

INVITED = "survey.invited"
"""The outbox topic of an invitation."""


async def invite(uow: UnitOfWork, ticket: Standing) -> UUID:
    """Ask about this completion; returns the survey's id. Every completion is asked about anew.

    Whose work it was is kept with the question: the ticket may be another's when it is answered.
    """
    survey_id, ref = new_id(), ticket.ref
    template_id = await template_for(uow, ticket.group_id, ref.estate_id, ticket.kind, uow.now)
    uow.add(
        Survey,
        group_id=ticket.group_id,
        estate_id=ref.estate_id,
        id=survey_id,
        ticket_id=ref.id,
        requester_id=ticket.requester_id,
        state=SurveyState.INVITED,
        template_id=template_id,
        department_id=ticket.department_id,
        assignee_id=ticket.assignee_id,
        invited_at=uow.now,
    )
    uow.emit(
        INVITED,
        group_id=ticket.group_id,
        estate_id=ref.estate_id,
        subject_id=survey_id,
        ticket=str(ref.id),
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
