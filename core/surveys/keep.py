"""Keeping an answer, by whichever way it came: one place for the app, the form and the agent.

Satisfied closes the ticket; anything else sends it back to work, linked to the answer (S-F3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.ids import new_id
from core.staff.repository import own_place
from core.surveys.asked import Said, checked, questions_of
from core.surveys.errors import SurveyCode
from core.surveys.kinds import AnswerWay, Verdict
from core.surveys.models import SCORES, Survey, SurveyAnswer, SurveyState
from core.surveys.shipped import Question
from core.tickets.kinds import Outcome
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action, Case

ANSWERED = "survey.answered"
"""The outbox topic of an answer."""

REFUSED = {
    SurveyState.ANSWERED: SurveyCode.SURVEY_ANSWERED,
    SurveyState.VOID: SurveyCode.SURVEY_VOID,
}


@dataclass(frozen=True, slots=True)
class SurveyRef:
    """The key of a survey."""

    estate_id: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is kept. One tap has no `scores`, and `said` None: its details may follow."""

    verdict: Verdict
    outcome: Outcome | None
    way: AnswerWay
    scores: tuple[int, int, int, int] | None = None
    comment: str | None = None
    said: Sequence[Said] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The survey answered, its ticket, and whether the customer is satisfied."""

    survey: SurveyRef
    ticket: TicketRef
    satisfied: bool


async def keep(
    actor: Actor,
    survey: SurveyRef,
    expected_version: int | None,
    new: Answered,
    uow: UnitOfWork,
) -> Kept:
    """Keep the answer and take the ticket's step.

    Raises SURVEY_ANSWERED, SURVEY_VOID, ANSWER_REQUIRED, ANSWER_INVALID, `Conflict` where the
    survey's version is another (None: any), and what any step raises.
    """
    of_survey = (Survey.estate_id == survey.estate_id, Survey.id == survey.id)
    found = await uow.row(select(Survey.ticket_id, Survey.state).where(*of_survey))
    if found is None:
        raise NotFound("survey")
    if found["state"] in REFUSED:
        raise GuanjiaError(REFUSED[found["state"]], field="survey")
    # The ticket's lock is the survey's too: whoever changes a survey holds it.
    ticket = TicketRef(survey.estate_id, found["ticket_id"])
    satisfied = new.verdict is Verdict.SATISFIED
    case = Case.SATISFIED if satisfied else Case.DISSATISFIED
    taken = await take(actor, ticket, Action.ANSWER_SURVEY, None, uow, case)
    current = await uow.row(
        select(Survey.version, Survey.state, Survey.template_id).where(*of_survey)
    )
    if current is None or current["state"] in REFUSED:
        raise GuanjiaError(SurveyCode.SURVEY_ANSWERED, field="survey")
    if expected_version is not None and current["version"] != expected_version:
        raise Conflict(current["version"])
    if new.said is not None:
        questions = await questions_of(uow, taken.ticket.group_id, current["template_id"])
        answers = checked(questions, new.said)
        add_answers(uow, survey, taken.ticket.group_id, ticket, taken.ticket.requester_id, answers)
    await uow.execute(
        update(Survey)
        .where(*of_survey)
        .values(
            state=SurveyState.ANSWERED,
            version=Survey.version + 1,
            answered_at=uow.now,
            way=new.way,
            recorded_by=await _recorder(actor, survey.estate_id, uow),
            verdict=new.verdict,
            satisfied=satisfied,
            comment=new.comment,
            outcome=new.outcome,
            **scores_of(new.scores),
        )
    )
    data = {
        "survey": str(survey.id),
        "satisfied": satisfied,
        "verdict": new.verdict.value,
        "outcome": None if new.outcome is None else new.outcome.value,
        "scores": None if new.scores is None else list(new.scores),
        "way": new.way.value,
    }
    await finish(actor, taken, uow, Change({"outcome": new.outcome}, new.comment, data))
    uow.emit(
        ANSWERED,
        group_id=taken.ticket.group_id,
        estate_id=ticket.estate_id,
        subject_id=survey.id,
        ticket=str(ticket.id),
        satisfied=satisfied,
    )
    return Kept(survey, ticket, satisfied)


def scores_of(scores: tuple[int, int, int, int] | None) -> Mapping[str, int]:
    """The columns of the four scores; none where there are none."""
    return {} if scores is None else dict(zip(SCORES, scores, strict=True))


def add_answers(
    uow: UnitOfWork,
    survey: SurveyRef,
    group_id: int,
    ticket: TicketRef,
    requester_id: UUID | None,
    answers: Sequence[tuple[Question, Said]],
) -> None:
    """The rows of the answers to the group's own questions."""
    belonging: Mapping[str, Any] = {
        "group_id": group_id,
        "estate_id": survey.estate_id,
        "survey_id": survey.id,
        "ticket_id": ticket.id,
        "requester_id": requester_id,
    }
    for question, said in answers:
        uow.add(
            SurveyAnswer,
            **belonging,
            id=new_id(),
            code=question.code,
            type=question.type,
            score=said.score,
            choices=None if said.choices is None else list(said.choices),
            yes=said.yes,
            words=said.words,
        )


async def _recorder(actor: Actor, estate_id: int, uow: UnitOfWork) -> UUID | None:
    """Who of the staff writes it down; nobody where the customer answers."""
    if actor.audience is not Audience.STAFF:
        return None
    place = await own_place(uow, estate_id, actor.persons, uow.now)
    return None if place is None else place.id


__all__ = ["ANSWERED", "Answered", "Kept", "SurveyRef", "add_answers", "keep", "scores_of"]
