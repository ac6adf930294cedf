"""escalationAcknowledge: say that one was told, and has it in hand or passes it on (S-G6)."""

import strawberry
from strawberry.types.info import Info

from api.graph.performing import perform_on
from api.mutations.escalating import EscalationStepPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.acknowledge import Acknowledge, acknowledge


@strawberry.input(description="Acknowledge a step that one was told at.")
class EscalationAcknowledgeInput:
    idempotency_key: str
    step_id: strawberry.ID
    expected_version: int = strawberry.field(description="The step's version you last read.")
    note: str | None = None
    pass_on: bool = strawberry.field(
        description="It cannot be solved here: the next one is told now (S-G2, S-G3).",
        default=False,
    )


async def escalation_acknowledge(
    info: Info, input: EscalationAcknowledgeInput
) -> EscalationStepPayload:
    step = ref_or_nobody(input.step_id, "EscalationStep")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = Acknowledge(
            step.estate_id, step.id, input.expected_version, input.note, input.pass_on
        )
        await acknowledge(actor, new, uow)

    return await perform_on(info, EscalationStepPayload, {"step": step}, input, work)


__all__ = ["EscalationAcknowledgeInput", "escalation_acknowledge"]
