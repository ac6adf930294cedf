"""Moving in: a resident, on record or new, comes to live or work in a house (S-L1)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates import rights, rules
from core.estates.errors import EstateCode
from core.estates.models import Relation, Residency, Resident
from core.estates.repository import find_resident, house_exists, lives_in
from core.ids import new_id

MOVED_IN = "resident.moved_in"
"""The outbox topic of a move-in."""


@dataclass(frozen=True, slots=True)
class MoveIn:
    """Either `resident_id`, or the `name` and `phone` of a new resident."""

    estate_id: int
    house_id: UUID
    relation: Relation
    since: date
    resident_id: UUID | None = None
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class MovedIn:
    """The keys of the resident and of the residency."""

    estate_id: int
    resident_id: UUID
    residency_id: UUID


async def move_in(actor: Actor, new: MoveIn, uow: UnitOfWork) -> MovedIn:
    """File the move-in. The resident's account, where there is one, sees the house at once.

    Raises `NotFound`, RESIDENT_AMBIGUOUS and ALREADY_LIVES_THERE.
    """
    rules.check_role(actor, new.estate_id, rules.REGISTRARS, "houseId")
    if not await house_exists(uow, new.estate_id, new.house_id):
        raise NotFound("houseId")
    name = text.optional("name", new.name, rules.NAME_MOST)
    phone = text.optional("phone", new.phone, rules.NAME_MOST)
    if (new.resident_id is None) == (name is None) or (name is None) != (phone is None):
        raise GuanjiaError(EstateCode.RESIDENT_AMBIGUOUS, field="residentId")
    if new.resident_id is not None:
        await _outdate(actor, new.estate_id, new.resident_id, uow)
        if await lives_in(uow, new.estate_id, new.resident_id, new.house_id, new.since):
            raise GuanjiaError(EstateCode.ALREADY_LIVES_THERE, field="houseId")
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    resident_id, residency_id = new.resident_id or new_id(), new_id()
    if new.resident_id is None:
        uow.add(Resident, **tenant, id=resident_id, name=name, phone=phone, created_at=uow.now)
    uow.add(
        Residency,
        **tenant,
        id=residency_id,
        resident_id=resident_id,
        house_id=new.house_id,
        relation=new.relation,
        since=new.since,
    )
    uow.emit(MOVED_IN, **tenant, subject_id=resident_id, house=str(new.house_id))
    await uow.flush()
    return MovedIn(new.estate_id, resident_id, residency_id)


async def _outdate(actor: Actor, estate_id: int, resident_id: UUID, uow: UnitOfWork) -> None:
    resident = await find_resident(uow, estate_id, resident_id)
    if resident is None:
        raise NotFound("residentId")
    if resident.account_id is not None:
        await rights.bump(uow, actor.group_id, [resident.account_id])


__all__ = ["MOVED_IN", "MoveIn", "MovedIn", "move_in"]
