"""surveySubmit: the customer's four scores and word on the result (S-F1 to S-F3)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.surveying import SurveyAnswerInput
from api.mutations.tickets import SurveyPayload, ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.surveys.kinds import AnswerWay
from core.surveys.submit import Submit, SurveyRef, submit
from core.tickets.kinds import Outcome


@strawberry.input(
    description="The answer to a survey; scores go from 1 (bad) to 5 (good). Satisfied closes the"
    " ticket, dissatisfied sends it back to work (S-F3)."
)
class SurveySubmitInput:
    idempotency_key: str
    survey_id: strawberry.ID
    expected_version: int = strawberry.field(description="The survey's version.")
    attitude: int
    speed: int
    result: int
    professionalism: int
    outcome: Outcome
    comment: str | None = None
    answers: list[SurveyAnswerInput] = strawberry.field(
        description="To the group's own questions.", default_factory=list
    )
    way: AnswerWay | None = strawberry.field(
        description="How staff asked the customer; PHONE unless told. Customers leave it out.",
        default=None,
    )


async def survey_submit(info: Info, input: SurveySubmitInput) -> SurveyPayload:
    survey = ref_or_nobody(input.survey_id, "Survey")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = Submit(
            SurveyRef(survey.estate_id, survey.id),
            input.expected_version,
            input.attitude,
            input.speed,
            input.result,
            input.professionalism,
            input.outcome,
            input.comment,
            tuple(each.said() for each in input.answers),
            input.way,
        )
        done = await submit(actor, new, uow)
        return {
            "survey": survey,
            "ticket": done.ticket,
        }

    return await perform(info, SurveyPayload, survey.estate_id, input, work)


__all__ = ["SurveySubmitInput", "survey_submit"]
