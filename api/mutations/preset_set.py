"""presetSet: a common request, prepared (S-A4)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.sources import RequestPresetPayload
from api.mutations.tickets import estate_in, key_at
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.presets import SetPreset, set_preset
from core.tickets.kinds import Kind, Urgency


@strawberry.input(description="A prepared request; without an id a new one.")
class PresetSetInput:
    idempotency_key: str
    estate_id: strawberry.ID
    preset_id: strawberry.ID | None = None
    expected_version: int = strawberry.field(
        description="The version you last read; 0 for a new one.", default=0
    )
    title: str
    title_en: str
    kind: Kind
    category_code: str | None = None
    urgency: Urgency = Urgency.ROUTINE
    content: str = strawberry.field(description="A template for the words.", default="")
    questions: list[str] = strawberry.field(
        description="What to ask for besides; up to 10.", default_factory=list
    )
    rank: int = strawberry.field(description="In the list, from 0.", default=0)


async def preset_set(info: Info, input: PresetSetInput) -> RequestPresetPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetPreset(
            estate_id,
            input.title,
            input.title_en,
            input.kind,
            input.category_code,
            input.urgency,
            input.content,
            tuple(input.questions),
            input.rank,
            key_at(estate_id, input.preset_id, "RequestPreset", "presetId"),
            input.expected_version,
        )
        return {"preset": Key(estate_id, await set_preset(actor, new, uow))}

    return await perform(info, RequestPresetPayload, estate_id, input, work)


__all__ = ["PresetSetInput", "preset_set"]
