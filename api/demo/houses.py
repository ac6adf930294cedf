"""What stands on an estate: buildings, units, and every home, shop or office in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.demo.blueprint import EstatePlan
from api.demo.dice import Dice
from api.demo.rows import Rows
from core.estates.models import Building, House, PropertyType, Unit

APART, ABREAST = 700, 3
"""Buildings stand some 70 m (in millionths of a degree) from each other, three in a row."""

DIGITS = "零一二三四五六七八九十"

STACKS = {
    PropertyType.RESIDENTIAL: (8_900, 12_600, 14_300, 11_000),
    PropertyType.COMMERCIAL: (3_200, 4_800, 7_500, 12_000, 26_000),
    PropertyType.OFFICE: (12_500, 18_000, 24_000, 36_000, 52_000),
}
"""Areas in hundredths of a square metre, door by door."""


@dataclass(frozen=True, slots=True)
class Home:
    """A house as tickets refer to it; `block` names building and unit, `building` counts from 1."""

    id: UUID
    label: str
    block: str
    floor: int
    building: int
    building_id: UUID


def add_houses(rows: Rows, plan: EstatePlan, dice: Dice, built: datetime) -> tuple[Home, ...]:
    """Buildings, units and houses of an estate, in order."""
    layout = plan.layout
    lived_in = plan.property_type is PropertyType.RESIDENTIAL
    homes: list[Home] = []
    for number in range(1, layout.buildings + 1):
        code = str(number) if lived_in else chr(ord("A") + number - 1)
        name = f"{code}栋" if lived_in else f"{code}座"
        building = dice.id_at(built)
        aliases = [f"{DIGITS[number]}号楼", f"{number}号楼"] if lived_in else [f"{code}栋"]
        rows.add(
            Building,
            id=building,
            code=code,
            name=name,
            aliases=aliases,
            floors=layout.floors,
            latitude=plan.centre[0] + APART * (number // ABREAST),
            longitude=plan.centre[1] + APART * (number % ABREAST),
        )
        for stair in range(1, layout.units + 1) or (None,):
            unit = None if stair is None else dice.id_at(built)
            block = name if stair is None else f"{name}{stair}单元"
            if stair is not None:
                rows.add(Unit, id=unit, building_id=building, code=str(stair), name=f"{stair}单元")
            homes += _doors(rows, plan, dice, built, unit, (block, number, building))
    return tuple(homes)


def _doors(
    rows: Rows,
    plan: EstatePlan,
    dice: Dice,
    built: datetime,
    unit: UUID | None,
    where: tuple[str, int, UUID],
) -> list[Home]:
    areas = STACKS[plan.property_type]
    block, nth, building = where
    homes = []
    for floor in range(1, plan.layout.floors + 1):
        for door in range(1, plan.layout.doors + 1):
            number = f"{floor}{door:02d}"
            home = Home(dice.id_at(built), f"{block}{number}", block, floor, nth, building)
            homes.append(home)
            rows.add(
                House,
                id=home.id,
                building_id=building,
                unit_id=unit,
                floor=floor,
                number=number,
                label=home.label,
                area=areas[(door - 1) % len(areas)] + 50 * dice.whole(-6, 6),
            )
    return homes


__all__ = ["Home", "add_houses"]
