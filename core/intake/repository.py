"""Reading an estate's places for house recognition. The area's SQL stands here alone.

Two statements, whatever the text: what the estate's buildings are called, and the houses that are
looked for, found by building and number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Executable, Uuid, cast, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Building, Estate, House, Unit
from core.intake.atlas import Atlas, Block, Stair
from core.intake.matching import Home

MOST_HOMES = 1000
"""No text has more houses looked at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Houses to look for: those in `buildings` with one of the `numbers` or on one of the
    `floors`, and the one that bears `label`."""

    buildings: tuple[UUID, ...]
    numbers: tuple[str, ...]
    floors: tuple[int, ...]
    label: str


async def find_atlas(uow: UnitOfWork, estate_id: int) -> Atlas | None:
    """The estate with its buildings and units; None where it is not in scope."""
    stairs = (
        select(func.json_agg(func.json_build_array(Unit.id, Unit.name, Unit.code)))
        .where(Unit.estate_id == Estate.id, Unit.building_id == Building.id)
        .correlate(Estate, Building)
        .scalar_subquery()
    )
    found = await uow.execute(
        select(
            Estate.name.label("estate_name"),
            Estate.address,
            Building.id,
            Building.code,
            Building.name,
            Building.aliases,
            Building.floors,
            stairs.label("stairs"),
        )
        .select_from(Estate)
        .outerjoin(Building, Building.estate_id == Estate.id)
        .where(Estate.id == estate_id)
        .order_by(Building.code)
    )
    rows = found.mappings().all()
    if not rows:
        return None
    blocks = tuple(
        Block(
            id=row["id"],
            name=row["name"],
            names=(row["code"], row["name"], *row["aliases"]),
            floors=row["floors"],
            stairs=tuple(
                Stair(UUID(id_), name, (code, name)) for id_, name, code in row["stairs"] or ()
            ),
        )
        for row in rows
        if row["id"] is not None
    )
    return Atlas(estate_id, rows[0]["estate_name"], rows[0]["address"], blocks)


async def find_homes(uow: UnitOfWork, estate_id: int, wanted: Wanted) -> Sequence[Home]:
    """The houses looked for that the scope may see."""
    found = await uow.execute(homes_wanted(estate_id, wanted))
    return [Home(**row) for row in found.mappings()]


def homes_wanted(estate_id: int, wanted: Wanted) -> Executable:
    """The statement that finds them, by label and by building and number."""
    columns = (
        House.id,
        House.building_id,
        House.unit_id,
        House.floor,
        House.number,
        House.label,
    )
    here = House.estate_id == estate_id
    parts = [select(*columns).where(here, House.label == wanted.label)]
    inside = House.building_id == func.any(cast(list(wanted.buildings), ARRAY(Uuid)))
    told = [House.number.in_(wanted.numbers)] if wanted.numbers else []
    told += [House.floor.in_(wanted.floors)] if wanted.floors else []
    if wanted.buildings and told:
        parts.append(select(*columns).where(here, inside, or_(*told)))
    return union_all(*parts).limit(MOST_HOMES)


__all__ = ["Wanted", "find_atlas", "find_homes", "homes_wanted"]
