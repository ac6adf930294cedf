"""Answering a survey in full: by the customer, or by who asked them (S-F1 to S-F3)."""

from dataclasses import dataclass

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.surveys import rules
from core.surveys.asked import Said
from core.surveys.errors import SurveyCode
from core.surveys.keep import ANSWERED, Answered, Kept, SurveyRef, keep
from core.surveys.kinds import AnswerWay
from core.surveys.models import SCORES
from core.surveys.rules import Answer
from core.tickets.kinds import Outcome

Submitted = Kept


@dataclass(frozen=True, slots=True)
class Submit:
    """The four scores, from 1 (bad) to 5 (good), what became of the problem, and free words.

    `expected_version` is the survey's; `answers` are those to the group's own questions. `way` is
    how staff asked (by telephone, unless told); customers answer by the app.
    """

    survey: SurveyRef
    expected_version: int
    attitude: int
    speed: int
    result: int
    professionalism: int
    outcome: Outcome
    comment: str | None = None
    answers: tuple[Said, ...] = ()
    way: AnswerWay | None = None


async def submit(actor: Actor, new: Submit, uow: UnitOfWork) -> Submitted:
    """Keep the answer. Satisfied closes the ticket; dissatisfied or partly sends it back to work,
    linked to this answer, and the customer is asked again afterwards (S-F3).

    Raises SCORE_OUT_OF_RANGE, and what `core.surveys.keep` raises.
    """
    comment = text.optional("comment", new.comment, rules.COMMENT_MOST)
    answer = _answer(new)
    answered = Answered(
        rules.SHIPPED.verdict(answer),
        answer.outcome,
        _way(actor, new.way),
        answer.scores,
        comment,
        new.answers,
    )
    return await keep(actor, new.survey, new.expected_version, answered, uow)


def _way(actor: Actor, given: AnswerWay | None) -> AnswerWay:
    if actor.audience is not Audience.STAFF:
        return AnswerWay.APP
    return given or AnswerWay.PHONE


def _answer(new: Submit) -> Answer:
    for name in SCORES:
        if not rules.LEAST_SCORE <= getattr(new, name) <= rules.MOST_SCORE:
            raise GuanjiaError(SurveyCode.SCORE_OUT_OF_RANGE, field=name)
    return Answer(new.attitude, new.speed, new.result, new.professionalism, new.outcome)


__all__ = ["ANSWERED", "Submit", "Submitted", "SurveyRef", "submit"]
