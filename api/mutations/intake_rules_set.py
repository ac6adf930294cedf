"""intakeRulesSet: a group's own rules for proposals (S-A4)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.sources import IntakeRulesPayload
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.set_rules import SetRules, set_rules


@strawberry.input(description="The whole set of rules, in place of the one before.")
class IntakeRulesSetInput:
    idempotency_key: str
    expected_version: int = strawberry.field(
        description="The version you last read; 0 where the group never set any."
    )
    rules: str | None = strawberry.field(
        description="TOML, as core/intake/rules; null: the shipped rules again.", default=None
    )


async def intake_rules_set(info: Info, input: IntakeRulesSetInput) -> IntakeRulesPayload:

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        key = await set_rules(actor, SetRules(input.expected_version, input.rules), uow)
        return {"rules": Key(actor.group_id, key)}

    return await perform(info, IntakeRulesPayload, any_estate(info), input, work)


__all__ = ["IntakeRulesSetInput", "intake_rules_set"]
