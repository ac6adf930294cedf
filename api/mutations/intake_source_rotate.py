"""intakeSourceRotate: another secret for a source, the one before holding for a while."""

from datetime import timedelta

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.sources import IntakeSourcePayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.signing import secret_of
from core.intake.sources import RotateSource, rotate_source


@strawberry.input(description="Whose secret is changed.")
class IntakeSourceRotateInput:
    idempotency_key: str
    source_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    keep_hours: int = strawberry.field(
        description="How long the secret before still holds; up to 168.", default=24
    )


async def intake_source_rotate(info: Info, input: IntakeSourceRotateInput) -> IntakeSourcePayload:
    context: RequestContext = info.context
    source = ref_or_nobody(input.source_id, "IntakeSource")
    told: dict[str, str] = {}

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        kept = timedelta(hours=max(-1, min(input.keep_hours, 10_000)))
        new = RotateSource(source.estate_id, source.id, input.expected_version, kept)
        opened = await rotate_source(actor, new, uow)
        told["secret"] = secret_of(context.access.settings.secret, opened.id, opened.generation)
        return {"source": source}

    return await perform(info, IntakeSourcePayload, source.estate_id, input, work, told=told)


__all__ = ["IntakeSourceRotateInput", "intake_source_rotate"]
