"""From ways to read a text to the estate's houses, weighed against each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from core.intake.atlas import Atlas, Block, Stair, stairs_called
from core.intake.candidates import PARTS, Doubt, HouseCandidate, Match, Part
from core.intake.expressions import Expression, Reading
from core.intake.folding import Folded
from core.intake.surroundings import Nearby, Standing
from core.intake.vocabulary import Level

SURE = 0.9
"""A reading of less weight is a loose one."""

FACTORS: Mapping[Doubt, float] = {
    Doubt.FLOOR_CONTRADICTS: 0.3,
    Doubt.NEIGHBOUR: 0.7,
    Doubt.UNKNOWN_PLACE: 0.7,
    Doubt.LOOSELY_WRITTEN: 0.9,
}
"""What a doubt leaves of a candidate's weight; the others show in the weight already."""

SUREST = 0.99
"""The confidence of what is certain: it is still offered, not decided."""


@dataclass(frozen=True, slots=True)
class Home:
    """A real house of the estate."""

    id: UUID
    building_id: UUID
    unit_id: UUID | None
    floor: int
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """A building, perhaps one unit of it, that a reading may mean."""

    block: Block
    stair: Stair | None
    weight: float


@dataclass(frozen=True, slots=True)
class Sought:
    """A reading with the places it may mean in this estate, and how its address stands."""

    expression: Expression
    reading: Reading
    places: tuple[Place, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Fit:
    """A house that fits a reading."""

    home: Home
    sought: Sought
    place: Place
    weight: float
    doubts: frozenset[Doubt] = field(default=frozenset())


def places(reading: Reading, atlas: Atlas) -> tuple[Place, ...]:
    """The places of the estate that a reading may mean: none where it names what is not there."""
    part, unit = reading.parts.get(Level.BUILDING), reading.value(Level.UNIT)
    phase = reading.value(Level.PHASE)
    if part is None:
        if phase not in (None, atlas.own_phase):
            return ()
        blocks = [(block, 1.0) for block in atlas.blocks]
    else:
        blocks = list(atlas.blocks_called(part, phase))
    floor = reading.parts.get(Level.FLOOR)
    if unit is None and floor is not None and floor.bare:  # 3-12-1201, where there are no units
        blocks = [(block, weight) for block, weight in blocks if not block.stairs]
    if unit is None:
        return tuple(Place(block, None, weight) for block, weight in blocks)
    return tuple(
        Place(block, stair, weight)
        for block, weight in blocks
        for stair in stairs_called(block, unit)
    )


def fits(sought: Sought, homes: Mapping[UUID, Iterable[Home]]) -> Iterator[Fit]:
    """The houses, by building, that fit a reading."""
    for place in sought.places:
        for home in homes.get(place.block.id, ()):
            if place.stair is not None and home.unit_id != place.stair.id:
                continue
            fit = _fit(home, sought, place)
            if fit is not None:
                yield fit


def _fit(home: Home, sought: Sought, place: Place) -> Fit | None:
    reading = sought.reading
    room, floor = reading.parts.get(Level.ROOM), reading.parts.get(Level.FLOOR)
    storey = None if floor is None else storey_of(floor.value, place.block)
    doubts = set()
    weight = reading.weight * place.weight
    if weight < SURE or sought.standing.cut:
        doubts.add(Doubt.LOOSELY_WRITTEN)
    if room is None:
        if storey != home.floor:
            return None
        doubts.add(Doubt.ROOM_MISSING)
    elif not same_number(home.number, room.value):
        if storey != home.floor or not is_door(home, room.value):
            return None
    elif floor is not None and storey != home.floor:
        if floor.bare:
            return None
        doubts.add(Doubt.FLOOR_CONTRADICTS)
    if sought.standing.neighbour:
        doubts.add(Doubt.NEIGHBOUR)
    if sought.standing.nearby is Nearby.UNKNOWN:
        doubts.add(Doubt.UNKNOWN_PLACE)
    for doubt in doubts:
        weight *= FACTORS.get(doubt, 1.0)
    return Fit(home, sought, place, weight, frozenset(doubts))


def storey_of(value: str, block: Block) -> int | None:
    """The floor that a value names in a building; 顶 is its last."""
    if value == "顶":
        return block.floors
    return int(value) if value.lstrip("-").isdigit() else None


def same_number(number: str, value: str) -> bool:
    """Whether two room numbers are the same, whatever their case and zeros in front."""
    return number.upper().lstrip("0") == value.lstrip("0")


def is_door(home: Home, value: str) -> bool:
    """Whether a value is a house's number without its floor: 12楼1号 is 1201."""
    if not value.isdigit() or len(value) > 2:
        return False
    rest = home.number.upper().removeprefix(str(home.floor).lstrip("-"))
    return rest.isdigit() and int(rest) == int(value)


def weighed(
    found: Iterable[Fit], atlas: Atlas, text: Folded, *, several_addresses: bool
) -> tuple[HouseCandidate, ...]:
    """The candidates, the surest first.

    A house's confidence is its best weight, shared with the other houses that fit.
    """
    best: dict[UUID, Fit] = {}
    for fit in found:
        known = best.get(fit.home.id)
        if known is None or fit.weight > known.weight:
            best[fit.home.id] = fit
    total = sum(fit.weight for fit in best.values())
    made = []
    for fit in best.values():
        doubts = set(fit.doubts)
        if len(best) > 1:
            doubts.add(Doubt.SEVERAL_HOUSES)
        if several_addresses:
            doubts.add(Doubt.SEVERAL_ADDRESSES)
        if Level.BUILDING not in fit.sought.reading.parts and len(atlas.blocks) > 1:
            doubts.add(Doubt.BUILDING_MISSING)
        share = fit.weight * fit.weight / total
        made.append(
            HouseCandidate(
                estate_id=atlas.estate_id,
                house_id=fit.home.id,
                label=fit.home.label,
                confidence=round(min(share, SUREST), 3),
                matched=tuple(_matches(fit, atlas, text)),
                doubts=tuple(doubt for doubt in Doubt if doubt in doubts),
            )
        )
    return tuple(sorted(made, key=lambda each: (-each.confidence, _natural(each.label))))


def _natural(label: str) -> tuple[int, str]:
    return len(label), label


def _matches(fit: Fit, atlas: Atlas, text: Folded) -> Iterator[Match]:
    own = fit.sought.standing.own
    if own is not None:
        yield Match(Part.ESTATE, text.quoted(*own), atlas.name)
    stair = next((s for s in fit.place.block.stairs if s.id == fit.home.unit_id), None)
    meant = {
        Level.PHASE: fit.place.block.name,
        Level.BUILDING: fit.place.block.name,
        Level.UNIT: "" if stair is None else stair.name,
        Level.FLOOR: str(fit.home.floor),
        Level.ROOM: fit.home.number,
    }
    for level in Level:
        part = fit.sought.reading.parts.get(level)
        if part is not None:
            yield Match(PARTS[level], text.quoted(part.start, part.end), meant[level])


__all__ = ["Fit", "Home", "Place", "Sought", "fits", "is_door", "places", "storey_of", "weighed"]
