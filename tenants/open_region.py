"""Adding a region 区域 to a group's tree."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Region
from tenants.errors import Taken, TenantsCode
from tenants.open_group import LONGEST_NAME, check_code
from tenants.roles import Permission, require


@dataclass(frozen=True, slots=True)
class OpenRegion:
    """A region; at the root of the tree where no parent is named."""

    code: str
    name: str
    parent_id: int | None = None


async def open_region(actor: Actor, new: OpenRegion, uow: UnitOfWork) -> int:
    """Add a region; returns its id. Changes nobody's rights, for there is no estate in it yet.

    Raises `NotFound`, `CODE_TAKEN`, `Invalid`. The transaction must be the system's, in the group.
    """
    require(actor, Permission.OPEN_ESTATES)
    check_code(new.code)
    name = text.required("name", new.name, LONGEST_NAME)
    above: list[int] = []
    if new.parent_id is not None:
        statement = select(Region.path).where(
            Region.group_id == actor.group_id, Region.id == new.parent_id
        )
        found: list[int] | None = (await uow.execute(statement)).scalar_one_or_none()
        if found is None:
            raise NotFound("parentId")
        above = found
    region_id: int | None = (
        await uow.execute(
            insert(Region)
            .values(
                group_id=actor.group_id,
                parent_id=new.parent_id,
                path=[],
                code=new.code,
                name=name,
            )
            .on_conflict_do_nothing()
            .returning(Region.id)
        )
    ).scalar()
    if region_id is None:
        raise Taken(TenantsCode.CODE_TAKEN, "code")
    await uow.execute(
        update(Region)
        .where(Region.group_id == actor.group_id, Region.id == region_id)
        .values(path=[*above, region_id])
    )
    return region_id


__all__ = ["OpenRegion", "open_region"]
