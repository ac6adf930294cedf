"""Answering a survey: by the customer, or by who asked them over the telephone (S-F1 to S-F3)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.surveys import rules
from core.surveys.errors import SurveyCode
from core.surveys.models import SCORES, Survey, SurveyState
from core.surveys.rules import Answer
from core.tickets.kinds import Outcome
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action, Case

ANSWERED = "survey.answered"
"""The outbox topic of an answer."""


@dataclass(frozen=True, slots=True)
class SurveyRef:
    """The key of a survey."""

    estate_id: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Submit:
    """The four scores, from 1 (bad) to 5 (good), what became of the problem, and free words.

    `expected_version` is the survey's.
    """

    survey: SurveyRef
    expected_version: int
    attitude: int
    speed: int
    result: int
    professionalism: int
    outcome: Outcome
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The survey answered, its ticket, and whether the customer is satisfied."""

    survey: SurveyRef
    ticket: TicketRef
    satisfied: bool


REFUSED = {
    SurveyState.ANSWERED: SurveyCode.SURVEY_ANSWERED,
    SurveyState.VOID: SurveyCode.SURVEY_VOID,
}


async def submit(actor: Actor, new: Submit, uow: UnitOfWork) -> Submitted:
    """Keep the answer. Satisfied closes the ticket; dissatisfied sends it back to work, linked to
    this answer, and the customer is asked again afterwards (S-F3).

    Raises SCORE_OUT_OF_RANGE, SURVEY_ANSWERED, SURVEY_VOID, and what any step raises.
    """
    comment = text.optional("comment", new.comment, rules.COMMENT_MOST)
    answer = _answer(new)
    satisfied = rules.SHIPPED.holds(answer)
    case = Case.SATISFIED if satisfied else Case.DISSATISFIED
    of_survey = (Survey.estate_id == new.survey.estate_id, Survey.id == new.survey.id)
    found = await uow.row(select(Survey.ticket_id, Survey.state).where(*of_survey))
    if found is None:
        raise NotFound("survey")
    if found["state"] in REFUSED:
        raise GuanjiaError(REFUSED[found["state"]], field="survey")
    # The ticket's lock is the survey's too: whoever changes a survey holds it.
    ticket = TicketRef(new.survey.estate_id, found["ticket_id"])
    taken = await take(actor, ticket, Action.ANSWER_SURVEY, None, uow, case)
    current = await uow.row(select(Survey.version, Survey.state).where(*of_survey))
    if current is None or current["version"] != new.expected_version:
        raise Conflict(0 if current is None else current["version"])
    await uow.execute(
        update(Survey)
        .where(*of_survey)
        .values(
            state=SurveyState.ANSWERED,
            version=Survey.version + 1,
            answered_at=uow.now,
            satisfied=satisfied,
            comment=comment,
            outcome=answer.outcome,
            **dict(zip(SCORES, answer.scores, strict=True)),
        )
    )
    data = {
        "survey": str(new.survey.id),
        "satisfied": satisfied,
        "outcome": answer.outcome.value,
        "scores": list(answer.scores),
    }
    await finish(actor, taken, uow, Change({"outcome": answer.outcome}, comment, data))
    uow.emit(
        ANSWERED,
        group_id=taken.ticket.group_id,
        estate_id=ticket.estate_id,
        subject_id=new.survey.id,
        ticket=str(ticket.id),
        satisfied=satisfied,
    )
    return Submitted(new.survey, ticket, satisfied)


def _answer(new: Submit) -> Answer:
    for name in SCORES:
        if not rules.LEAST_SCORE <= getattr(new, name) <= rules.MOST_SCORE:
            raise GuanjiaError(SurveyCode.SCORE_OUT_OF_RANGE, field=name)
    return Answer(new.attitude, new.speed, new.result, new.professionalism, new.outcome)


__all__ = ["ANSWERED", "Submit", "Submitted", "SurveyRef", "submit"]
