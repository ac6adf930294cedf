"""What a group asks its customers: templates with versions and effective dates (S-F2)."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.estates.models import Group, PropertyType
from core.ids import new_id
from core.surveys.errors import TemplateCode
from core.surveys.kinds import TAKES_OPTIONS
from core.surveys.models import SCORES, SurveyQuestion, SurveyTemplate
from core.surveys.shipped import IN_COLUMNS, OUTCOME, SHIPPED, Option, Question
from core.tickets.kinds import Kind

SETTERS = frozenset({Role.GROUP_DIRECTOR})
"""Who says for the whole group what is asked."""

MOST_QUESTIONS = 40
MOST_OPTIONS = 20
TITLE_MOST = 200

TAKEN = frozenset({"verdict"})
"""Codes that are no question's: the answer to the whole goes by this name."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIXED = {question.code: question for question in SHIPPED}


@dataclass(frozen=True, slots=True)
class SetTemplate:
    """The next version for tickets of `kind` at estates of `property_type` (None: all of them).

    `expected_version` is the latest version there is, 0 where there is none; `valid_from` None is
    now. No questions at all retire the template.
    """

    expected_version: int
    questions: tuple[Question, ...]
    kind: Kind | None = None
    property_type: PropertyType | None = None
    valid_from: datetime | None = None
    title: str = ""
    title_en: str = ""


async def set_template(actor: Actor, new: SetTemplate, uow: UnitOfWork) -> UUID:
    """Keep the version; the key of it. Surveys already sent keep the questions they were sent with.

    Raises `NotFound` for who may not, `Conflict`, NOT_RETROACTIVE, and what is wrong with the
    questions: QUESTION_INVALID, QUESTIONS_MISSING, TOO_MANY_QUESTIONS.
    """
    if not actor.group_roles & SETTERS:
        raise NotFound("kind")
    questions = _checked(new.questions) if new.questions else ()
    # One after another: versions of a group's templates are counted.
    await uow.execute(
        select(Group.id).where(Group.id == actor.group_id).with_for_update(key_share=True)
    )
    latest = await _latest(uow, actor.group_id, new)
    version, since = (0, None) if latest is None else latest
    if version != new.expected_version:
        raise Conflict(version)
    valid_from = new.valid_from or uow.now
    earliest = uow.now if since is None else max(uow.now, since)
    if valid_from < earliest:
        details = {"earliest": earliest}
        raise GuanjiaError(TemplateCode.NOT_RETROACTIVE, field="validFrom", details=details)
    key = new_id()
    uow.add(
        SurveyTemplate,
        group_id=actor.group_id,
        id=key,
        kind=new.kind,
        property_type=new.property_type,
        version=version + 1,
        valid_from=valid_from,
        retired=not questions,
        title=text.optional("title", new.title, TITLE_MOST) or "",
        title_en=text.optional("titleEn", new.title_en, TITLE_MOST) or "",
        created_at=uow.now,
        created_by=actor.account_id,
    )
    for position, question in enumerate(questions, 1):
        uow.add(
            SurveyQuestion,
            group_id=actor.group_id,
            id=new_id(),
            template_id=key,
            position=position,
            code=question.code,
            type=question.type,
            title=question.title,
            title_en=question.title_en,
            required=question.required,
            options=[option.code for option in question.options],
            option_titles=[option.title for option in question.options],
            option_titles_en=[option.title_en for option in question.options],
        )
    await uow.flush()
    return key


async def _latest(uow: UnitOfWork, group_id: int, new: SetTemplate) -> tuple[int, datetime] | None:
    row = await uow.row(
        select(SurveyTemplate.version, SurveyTemplate.valid_from)
        .where(
            SurveyTemplate.group_id == group_id,
            SurveyTemplate.kind.is_not_distinct_from(new.kind),
            SurveyTemplate.property_type.is_not_distinct_from(new.property_type),
        )
        .order_by(SurveyTemplate.version.desc())
        .limit(1)
    )
    return None if row is None else (row["version"], row["valid_from"])


def _checked(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    if len(questions) > MOST_QUESTIONS:
        most = {"most": MOST_QUESTIONS}
        raise GuanjiaError(TemplateCode.TOO_MANY_QUESTIONS, field="questions", details=most)
    kept = tuple(_trimmed(question) for question in questions)
    codes = [question.code for question in kept]
    for question in kept:
        if codes.count(question.code) > 1 or not _sound(question):
            details = {"question": question.code[:60], "most": MOST_OPTIONS}
            raise GuanjiaError(TemplateCode.QUESTION_INVALID, field="questions", details=details)
    missing = [code for code in (*SCORES, OUTCOME) if code not in codes]
    if missing:
        details = {"missing": missing}
        raise GuanjiaError(TemplateCode.QUESTIONS_MISSING, field="questions", details=details)
    return kept


def _trimmed(question: Question) -> Question:
    fixed = _FIXED.get(question.code)
    options = fixed.options if fixed is not None and not question.options else question.options
    return Question(
        question.code,
        question.type,
        text.optional("questions.title", question.title, TITLE_MOST) or "",
        text.optional("questions.titleEn", question.title_en, TITLE_MOST) or "",
        question.required,
        tuple(
            Option(
                each.code,
                text.optional("questions.options.title", each.title, TITLE_MOST) or "",
                text.optional("questions.options.titleEn", each.title_en, TITLE_MOST) or "",
            )
            for each in options
        ),
    )


def _sound(question: Question) -> bool:
    """Whether a question can be asked. The fixed ones may be retitled, and nothing else."""
    if question.code in TAKEN or not (
        _CODE.fullmatch(question.code) and question.title and question.title_en
    ):
        return False
    options = question.options
    if not all(each.code and each.title and each.title_en for each in options):
        return False
    if question.code in IN_COLUMNS:
        fixed = _FIXED[question.code]
        return question.type is fixed.type and question.codes == fixed.codes
    if question.type not in TAKES_OPTIONS:
        return not options
    codes_sound = all(len(each.code) <= 40 for each in options)
    return codes_sound and 2 <= len(question.codes) == len(options) <= MOST_OPTIONS


__all__ = ["MOST_OPTIONS", "MOST_QUESTIONS", "SETTERS", "SetTemplate", "set_template"]
