"""The day from which warranties run: when the developer handed over house, building or estate."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.ids import new_id
from plugins.developer_escalation import rights
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.warranty import repository
from plugins.developer_escalation.warranty.models import WarrantyStart


@dataclass(frozen=True, slots=True)
class SetStart:
    """A day at the estate, for one house, one building, or (neither) the whole estate."""

    estate_id: int
    starts_on: date
    building_id: UUID | None = None
    house_id: UUID | None = None


async def set_start(actor: Actor, new: SetStart, uow: UnitOfWork) -> UUID:
    """Keep it, in place of what was kept for the same place; its id.

    Raises `NotFound` and START_INVALID.
    """
    rights.require(actor, new.estate_id, rights.WARRANTY)
    if new.building_id is not None and new.house_id is not None:
        raise refuse(DeveloperCode.START_INVALID, "houseId")
    if new.starts_on > await repository.today(uow, new.estate_id):
        raise refuse(DeveloperCode.START_INVALID, "startsOn")
    if not await repository.place_of(uow, new.estate_id, new.building_id, new.house_id):
        raise NotFound("buildingId" if new.house_id is None else "houseId")
    wanted = insert(WarrantyStart).values(
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=new_id(),
        building_id=new.building_id,
        house_id=new.house_id,
        starts_on=new.starts_on,
        version=1,
        set_at=uow.now,
        set_by=actor.account_id,
    )
    kept = await uow.execute(
        wanted.on_conflict_do_update(
            index_elements=["estate_id", "building_id", "house_id"],
            set_={
                "starts_on": wanted.excluded.starts_on,
                "version": func.coalesce(WarrantyStart.version, 0) + 1,
                "set_at": wanted.excluded.set_at,
                "set_by": wanted.excluded.set_by,
            },
        ).returning(WarrantyStart.id)
    )
    found: UUID = kept.scalar_one()
    return found


__all__ = ["SetStart", "set_start"]
