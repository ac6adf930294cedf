"""surveyTemplateSet: what a group asks its customers, from when on (S-F2)."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.surveying import RevisitError
from api.types.surveys import SurveyTemplate
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.estates.models import PropertyType
from core.surveys.kinds import QuestionType
from core.surveys.shipped import Option, Question
from core.surveys.templates import SetTemplate, set_template
from core.tickets.kinds import Kind


@strawberry.input(description="One answer that can be chosen.")
class SurveyOptionInput:
    code: str
    title: str = strawberry.field(description="zh-CN.")
    title_en: str


@strawberry.input(description="A question. The four scores and `outcome` belong to every template.")
class SurveyQuestionInput:
    code: str = strawberry.field(
        description="Lower-case letters, digits and underscores: attitude, speed, result,"
        " professionalism, outcome, comment, or one of your making."
    )
    type: QuestionType
    title: str = strawberry.field(description="zh-CN.")
    title_en: str
    required: bool = False
    options: list[SurveyOptionInput] = strawberry.field(
        description="Of choices; `outcome` has its own.", default_factory=list
    )


@strawberry.input(description="The next version of what is asked.")
class SurveyTemplateSetInput:
    idempotency_key: str
    expected_version: int = strawberry.field(
        description="The latest version for this kind and type of property; 0: there is none."
    )
    kind: Kind | None = strawberry.field(
        description="About tickets of this kind; left out: of all.", default=None
    )
    property_type: PropertyType | None = strawberry.field(
        description="At estates of this type; left out: of all.", default=None
    )
    valid_from: datetime | None = strawberry.field(
        description="Now, if left out; never back in time.", default=None
    )
    title: str = strawberry.field(description="zh-CN.", default="")
    title_en: str = ""
    questions: list[SurveyQuestionInput] = strawberry.field(
        description="In order. None at all: what is less particular is asked again."
    )


@strawberry.type(description="The template as it now is, or why nothing was done.")
class SurveyTemplateSetPayload:
    error_type: ClassVar[type[RevisitError]] = RevisitError

    template: SurveyTemplate | None = answered()
    user_errors: list[RevisitError] = refusals()


async def survey_template_set(
    info: Info, input: SurveyTemplateSetInput
) -> SurveyTemplateSetPayload:

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetTemplate(
            input.expected_version,
            tuple(_question(each) for each in input.questions),
            input.kind,
            input.property_type,
            input.valid_from,
            input.title,
            input.title_en,
        )
        return {"template": Key(actor.group_id, await set_template(actor, new, uow))}

    return await perform(info, SurveyTemplateSetPayload, any_estate(info), input, work)


def _question(given: SurveyQuestionInput) -> Question:
    options = tuple(Option(each.code, each.title, each.title_en) for each in given.options)
    return Question(given.code, given.type, given.title, given.title_en, given.required, options)


__all__ = [
    "SurveyOptionInput",
    "SurveyQuestionInput",
    "SurveyTemplateSetInput",
    "survey_template_set",
]
