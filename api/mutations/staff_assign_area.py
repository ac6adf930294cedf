"""staffAssignArea: the buildings a person is responsible for (S-K2)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.performing import perform_on
from api.mutations.dispatching import DispatchError
from api.mutations.tickets import keys_at, ref_or_nobody
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

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        buildings = keys_at(staff.estate_id, input.building_ids, "Building", "buildingIds")
        await assign_area(actor, AssignArea(staff.estate_id, staff.id, buildings), uow)

    return await perform_on(info, StaffAssignAreaPayload, {"staff": staff}, input, work)


__all__ = ["StaffAssignAreaInput", "staff_assign_area"]
