"""residentMoveIn and residentMoveOut: who lives where, from when to when (S-L1)."""

from datetime import date
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.resident_reveal import EstateError
from api.mutations.tickets import key_at, ref_or_nobody
from api.types.estates import Residency, Resident
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Relation
from core.estates.move_in import MoveIn, move_in
from core.estates.move_out import MoveOut, move_out


@strawberry.input(description="A resident on record, or a new one's name and telephone.")
class ResidentMoveInInput:
    idempotency_key: str
    house_id: strawberry.ID
    relation: Relation
    since: date
    resident_id: strawberry.ID | None = None
    name: str | None = None
    phone: str | None = None


@strawberry.input(description="The last day in the house.")
class ResidentMoveOutInput:
    idempotency_key: str
    residency_id: strawberry.ID
    until: date


@strawberry.type(description="The resident and their time in the house, or why nothing was done.")
class ResidentMovePayload:
    error_type: ClassVar[type[EstateError]] = EstateError

    resident: Resident | None = answered()
    residency: Residency | None = answered()
    user_errors: list[EstateError] = refusals()


async def resident_move_in(info: Info, input: ResidentMoveInInput) -> ResidentMovePayload:
    house = ref_or_nobody(input.house_id, "House")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        resident = key_at(house.estate_id, input.resident_id, "Resident", "residentId")
        new = MoveIn(
            house.estate_id,
            house.id,
            input.relation,
            input.since,
            resident,
            input.name,
            input.phone,
        )
        done = await move_in(actor, new, uow)
        return {
            "resident": Key(done.estate_id, done.resident_id),
            "residency": Key(done.estate_id, done.residency_id),
        }

    return await perform(info, ResidentMovePayload, house.estate_id, input, work)


async def resident_move_out(info: Info, input: ResidentMoveOutInput) -> ResidentMovePayload:
    residency = ref_or_nobody(input.residency_id, "Residency")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = MoveOut(residency.estate_id, residency.id, input.until)
        return {
            "resident": Key(residency.estate_id, await move_out(actor, new, uow)),
            "residency": residency,
        }

    return await perform(info, ResidentMovePayload, residency.estate_id, input, work)


__all__ = [
    "ResidentMoveInInput",
    "ResidentMoveOutInput",
    "ResidentMovePayload",
    "resident_move_in",
    "resident_move_out",
]
