"""developerCostClaim, developerCostAnswer; developerCostWithdraw, developerCostPaid."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import Mutation, answered, extends, mutation, perform_on, ref_or_nobody, refusals
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.developer_escalation.costs.answer import (
    AnswerCost,
    EndClaim,
    answer_cost,
    end_claim,
)
from plugins.developer_escalation.costs.claim import ClaimCost, claim_cost
from plugins.developer_escalation.costs.kinds import CostState
from plugins.developer_escalation.graphql.cost_types import DeveloperCost
from plugins.developer_escalation.graphql.performing import (
    DEVELOPER,
    STAFF,
    DeveloperError,
)


@strawberry.type(description="The claim as it now is, or why nothing was done.")
class DeveloperCostPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    cost: DeveloperCost | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.input(description="What was spent in the developer's place, in fen, and on what.")
class DeveloperCostClaimInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    amount: int = strawberry.field(description="Fen.")
    reason: str


@strawberry.input(description="The developer's answer to a claim; contesting needs a reason.")
class DeveloperCostAnswerInput:
    idempotency_key: str
    cost_id: strawberry.ID
    expected_version: int
    acknowledged: bool
    answer: str | None = None


@strawberry.input(description="The estate gives a claim up, for a reason.")
class DeveloperCostWithdrawInput:
    idempotency_key: str
    cost_id: strawberry.ID
    expected_version: int
    reason: str


@strawberry.input(description="The developer has paid what it agreed to.")
class DeveloperCostPaidInput:
    idempotency_key: str
    cost_id: strawberry.ID
    expected_version: int
    reference: str = strawberry.field(description="By which slip or transfer.")


async def developer_cost_claim(info: Info, input: DeveloperCostClaimInput) -> DeveloperCostPayload:
    handed = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")
    key = TicketRef(handed.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = ClaimCost(handed.estate_id, handed.id, input.amount, input.reason, key.id)
        await claim_cost(actor, new, uow)

    return await perform_on(info, DeveloperCostPayload, {"cost": key}, input, work)


async def developer_cost_answer(
    info: Info, input: DeveloperCostAnswerInput
) -> DeveloperCostPayload:
    key = ref_or_nobody(input.cost_id, "DeveloperCost")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = AnswerCost(
            key.estate_id, key.id, input.expected_version, input.acknowledged, input.answer
        )
        await answer_cost(actor, new, uow)

    return await perform_on(info, DeveloperCostPayload, {"cost": key}, input, work)


async def developer_cost_withdraw(
    info: Info, input: DeveloperCostWithdrawInput
) -> DeveloperCostPayload:
    return await _end(info, input, CostState.WITHDRAWN, input.reason)


async def developer_cost_paid(info: Info, input: DeveloperCostPaidInput) -> DeveloperCostPayload:
    return await _end(info, input, CostState.PAID, input.reference)


async def _end(
    info: Info,
    input: DeveloperCostWithdrawInput | DeveloperCostPaidInput,
    state: CostState,
    note: str,
) -> DeveloperCostPayload:
    key = ref_or_nobody(input.cost_id, "DeveloperCost")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        paid = state is CostState.PAID
        new = EndClaim(key.estate_id, key.id, input.expected_version, note, paid)
        await end_claim(actor, new, uow)

    return await perform_on(info, DeveloperCostPayload, {"cost": key}, input, work)


@extends(Mutation)
class CostMutations:
    developer_cost_claim = mutation(
        developer_cost_claim, STAFF, "Claim from the developer what was spent in its place."
    )
    developer_cost_answer = mutation(
        developer_cost_answer,
        DEVELOPER,
        "Acknowledge a claim for costs, or contest it; while it is unpaid, the other way as well.",
    )
    developer_cost_withdraw = mutation(
        developer_cost_withdraw, STAFF, "Give a claim up; what was booked is reversed."
    )
    developer_cost_paid = mutation(
        developer_cost_paid, STAFF, "An agreed claim was paid, where nobody keeps books of it."
    )


__all__ = ["CostMutations", "DeveloperCostPayload"]
