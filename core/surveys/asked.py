"""Which questions a survey asks, and whether what was answered to them can be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from core import text
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.models import Estate
from core.surveys import rules
from core.surveys.errors import SurveyCode
from core.surveys.kinds import QuestionType
from core.surveys.models import SurveyQuestion, SurveyTemplate
from core.surveys.shipped import IN_COLUMNS, SHIPPED, Option, Question
from core.tickets.kinds import Kind


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to one question: exactly one of these, as the question's type has it."""

    code: str
    score: int | None = None
    choices: tuple[str, ...] | None = None
    yes: bool | None = None
    words: str | None = None


async def template_for(
    uow: UnitOfWork, group_id: int, estate_id: int, kind: Kind, at: datetime
) -> UUID | None:
    """The template in force for a ticket of this kind at this estate; None: what is shipped.

    Of those that fit, the one for the kind comes before the one for the type of property.
    """
    newest = (
        select(SurveyTemplate)
        .join(Estate, Estate.group_id == SurveyTemplate.group_id)
        .where(
            SurveyTemplate.group_id == group_id,
            Estate.id == estate_id,
            SurveyTemplate.valid_from <= at,
            or_(SurveyTemplate.kind.is_(None), SurveyTemplate.kind == kind),
            or_(
                SurveyTemplate.property_type.is_(None),
                SurveyTemplate.property_type == Estate.property_type,
            ),
        )
        .ext(distinct_on(SurveyTemplate.kind, SurveyTemplate.property_type))
        .order_by(SurveyTemplate.kind, SurveyTemplate.property_type, SurveyTemplate.version.desc())
        .subquery()
    )
    particular = case((newest.c.kind.is_not(None), 2), else_=0) + case(
        (newest.c.property_type.is_not(None), 1), else_=0
    )
    chosen = select(newest.c.id).where(newest.c.retired.is_(False))
    row = await uow.row(chosen.order_by(particular.desc()).limit(1))
    return None if row is None else row["id"]


async def questions_of(
    uow: UnitOfWork, group_id: int, template_id: UUID | None
) -> tuple[Question, ...]:
    """The questions of a template in their order; of None, what is shipped."""
    if template_id is None:
        return SHIPPED
    found = await uow.execute(
        select(SurveyQuestion.__table__)
        .where(SurveyQuestion.group_id == group_id, SurveyQuestion.template_id == template_id)
        .order_by(SurveyQuestion.position)
    )
    return tuple(
        Question(
            row["code"],
            row["type"],
            row["title"],
            row["title_en"],
            row["required"],
            tuple(
                Option(*each)
                for each in zip(
                    row["options"], row["option_titles"], row["option_titles_en"], strict=True
                )
            ),
        )
        for row in found.mappings()
    )


def checked(
    questions: Sequence[Question], said: Sequence[Said], *, field: str = "answers"
) -> tuple[tuple[Question, Said], ...]:
    """The answers to a group's own questions, each beside its question and fit to be kept.

    Raises ANSWER_INVALID, ANSWER_REQUIRED, and what words can be wrong with.
    """
    own = {each.code: each for each in questions if each.code not in IN_COLUMNS}
    given: dict[str, Said] = {}
    for each in said:
        question = own.get(each.code)
        if question is None or each.code in given or not _fits(question, each):
            raise _invalid(each.code, field)
        words = text.required(field, each.words, rules.WORDS_MOST) if each.words else None
        given[each.code] = Said(each.code, each.score, each.choices, each.yes, words)
    for code, question in own.items():
        if question.required and code not in given:
            raise GuanjiaError(
                SurveyCode.ANSWER_REQUIRED, field=field, details={"question": question.title}
            )
    return tuple((own[code], each) for code, each in given.items())


def _fits(question: Question, said: Said) -> bool:
    filled = {
        QuestionType.SCORE: said.score is not None,
        QuestionType.YES_NO: said.yes is not None,
        QuestionType.TEXT: bool(said.words and said.words.strip()),
        QuestionType.CHOICE: said.choices is not None,
    }
    several = question.type is QuestionType.CHOICES
    wanted = QuestionType.CHOICE if several else question.type
    if {each for each, is_filled in filled.items() if is_filled} != {wanted}:
        return False
    if said.score is not None:
        return rules.LEAST_SCORE <= said.score <= rules.MOST_SCORE
    if said.choices is not None:
        once = len(set(said.choices)) == len(said.choices)
        number = bool(said.choices) if several else len(said.choices) == 1
        return once and number and set(said.choices) <= question.codes
    return True


def _invalid(code: str, field: str) -> GuanjiaError:
    shown: Mapping[str, object] = {"question": code[:60]}
    return GuanjiaError(SurveyCode.ANSWER_INVALID, field=field, details=shown)


__all__ = ["Said", "checked", "questions_of", "template_for"]
