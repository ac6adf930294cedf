"""dutyCancel: a duty is off the roster (S-K2)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.staffing import StaffPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.plan_roster import cancel_duty


@strawberry.input(description="Which duty; one that is over stays on record.")
class DutyCancelInput:
    idempotency_key: str
    duty_id: strawberry.ID


async def duty_cancel(info: Info, input: DutyCancelInput) -> StaffPayload:
    duty = ref_or_nobody(input.duty_id, "Duty")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        whose = await cancel_duty(actor, duty.estate_id, duty.id, uow)
        return {"staff": Key(duty.estate_id, whose)}

    return await perform(info, StaffPayload, duty.estate_id, input, work)


__all__ = ["DutyCancelInput", "duty_cancel"]
