"""The demo's estates without the rest of the demo, and one more whose buildings have names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from api.demo.blueprint import BY_CODE, ESTATES, SEED, EstatePlan, Layout
from api.demo.dice import Dice
from api.demo.houses import add_houses
from api.demo.rows import Rows
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import Building, Estate, EstateEntry, House, Unit
from tests.factories import MORNING, SHIFTS, World, make_world
from tests.intake.spellings import Address

NAMED = replace(
    BY_CODE["yunhai"],
    code="tingtao",
    name="听涛山庄",
    address="珠海市香洲区情侣路 9 号",
    layout=Layout(4, 0, 6, 2),
)

NAMES = ("听涛阁", "揽月轩", "观澜阁", "松风楼")


@dataclass(frozen=True, slots=True)
class Standing:
    """An estate as it stands: its houses by the address people would say."""

    plan: EstatePlan
    group_id: int
    id: int
    homes: Mapping[Address, UUID]

    @property
    def scope(self) -> Scope:
        """Of somebody who sees the whole estate."""
        return Scope.system(self.group_id, self.id)

    @property
    def largest(self) -> Address:
        """The last building, unit, floor and door."""
        return max(
            self.homes, key=lambda at: (len(at.building), at.building, at.unit, at.floor, at.door)
        )

    def some(self, dice: Random) -> tuple[Address, UUID]:
        """A house by chance."""
        return dice.choice(list(self.homes.items()))


async def build_all(db: Database) -> tuple[Standing, ...]:
    """All of them, in one group."""
    world = await make_world(db, estates=0)
    return tuple([await build(db, plan, world) for plan in (*ESTATES, NAMED)])


async def build(db: Database, plan: EstatePlan, world: World) -> Standing:
    """An estate after its plan: buildings, units and houses, and nobody in them."""
    async with unit_of_work(db, Scope.system(world.group_id)) as uow:
        entry = insert(EstateEntry).values(group_id=world.group_id, code=plan.code)
        estate_id: int = (await uow.execute(entry.returning(EstateEntry.id))).scalar_one()
        await uow.enter(Scope.system(world.group_id, estate_id))
        uow.add(
            Estate,
            id=estate_id,
            group_id=world.group_id,
            region_id=world.region_id,
            code=plan.code,
            name=plan.name,
            property_type=plan.property_type,
            zone="Asia/Shanghai",
            shifts=dict(SHIFTS),
            holidays="CN",
            address=plan.address,
            homes=plan.layout.homes,
            created_at=MORNING,
            closed_at=None,
        )
        await uow.flush()
        rows = Rows(group_id=world.group_id, estate_id=estate_id)
        add_houses(rows, plan, Dice(SEED, "houses", plan.code), MORNING)
        buildings = [dict(row) for row in rows[Building]]
        if plan is NAMED:
            for building, name in zip(buildings, NAMES, strict=True):
                building.update(name=name, aliases=[])
        by_id = {row["id"]: row for row in buildings}
        houses = [_labelled(row, by_id) for row in rows[House]]
        for model, made in ((Building, buildings), (Unit, rows[Unit]), (House, houses)):
            if made:
                await uow.execute(insert(model), [dict(row) for row in made])
    stairs = {row["id"]: int(row["code"]) for row in rows[Unit]}
    homes = {_address(row, plan, by_id, stairs): row["id"] for row in houses}
    return Standing(plan, world.group_id, estate_id, homes)


def _labelled(
    row: Mapping[str, Any], buildings: Mapping[UUID, Mapping[str, Any]]
) -> dict[str, Any]:
    name = buildings[row["building_id"]]["name"]
    label = re.sub(r"^[^栋座]+[栋座]", name, row["label"])
    return {**row, "label": label}


def _address(
    row: Mapping[str, Any],
    plan: EstatePlan,
    buildings: Mapping[UUID, Mapping[str, Any]],
    stairs: Mapping[UUID, int],
) -> Address:
    building = buildings[row["building_id"]]
    named = plan is NAMED
    floor = row["floor"]
    street = re.search(r"区(.*)$", plan.address)
    return Address(
        building=building["name"] if named else building["code"],
        unit=None if row["unit_id"] is None else stairs[row["unit_id"]],
        floor=floor,
        door=int(row["number"].removeprefix(str(floor))),
        estate=plan.name,
        street=street[1].strip() if street else "",
        named=named,
        alone=plan.layout.buildings == 1,
    )


def names_of_others(standing: Sequence[Standing], here: Standing) -> tuple[str, ...]:
    """What the other estates are called."""
    return tuple(each.plan.name for each in standing if each is not here)


__all__ = ["NAMED", "NAMES", "Standing", "build_all", "names_of_others"]
