"""staffAssignArea: the buildings a person is responsible for (S-K2)."""

from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys, perform
from api.mutations.dispatching import DispatchError
from api.mutations.tickets import key_at, ref_or_nobody
from api.types.staff import Staff
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.dispatch.arrange import AssignArea, assign_area


@strawberry.input(description="Somebody's whole area of responsibility.")
class StaffAssignAreaInput:
    idempotency_key: str
    staff_id: strawberry.ID
    building_ids: list[strawberry.ID] = strawberry.field(
        description="All of its buildings; none: the whole estate."
    )


@strawberry.type(description="The person as they now are, or why nothing was done.")
class StaffAssignAreaPayload:
    error_type: ClassVar[type[DispatchError]] = DispatchError

    staff: Staff | None = answered()
    user_errors: list[DispatchError] = refusals()


async def staff_assign_area(info: Info, input: StaffAssignAreaInput) -> StaffAssignAreaPayload:
    staff = ref_or_nobody(input.staff_id, "Staff")
    key = {"staff": Key(staff.estate_id, staff.id)}

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        buildings: list[UUID] = []
        for each in input.building_ids:
            found = key_at(staff.estate_id, each, "Building", "buildingIds")
            assert found is not None
            buildings.append(found)
        await assign_area(actor, AssignArea(staff.estate_id, staff.id, tuple(buildings)), uow)
        return key

    return await perform(
        info,
        StaffAssignAreaPayload,
        staff.estate_id,
        input.idempotency_key,
        strawberry.asdict(input),
        work,
        known=key,
    )


__all__ = ["StaffAssignAreaInput", "staff_assign_area"]
