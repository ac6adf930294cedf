"""dutyAssign: one person's time on duty (S-K2)."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.staffing import StaffError
from api.mutations.tickets import ref_or_nobody
from api.types.staff import Duty
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.plan_roster import AssignDuty, assign_duty


@strawberry.input(description="Who is on duty, from when to when, and what for.")
class DutyAssignInput:
    idempotency_key: str
    staff_id: strawberry.ID
    starts_at: datetime
    ends_at: datetime
    post: str | None = strawberry.field(description="早班, 东门岗, …", default=None)


@strawberry.type(description="The duty, or why there is none.")
class DutyPayload:
    error_type: ClassVar[type[StaffError]] = StaffError

    duty: Duty | None = answered()
    user_errors: list[StaffError] = refusals()


async def duty_assign(info: Info, input: DutyAssignInput) -> DutyPayload:
    staff = ref_or_nobody(input.staff_id, "Staff")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = AssignDuty(staff.estate_id, staff.id, input.starts_at, input.ends_at, input.post)
        return {"duty": Key(staff.estate_id, await assign_duty(actor, new, uow))}

    return await perform(info, DutyPayload, staff.estate_id, input, work)


__all__ = ["DutyAssignInput", "DutyPayload", "duty_assign"]
