"""intakeSourceOpen: let another system report at an estate (S-A1)."""

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.sources import IntakeSourcePayload
from api.mutations.tickets import estate_in
from api.types.sources import IntakeSourceKind
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.signing import secret_of
from core.intake.sources import OpenSource, open_source
from core.tickets.kinds import Channel, Kind, Urgency


@strawberry.input(description="What it sends, and what its messages are where they do not say.")
class IntakeSourceOpenInput:
    idempotency_key: str
    estate_id: strawberry.ID
    name: str
    sends: IntakeSourceKind
    channel: Channel
    kind: Kind | None = None
    category_code: str | None = None
    urgency: Urgency | None = None


async def intake_source_open(info: Info, input: IntakeSourceOpenInput) -> IntakeSourcePayload:
    context: RequestContext = info.context
    estate_id = estate_in(input.estate_id)
    told: dict[str, str] = {}

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = OpenSource(
            estate_id,
            input.name,
            input.sends,
            input.channel,
            input.kind,
            input.category_code,
            input.urgency,
        )
        opened = await open_source(actor, new, uow)
        told["secret"] = secret_of(context.access.settings.secret, opened.id, opened.generation)
        return {"source": Key(estate_id, opened.id)}

    return await perform(info, IntakeSourcePayload, estate_id, input, work, told=told)


__all__ = ["IntakeSourceOpenInput", "intake_source_open"]
