"""presetRemove: a request is prepared no longer."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.sources import RequestPresetPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.presets import RemovePreset, remove_preset


@strawberry.input(description="Which preset goes.")
class PresetRemoveInput:
    idempotency_key: str
    preset_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")


async def preset_remove(info: Info, input: PresetRemoveInput) -> RequestPresetPayload:
    preset = ref_or_nobody(input.preset_id, "RequestPreset")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = RemovePreset(preset.estate_id, preset.id, input.expected_version)
        await remove_preset(actor, new, uow)
        return {}

    return await perform(info, RequestPresetPayload, preset.estate_id, input, work)


__all__ = ["PresetRemoveInput", "preset_remove"]
