"""escalationStandDown: end an escalation by hand, with the reason."""

import strawberry
from strawberry.types.info import Info

from api.graph.performing import perform_on
from api.mutations.escalating import EscalationPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.stand_down import StandDown, stand_down


@strawberry.input(description="Tell nobody further, and ask for no more reports.")
class EscalationStandDownInput:
    idempotency_key: str
    escalation_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    reason: str


async def escalation_stand_down(info: Info, input: EscalationStandDownInput) -> EscalationPayload:
    found = ref_or_nobody(input.escalation_id, "Escalation")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = StandDown(found.estate_id, found.id, input.expected_version, input.reason)
        await stand_down(actor, new, uow)

    return await perform_on(info, EscalationPayload, {"escalation": found}, input, work)


__all__ = ["EscalationStandDownInput", "escalation_stand_down"]
