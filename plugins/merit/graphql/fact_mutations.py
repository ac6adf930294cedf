"""meritThank, meritRuleSet."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Key,
    Keys,
    Mutation,
    Ticket,
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
from plugins.merit.facts.set_rule import RuleTerms, SetRule, set_rule
from plugins.merit.facts.thank import Thank, thank
from plugins.merit.graphql.case_types import MeritRule
from plugins.merit.graphql.performing import (
    STAFF,
    STAFF_AND_RESIDENTS,
    MeritError,
)
from plugins.merit.kinds import FactKind, MeritGrade, MeritGround


@strawberry.type(description="The ticket that thanks were said for, or why they were not kept.")
class MeritThankPayload:
    error_type: ClassVar[type[MeritError]] = MeritError

    ticket: Ticket | None = answered()
    user_errors: list[MeritError] = refusals()


@strawberry.type(description="The rule as it now is, or why nothing was done.")
class MeritRulePayload:
    error_type: ClassVar[type[MeritError]] = MeritError

    merit_rule: MeritRule | None = answered()
    user_errors: list[MeritError] = refusals()


@strawberry.input(description="Thanks for the work on a ticket.")
class MeritThankInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    note: str = strawberry.field(description="What was said, or handed over.")


@strawberry.input(description="A rule that proposes; a new one, or new terms for a code.")
class MeritRuleSetInput:
    idempotency_key: str
    estate_id: strawberry.ID
    code: str
    title: str
    fact: FactKind
    times: int
    days: int
    grade: MeritGrade
    ground: MeritGround
    promises: list[str] | None = None
    score_from: int | None = strawberry.field(
        description="Answers only: hundredths, 100 to 500.", default=None
    )
    score_to: int | None = None
    active: bool = True
    expected_version: int | None = strawberry.field(
        description="Of the rule with this code; null where there is none yet.", default=None
    )


async def merit_thank(info: Info, input: MeritThankInput) -> MeritThankPayload:
    key = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await thank(actor, Thank(key, input.note), uow)

    return await perform_on(info, MeritThankPayload, {"ticket": key}, input, work)


async def merit_rule_set(info: Info, input: MeritRuleSetInput) -> MeritRulePayload:
    estate_id = estate_in(input.estate_id)
    terms = RuleTerms(
        input.code,
        input.title,
        input.fact,
        input.times,
        input.days,
        input.grade,
        input.ground,
        None if input.promises is None else tuple(input.promises),
        input.score_from,
        input.score_to,
        input.active,
    )

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetRule(estate_id, terms, input.expected_version)
        return {"merit_rule": Key(estate_id, await set_rule(actor, new, uow))}

    return await perform(info, MeritRulePayload, estate_id, input, work)


@extends(Mutation)
class FactMutations:
    merit_thank = mutation(
        merit_thank, STAFF_AND_RESIDENTS, "Say, or record, a customer's thanks for work done."
    )
    merit_rule_set = mutation(
        merit_rule_set, STAFF, "Say what is proposed from which facts; people decide (S-J3)."
    )


__all__ = ["FactMutations"]
