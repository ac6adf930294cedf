"""The second reading: parts that stand together become an address, read in every sensible way.

"3-2-1201" is building 3, unit 2, room 1201; whether there is such a house is for the estate to say
(`core.intake.matching`). What no estate could mean is not read at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.intake.pieces import Piece
from core.intake.vocabulary import JOINING, Level

MOST_PARTS = 6
MOST_EXPRESSIONS = 20

ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address: what each level is, and how likely it is meant (0 to 1)."""

    parts: Mapping[Level, Piece]
    weight: float

    @property
    def strained(self) -> bool:
        """Whether it takes a bare number for a floor or for a unit of some building.

        People mean that only where the plain reading finds nothing: 2-1-102 is building 2, unit 1.
        """
        floor, unit = self.parts.get(Level.FLOOR), self.parts.get(Level.UNIT)
        return (floor is not None and floor.bare and len(self.parts) < 4) or (
            unit is not None and unit.bare and Level.BUILDING not in self.parts
        )

    def value(self, level: Level) -> str | None:
        """What is said of a level, or None."""
        part = self.parts.get(level)
        return None if part is None else part.value


@dataclass(frozen=True, slots=True)
class Expression:
    """Parts that stand together, and the ways to read them, the likeliest first.

    `inherited` says that the building was taken from an address before it: 楼上1301.
    """

    parts: tuple[Piece, ...]
    readings: tuple[Reading, ...] = field(default=())
    inherited: bool = False

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end

    @property
    def names_building(self) -> bool:
        """Whether a building is named beyond doubt."""
        return any(each.level is Level.BUILDING for each in self.parts)


def expressions(text: str, pieces: Sequence[Piece]) -> tuple[Expression, ...]:
    """The addresses of a folded text, in order."""
    found: list[Expression] = []
    for parts in _together(text, [each for each in pieces if not each.road]):
        readings = tuple(_readings(text, parts))
        found.append(Expression(tuple(parts), readings))
        if len(found) == MOST_EXPRESSIONS:
            break
    return tuple(_inheriting(found))


def _together(text: str, pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Groups of parts of one address each."""
    group: list[Piece] = []
    for each in pieces:
        if group and not _belongs(text, group, each):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _belongs(text: str, group: Sequence[Piece], piece: Piece) -> bool:
    if len(group) == MOST_PARTS:
        return False
    if JOINING.fullmatch(text, group[-1].end, piece.start) is None:
        return False
    settled = {each.level for each in group if each.level is not None}
    if piece.level is not None and piece.level in settled:
        return False
    if not any(_is_whole_room(each) for each in group):
        return True
    # Behind the room only what is still missing may follow: 1201室，3栋2单元.
    return piece.level is not None and not any(each.bare for each in group[:-1])


def _is_whole_room(piece: Piece) -> bool:
    digits = sum(each.isdigit() for each in piece.value)
    return Level.ROOM in piece.levels and digits >= 3


def _readings(text: str, parts: Sequence[Piece]) -> list[Reading]:
    """Every way to give the parts levels, the likeliest first."""
    closeness = _closeness(text, parts)
    found: dict[tuple[tuple[Level, int], ...], Reading] = {}
    for variant in _variants(_placed(parts)):
        for levels, weight in _assigned(variant):
            reading = Reading(dict(zip(levels, variant, strict=True)), weight * closeness)
            likely = reading.weight * _likelihood(reading)
            if likely > 0:
                key = tuple((level, part.start) for level, part in sorted(reading.parts.items()))
                found[key] = replace(reading, weight=likely)
    return sorted(found.values(), key=lambda each: -each.weight)


def _closeness(text: str, parts: Sequence[Piece]) -> float:
    """Numbers with nothing but spaces between them are less surely one address."""
    weight = 1.0
    for before, after in pairwise(parts):
        gap = text[before.end : after.start]
        if before.bare and gap and not gap.strip():
            weight *= 0.9
    return weight


FOLLOWED: Mapping[str, Mapping[Level, float]] = {
    "号": {Level.BUILDING: 1.0, Level.UNIT: 0.7},
    "楼": {Level.FLOOR: 0.95, Level.BUILDING: 0.85},
}
LAST: Mapping[str, Mapping[Level, float]] = {
    "号": {Level.ROOM: 1.0},
    "楼": {Level.FLOOR: 1.0},
}
"""What two labels of many meanings say where another part follows, and where none does."""


def _placed(parts: Sequence[Piece]) -> tuple[Piece, ...]:
    """The parts, with what their place says of labels of many meanings."""
    made = []
    for index, each in enumerate(parts):
        table = LAST if index + 1 == len(parts) else FOLLOWED
        made.append(replace(each, levels=table.get(each.label, each.levels)))
    return tuple(made)


SPLIT = re.compile(r"([A-Z])(\d{2,5}[A-Z]?)")
STOREY = re.compile(r"(\d{1,2})F(\d{2,4})")


def _variants(parts: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """The parts as they are, and with A1201 as building A and room 1201."""
    yield tuple(parts)
    for index, each in enumerate(parts):
        if Level.ROOM not in each.levels or each.named:
            continue
        found = SPLIT.fullmatch(each.value)
        outer, label = Level.BUILDING, "座"
        if found is None:
            found = STOREY.fullmatch(each.value)
            outer, label = Level.FLOOR, "F"
        if found is None:
            continue
        middle = each.start + found.end(1)
        first = Piece(each.start, middle, found[1], label, {outer: 1.0})
        second = replace(each, start=middle, value=found[2], levels={Level.ROOM: 1.0})
        yield (*parts[:index], first, second, *parts[index + 1 :])


def _assigned(parts: Sequence[Piece]) -> Iterator[tuple[tuple[Level, ...], float]]:
    """Levels for the parts: none twice; those without a label run from the outside in."""

    def further(
        index: int, taken: tuple[Level, ...], last: int, weight: float
    ) -> Iterator[tuple[tuple[Level, ...], float]]:
        if index == len(parts):
            yield taken, weight
            return
        part = parts[index]
        for level, share in part.levels.items():
            rank = ORDER.index(level)
            if level in taken or (part.bare and rank < last):
                continue
            yield from further(
                index + 1, (*taken, level), rank if part.bare else last, weight * share
            )

    yield from further(0, (), 0, 1.0)


def _likelihood(reading: Reading) -> float:
    """How likely people say it so; 0 for what is no house."""
    has = reading.parts.keys()
    room, floor = reading.parts.get(Level.ROOM), reading.parts.get(Level.FLOOR)
    if room is None and not (floor is not None and Level.BUILDING in has):
        return 0
    weight = 1.0
    if room is not None and len(room.value) < 3 and len(has) == 1:
        return 0
    bare_unit = Level.UNIT in has and reading.parts[Level.UNIT].bare
    if floor is not None and floor.bare and (room is None or (bare_unit and len(has) < 4)):
        return 0
    if floor is not None and floor.bare and len(has) < 4:
        weight *= 0.6
    if Level.BUILDING not in has:
        weight *= 0.7 if room is not None and not room.bare else 0.5
    return weight


def _inheriting(found: Sequence[Expression]) -> Iterator[Expression]:
    """An address without a building, after one that has it, means the same building."""
    before: Expression | None = None
    for each in found:
        outer = _outer(before)
        if outer and each.readings and not any(Level.BUILDING in r.parts for r in each.readings):
            readings = tuple(
                Reading({**outer, **reading.parts}, reading.weight) for reading in each.readings
            )
            each = replace(each, readings=readings, inherited=True)
        if each.names_building or any(Level.BUILDING in r.parts for r in each.readings[:1]):
            before = each
        yield each


def _outer(before: Expression | None) -> Mapping[Level, Piece]:
    """The phase, building and unit of an address."""
    if before is None:
        return {}
    if before.readings:
        parts = before.readings[0].parts
    else:
        parts = {each.level: each for each in before.parts if each.level is not None}
    return {
        level: part
        for level, part in parts.items()
        if ORDER.index(level) <= ORDER.index(Level.UNIT)
    }


__all__ = ["Expression", "Reading", "expressions"]
