"""meritEffectCarryOut, meritEffectWaive."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import Mutation, answered, extends, mutation, perform_on, ref_or_nobody, refusals
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from plugins.merit.effects.carry_out import CarryOut, Waive, carry_out, waive
from plugins.merit.graphql.effect_types import MeritEffect
from plugins.merit.graphql.performing import STAFF, MeritError


@strawberry.type(description="The effect as it now is, or why nothing was done.")
class MeritEffectPayload:
    error_type: ClassVar[type[MeritError]] = MeritError

    merit_effect: MeritEffect | None = answered()
    user_errors: list[MeritError] = refusals()


@strawberry.input(description="That it was done.")
class MeritEffectCarryOutInput:
    idempotency_key: str
    merit_effect_id: strawberry.ID
    expected_version: int
    note: str = strawberry.field(description="What was done, and what shows it.")
    role: Role | None = strawberry.field(
        description="Of a demotion: what the person is from now on, if another.", default=None
    )


@strawberry.input(description="That it is not done, and why.")
class MeritEffectWaiveInput:
    idempotency_key: str
    merit_effect_id: strawberry.ID
    expected_version: int
    note: str


async def merit_effect_carry_out(info: Info, input: MeritEffectCarryOutInput) -> MeritEffectPayload:
    key = ref_or_nobody(input.merit_effect_id, "MeritEffect")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = CarryOut(key.estate_id, key.id, input.expected_version, input.note, input.role)
        await carry_out(actor, new, uow)

    return await perform_on(info, MeritEffectPayload, {"merit_effect": key}, input, work)


async def merit_effect_waive(info: Info, input: MeritEffectWaiveInput) -> MeritEffectPayload:
    key = ref_or_nobody(input.merit_effect_id, "MeritEffect")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await waive(actor, Waive(key.estate_id, key.id, input.expected_version, input.note), uow)

    return await perform_on(info, MeritEffectPayload, {"merit_effect": key}, input, work)


@extends(Mutation)
class EffectMutations:
    merit_effect_carry_out = mutation(
        merit_effect_carry_out, STAFF, "Record that it was carried out (S-J1, S-J2)."
    )
    merit_effect_waive = mutation(
        merit_effect_waive, STAFF, "Decide that it is not carried out, with the reason."
    )


__all__ = ["EffectMutations"]
