"""Answering by a link: one tap is an answer, and more can be said afterwards (S-F1 to S-F3).

Who holds the link speaks for the customer, and for nothing but this survey. Whoever opens the unit
of work has it in the system's scope, with the estate of the link alone.
"""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select, update

from core import text
from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.models import Estate
from core.surveys import rules
from core.surveys.asked import Said, checked, questions_of
from core.surveys.errors import SurveyCode
from core.surveys.keep import Answered, SurveyRef, add_answers, keep
from core.surveys.kinds import AnswerWay, Verdict
from core.surveys.models import SCORES, Survey, SurveyState
from core.surveys.shipped import Question
from core.tickets.kinds import Outcome
from core.tickets.models import Category, Ticket
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action

NAME = "客户（评价链接）"
ACCOUNT = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Asking:
    """A survey as who holds its link may see it: no name, no telephone, no address."""

    survey: SurveyRef
    group_id: int
    state: SurveyState
    estate: str
    number: str
    title: str
    title_en: str
    verdict: Verdict | None
    detailed: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """What is said beside the tap; everything may be left out but what a group's own questions
    require."""

    attitude: int | None = None
    speed: int | None = None
    result: int | None = None
    professionalism: int | None = None
    outcome: Outcome | None = None
    comment: str | None = None
    answers: tuple[Said, ...] = field(default_factory=tuple)


def holder(group_id: int, estate_id: int) -> Actor:
    """Whoever holds the link, as who acts."""
    return Actor(
        group_id=group_id,
        account_id=ACCOUNT,
        audience=Audience.RESIDENT,
        name=NAME,
        roles={estate_id: frozenset({Role.SYSTEM})},
    )


async def asking(uow: UnitOfWork, survey: SurveyRef) -> Asking | None:
    """The survey of a link, with its questions; None where it was erased."""
    found = (
        select(
            Survey.group_id,
            Survey.state,
            Survey.verdict,
            Survey.detailed_at,
            Survey.attitude,
            Survey.template_id,
            Ticket.number,
            Estate.name.label("estate"),
            Category.name,
            Category.name_en,
        )
        .join(Ticket, (Ticket.estate_id == Survey.estate_id) & (Ticket.id == Survey.ticket_id))
        .join(Estate, Estate.id == Survey.estate_id)
        .outerjoin(
            Category,
            (Category.group_id == Ticket.group_id) & (Category.code == Ticket.category_code),
        )
        .where(Survey.estate_id == survey.estate_id, Survey.id == survey.id)
    )
    row = await uow.row(found)
    if row is None:
        return None
    return Asking(
        survey,
        row["group_id"],
        row["state"],
        row["estate"],
        row["number"],
        row["name"] or "",
        row["name_en"] or "",
        row["verdict"],
        row["detailed_at"] is not None or row["attitude"] is not None,
        await questions_of(uow, row["group_id"], row["template_id"]),
    )


async def tap(uow: UnitOfWork, asked: Asking, verdict: Verdict) -> None:
    """One tap. Satisfied closes the ticket; anything else sends it back to work (S-F3).

    Raises SURVEY_ANSWERED and SURVEY_VOID.
    """
    estate_id = asked.survey.estate_id
    answer = Answered(verdict, rules.SAYS[verdict], AnswerWay.FORM)
    await keep(holder(asked.group_id, estate_id), asked.survey, None, answer, uow)


async def add_details(uow: UnitOfWork, asked: Asking, said: Details) -> None:
    """Say more about an answer of one tap, once. It stands in the ticket's history, so that who
    works on it again knows what was wrong; the tap stays what the customer said of the whole.

    Raises SURVEY_VOID where nothing was tapped, SURVEY_ANSWERED where more was said already,
    SCORE_OUT_OF_RANGE, ANSWER_REQUIRED, ANSWER_INVALID, and what words can be wrong with.
    """
    if said == Details():
        return
    comment = text.optional("comment", said.comment, rules.COMMENT_MOST)
    scores = {name: getattr(said, name) for name in SCORES}
    for name, score in scores.items():
        if score is not None and not rules.LEAST_SCORE <= score <= rules.MOST_SCORE:
            raise GuanjiaError(SurveyCode.SCORE_OUT_OF_RANGE, field=name)
    of_survey = (Survey.estate_id == asked.survey.estate_id, Survey.id == asked.survey.id)
    row = await uow.row(select(Survey.ticket_id).where(*of_survey))
    assert row is not None
    actor = holder(asked.group_id, asked.survey.estate_id)
    ticket = TicketRef(asked.survey.estate_id, row["ticket_id"])
    taken = await take(actor, ticket, Action.COMMENT, None, uow)
    now = await asking(uow, asked.survey)
    if now is None or now.state is not SurveyState.ANSWERED:
        raise GuanjiaError(SurveyCode.SURVEY_VOID, field="survey")
    if now.detailed:
        raise GuanjiaError(SurveyCode.SURVEY_ANSWERED, field="survey")
    answers = checked(now.questions, said.answers)
    requester_id = taken.ticket.requester_id
    add_answers(uow, asked.survey, asked.group_id, ticket, requester_id, answers)
    outcome = {} if said.outcome is None else {"outcome": said.outcome}
    await uow.execute(
        update(Survey)
        .where(*of_survey)
        .values(
            version=Survey.version + 1,
            detailed_at=uow.now,
            comment=comment,
            **{name: score for name, score in scores.items() if score is not None},
            **outcome,
        )
    )
    data = {
        "survey": str(asked.survey.id),
        "scores": [scores[name] for name in SCORES],
        "outcome": None if said.outcome is None else said.outcome.value,
    }
    await finish(actor, taken, uow, Change(note=comment, data=data))


__all__ = ["Asking", "Details", "add_details", "asking", "holder", "tap"]
