"""What surveys ask, and revisits, as frontends see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import strawberry
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Text,
    and_,
    case,
    column,
    func,
    literal_column,
    select,
    union_all,
)

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.errands import recordset
from api.graph.fields import Order, Row, expression, many, one
from api.graph.fields import column as of
from core.estates.models import PropertyType
from core.revisit import models as revisit
from core.revisit.kinds import RevisitState, RevisitWay
from core.surveys import models
from core.surveys.kinds import QuestionType
from core.surveys.models import SCORES
from core.surveys.shipped import COMMENT, OUTCOME, SHIPPED
from core.surveys.templates import MOST_OPTIONS, MOST_QUESTIONS
from core.tickets.kinds import Kind

if TYPE_CHECKING:
    from api.types.estates import Estate
    from api.types.staff import Staff
    from api.types.tickets import Survey, Ticket

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]
_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]
_Survey = Annotated["Survey", strawberry.lazy("api.types.tickets")]

QUESTION: dict[str, Any] = {
    "code": Text(),
    "type": Text(),
    "title": Text(),
    "title_en": Text(),
    "required": Boolean(),
    "options": ARRAY(Text),
    "option_titles": ARRAY(Text),
    "option_titles_en": ARRAY(Text),
}


def _shipped() -> str:
    listed = [
        {
            "position": position,
            "code": each.code,
            "type": each.type.value,
            "title": each.title,
            "title_en": each.title_en,
            "required": each.required,
            "options": [option.code for option in each.options],
            "option_titles": [option.title for option in each.options],
            "option_titles_en": [option.title_en for option in each.options],
        }
        for position, each in enumerate(SHIPPED, 1)
    ]
    return "'" + orjson.dumps(listed).decode().replace("'", "''") + "'"


SHIPPED_ROWS = _shipped()


def asked(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The questions of a survey, its template's or the shipped ones, beside their answers."""
    assert row is not None
    own, names = models.SurveyQuestion.__table__.alias(), ["position", *QUESTION]
    shipped = recordset(literal_column(SHIPPED_ROWS, Text()), "shipped_question", **QUESTION)
    questions = union_all(
        select(*(own.c[name] for name in names))
        .where(own.c.group_id == row.c.group_id, own.c.template_id == row.c.template_id)
        .correlate(row),
        select(*(shipped.c[name] for name in names))
        .where(row.c.template_id.is_(None))
        .correlate(row),
    ).subquery("question")
    answer = models.SurveyAnswer.__table__.alias("answer")
    code = questions.c.code
    scores = case(*((code == name, row.c[name]) for name in SCORES), else_=answer.c.score)
    outcome = case((row.c.outcome.is_not(None), func.array_append([], row.c.outcome)))
    told = (
        select(
            questions,
            scores.label("score"),
            case((code == OUTCOME, outcome), else_=answer.c.choices).label("choices"),
            answer.c.yes.label("yes"),
            case((code == COMMENT, row.c.comment), else_=answer.c.words).label("words"),
        )
        .select_from(
            questions.outerjoin(
                answer,
                and_(
                    answer.c.estate_id == row.c.estate_id,
                    answer.c.survey_id == row.c.id,
                    answer.c.code == code,
                ),
            )
        )
        .correlate(row)
    )
    return told.subquery("asked")


def options(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The options of a question with their titles."""
    assert row is not None
    listed = func.unnest(row.c.options, row.c.option_titles, row.c.option_titles_en).table_valued(
        column("code", Text()),
        column("title", Text()),
        column("title_en", Text()),
        with_ordinality="position",
    )
    return listed.render_derived()


@strawberry.type(description="One answer that can be chosen.")
class SurveyOption:
    code: str = of()
    title: str = of(description="zh-CN.")
    title_en: str = of()


@entity(models.SurveyQuestion)
class SurveyQuestion(Node):
    """A question of a group's template."""

    code: str = of()
    type: QuestionType = of()
    title: str = of(description="zh-CN.")
    title_en: str = of()
    required: bool = of()
    options: list[SurveyOption] = derived(options, models.SurveyQuestion, most=MOST_OPTIONS)


@entity(models.SurveyTemplate, filters=("kind", "property_type", "valid_from", "retired"))
class SurveyTemplate(Node):
    """What a group asks from an instant on; the next version takes its place."""

    kind: Kind | None = of(description="About tickets of this kind; null: of all.")
    property_type: PropertyType | None = of(description="At estates of this type; null: of all.")
    version: int = of(description="From 1, for each kind and type of property.")
    valid_from: datetime = of()
    retired: bool = of(description="Asks nothing itself: what is less particular is asked again.")
    title: str = of(description="zh-CN.")
    title_en: str = of()
    created_at: datetime = of()
    questions: list[SurveyQuestion] = many("template_id", order=[Order("position")])


@strawberry.type(description="A question that a survey asks, with its answer where there is one.")
class AskedQuestion:
    code: str = of()
    type: QuestionType = of()
    title: str = of(description="zh-CN.")
    title_en: str = of()
    required: bool = of()
    options: list[SurveyOption] = derived(options, models.SurveyQuestion, most=MOST_OPTIONS)
    score: int | None = of(description="From 1 (bad) to 5 (good).")
    choices: list[str] | None = of(description="Codes of options.")
    yes: bool | None = of()
    words: str | None = of()


questions: Any = derived(
    asked,
    models.SurveyQuestion,
    most=MOST_QUESTIONS,
    description="What is asked, in order; the answers beside the questions.",
)


def is_overdue(row: Row, binds: Binds) -> ColumnElement[bool]:
    """That a task is open past its time."""
    return and_(row.c.state == RevisitState.OPEN, row.c.due_at < binds.now())


@entity(revisit.RevisitAttempt)
class RevisitAttempt(Node):
    """One try to ask a customer; never changed."""

    sequence: int = of()
    at: datetime = of()
    staff: _Staff = one("staff_id")
    way: RevisitWay = of()
    reached: bool = of()
    note: str | None = of()
    next_at: datetime | None = of(description="When it is to be tried again.")


@entity(
    revisit.RevisitTask,
    filters=("state", "due_at", "next_at", "overdue_at", "taken_by", "ticket_id", "estate_id"),
    orders=("due_at", "next_at", "created_at"),
)
class RevisitTask(Node):
    """回访任务: a completion that somebody is to ask the customer about (S-F1)."""

    state: RevisitState = of()
    version: int = of(description="Give it back as `expectedVersion`.")
    due_at: datetime = of(description="Two working days after completion, unless promised else.")
    next_at: datetime | None = of(description="When to try again.")
    overdue: bool = expression(is_overdue, description="Open, and past its time.")
    overdue_at: datetime | None = of(description="When the supervisor was told that it is late.")
    taken_by: _Staff | None = one("taken_by")
    taken_at: datetime | None = of()
    attempt_count: int = of("attempts")
    attempts: list[RevisitAttempt] = many("task_id", order=[Order("sequence")])
    created_at: datetime = of()
    ended_at: datetime | None = of()
    ticket: _Ticket = one("ticket_id")
    survey: _Survey = one("survey_id")
    estate: _Estate = one("estate_id")


@entity(revisit.RevisitSetting)
class RevisitSetting(Node):
    """How an estate asks its customers (S-F1)."""

    version: int = of()
    share: int = of(description="Per cent of completions that are asked about.")
    link_days: int = of(description="How long a link is good for.")
    close_days: int | None = of(description="After so many days without an answer it is closed.")
    attempts: int = of(description="How often a customer is tried.")


__all__ = [
    "AskedQuestion",
    "RevisitAttempt",
    "RevisitSetting",
    "RevisitTask",
    "SurveyOption",
    "SurveyQuestion",
    "SurveyTemplate",
    "questions",
]
