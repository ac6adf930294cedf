"""meritIndicatorSet, meritCardCorrect."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Key,
    Keys,
    Mutation,
    answered,
    estate_in,
    extends,
    mutation,
    perform,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.merit.appraisals.correct import CorrectCard, correct
from plugins.merit.appraisals.kinds import MeritMeasure
from plugins.merit.appraisals.set_indicator import IndicatorTerms, SetIndicator, set_indicator
from plugins.merit.graphql.card_types import MeritCard, MeritIndicator
from plugins.merit.graphql.performing import STAFF, MeritError


@strawberry.type(description="The indicator as it now is, or why nothing was done.")
class MeritIndicatorPayload:
    error_type: ClassVar[type[MeritError]] = MeritError

    merit_indicator: MeritIndicator | None = answered()
    user_errors: list[MeritError] = refusals()


@strawberry.type(description="The card with its corrections, or why nothing was done.")
class MeritCardPayload:
    error_type: ClassVar[type[MeritError]] = MeritError

    merit_card: MeritCard | None = answered()
    user_errors: list[MeritError] = refusals()


@strawberry.input(description="An indicator; a new one, or new terms for a code.")
class MeritIndicatorSetInput:
    idempotency_key: str
    estate_id: strawberry.ID
    code: str
    title: str
    measure: MeritMeasure
    weight: int
    zero_at: int = strawberry.field(description="What scores 0.")
    full_at: int = strawberry.field(description="What scores 100; lower than zeroAt is allowed.")
    active: bool = True
    expected_version: int | None = strawberry.field(
        description="Of the indicator with this code; null where there is none yet.", default=None
    )


@strawberry.input(description="What an indicator's score should have been, and why.")
class MeritCardCorrectInput:
    idempotency_key: str
    merit_card_id: strawberry.ID
    expected_version: int
    code: str = strawberry.field(description="Of the card's line.")
    score: int = strawberry.field(description="In hundredths, 0 to 10,000.")
    reason: str


async def merit_indicator_set(info: Info, input: MeritIndicatorSetInput) -> MeritIndicatorPayload:
    estate_id = estate_in(input.estate_id)
    terms = IndicatorTerms(
        input.code,
        input.title,
        input.measure,
        input.weight,
        input.zero_at,
        input.full_at,
        input.active,
    )
    new = SetIndicator(estate_id, terms, input.expected_version)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        return {"merit_indicator": Key(estate_id, await set_indicator(actor, new, uow))}

    return await perform(info, MeritIndicatorPayload, estate_id, input, work)


async def merit_card_correct(info: Info, input: MeritCardCorrectInput) -> MeritCardPayload:
    key = ref_or_nobody(input.merit_card_id, "MeritCard")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = CorrectCard(
            key.estate_id, key.id, input.expected_version, input.code, input.score, input.reason
        )
        await correct(actor, new, uow)

    return await perform_on(info, MeritCardPayload, {"merit_card": key}, input, work)


@extends(Mutation)
class CardMutations:
    merit_indicator_set = mutation(
        merit_indicator_set, STAFF, "Say what months are scored by, and how much it weighs (S-K4)."
    )
    merit_card_correct = mutation(
        merit_card_correct, STAFF, "Put a locked score right, in the open (S-K4)."
    )


__all__ = ["CardMutations"]
