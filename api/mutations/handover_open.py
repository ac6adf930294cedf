"""handoverOpen: the outgoing shift signs its list of open work (S-M1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.handovers import HandoverPayload
from api.mutations.tickets import estate_in, key_at
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.handover.open_handover import OpenHandover, open_handover


@strawberry.input(description="The caller hands over what is open now, of a department or of all.")
class HandoverOpenInput:
    idempotency_key: str
    estate_id: strawberry.ID
    department_id: strawberry.ID | None = strawberry.field(
        description="Left out: the whole estate.", default=None
    )
    shift_ends_at: datetime | None = strawberry.field(
        description="Left out: when the roster says.", default=None
    )
    note: str | None = None


async def handover_open(info: Info, input: HandoverOpenInput) -> HandoverPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        department = key_at(estate_id, input.department_id, "Department", "departmentId")
        new = OpenHandover(estate_id, department, input.shift_ends_at, input.note)
        return {"handover": Key(estate_id, await open_handover(actor, new, uow))}

    return await perform(info, HandoverPayload, estate_id, input, work)


__all__ = ["HandoverOpenInput", "handover_open"]
