"""Taking a key in."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Invalid, NotFound
from core.estates.models import House
from core.ids import new_id
from tests.plugins_for_tests.keys.models import HouseKey, KeyState
from tests.plugins_for_tests.keys.rules import TAG_MOST, KeyCode, refuse, require_keeper


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key handed in: whose house it opens, and the tag it is given."""

    estate_id: int
    house_id: UUID
    tag: str
    id: UUID = field(default_factory=new_id)


async def take_in(actor: Actor, new: NewKey, uow: UnitOfWork) -> None:
    """Record the key. Raises `NotFound`, `Invalid`, and KEY_TAG_TAKEN."""
    require_keeper(actor, new.estate_id)
    tag = new.tag.strip()
    if not 1 <= len(tag) <= TAG_MOST:
        raise Invalid("tag", f"1 to {TAG_MOST} characters")
    house = await uow.row(
        select(House.id, House.group_id).where(
            House.estate_id == new.estate_id, House.id == new.house_id
        )
    )
    if house is None:
        raise NotFound("houseId")
    same = select(HouseKey.id).where(HouseKey.estate_id == new.estate_id, HouseKey.tag == tag)
    if await uow.row(same) is not None:
        raise refuse(KeyCode.KEY_TAG_TAKEN, "tag")
    keys = {"group_id": house["group_id"], "estate_id": new.estate_id}
    uow.add(
        HouseKey,
        **keys,
        id=new.id,
        house_id=new.house_id,
        tag=tag,
        state=KeyState.IN_CUSTODY,
        taken_in_at=uow.now,
    )
    uow.emit("keys.taken_in", **keys, subject_id=new.id, tag=tag)
