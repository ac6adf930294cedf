"""buildingLocate: where a building stands, for distances (S-C2)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.performing import perform_on
from api.mutations.dispatching import DispatchError
from api.mutations.tickets import ref_or_nobody
from api.types.estates import Building
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.dispatch.arrange import Locate, locate


@strawberry.input(description="Where a building stands; all of an estate's on the same map.")
class BuildingLocateInput:
    idempotency_key: str
    building_id: strawberry.ID
    latitude: int = strawberry.field(description="Millionths of a degree, north above 0.")
    longitude: int = strawberry.field(description="Millionths of a degree, east above 0.")


@strawberry.type(description="The building as it now is, or why nothing was done.")
class BuildingLocatePayload:
    error_type: ClassVar[type[DispatchError]] = DispatchError

    building: Building | None = answered()
    user_errors: list[DispatchError] = refusals()


async def building_locate(info: Info, input: BuildingLocateInput) -> BuildingLocatePayload:
    building = ref_or_nobody(input.building_id, "Building")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = Locate(building.estate_id, building.id, input.latitude, input.longitude)
        await locate(actor, new, uow)

    return await perform_on(info, BuildingLocatePayload, {"building": building}, input, work)


__all__ = ["BuildingLocateInput", "building_locate"]
