"""intakeSourceClose: nothing more is taken in by a source."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.sources import IntakeSourcePayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.sources import CloseSource, close_source


@strawberry.input(description="Which source is closed, for good.")
class IntakeSourceCloseInput:
    idempotency_key: str
    source_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")


async def intake_source_close(info: Info, input: IntakeSourceCloseInput) -> IntakeSourcePayload:
    source = ref_or_nobody(input.source_id, "IntakeSource")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = CloseSource(source.estate_id, source.id, input.expected_version)
        return {"source": Key(source.estate_id, await close_source(actor, new, uow))}

    return await perform(info, IntakeSourcePayload, source.estate_id, input, work)


__all__ = ["IntakeSourceCloseInput", "intake_source_close"]
