"""House recognition: the estate's houses that a free text may mean (S-A4).

Nothing is guessed silently: what is ambiguous gives several candidates, what is not of the estate
gives none, and only what names one house in full is certain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from core import text as texts
from core.db.unit_of_work import UnitOfWork
from core.intake.atlas import Atlas
from core.intake.candidates import HouseCandidate, Match, Part
from core.intake.expressions import Expression, expressions
from core.intake.folding import Folded, fold
from core.intake.matching import SUREST, Fit, Home, Sought, fits, places, storey_of, weighed
from core.intake.pieces import Piece, pieces
from core.intake.repository import Wanted, find_atlas, find_homes
from core.intake.surroundings import Nearby, standing
from core.intake.vocabulary import Level

TEXT_MOST = 4000
"""Characters: as long as a ticket's content may be."""


async def recognise(uow: UnitOfWork, estate_id: int, text: str) -> tuple[HouseCandidate, ...]:
    """The candidates for a text, the surest first; residents get houses of their own alone.

    Empty where the estate is not in scope, or nothing in the text is a house of it. Raises
    TEXT_TOO_LONG and TEXT_UNREADABLE.
    """
    kept = texts.optional("text", text, TEXT_MOST)
    if kept is None:
        return ()
    atlas = await find_atlas(uow, estate_id)
    if atlas is None:
        return ()
    folded = fold(kept)
    addresses, sought = read(folded, atlas)
    homes = await find_homes(uow, estate_id, wanted(sought, kept))
    return candidates(folded, atlas, addresses, sought, homes)


def read(folded: Folded, atlas: Atlas) -> tuple[tuple[Expression, ...], tuple[Sought, ...]]:
    """The addresses of a text, and the readings of them that name places of this estate."""
    found = pieces(folded.text, atlas.names)
    roads = tuple(each for each in found if each.road)
    addresses = expressions(folded.text, found)
    return addresses, tuple(_sought(folded, addresses, roads, atlas))


def _sought(
    folded: Folded, addresses: Sequence[Expression], roads: tuple[Piece, ...], atlas: Atlas
) -> Iterator[Sought]:
    for each in addresses:
        if not each.readings:
            continue
        stands = standing(folded.text, each, roads, atlas)
        if stands.nearby is Nearby.ELSEWHERE:
            continue
        for reading in each.readings:
            meant = places(reading, atlas)
            if meant:
                yield Sought(each, reading, meant, stands)


def wanted(sought: Iterable[Sought], label: str) -> Wanted:
    """What to look for in the database."""
    buildings: dict[UUID, None] = {}
    numbers: dict[str, None] = {}
    floors: dict[int, None] = {}
    for each in sought:
        room = each.reading.value(Level.ROOM)
        floor = each.reading.value(Level.FLOOR)
        for place in each.places:
            buildings[place.block.id] = None
            storey = None if floor is None else storey_of(floor, place.block)
            if storey is not None and room is None:
                floors[storey] = None
            elif storey is not None and room is not None and room.isdigit() and len(room) <= 2:
                numbers.update(dict.fromkeys(_numbers_of_door(storey, int(room))))
        if room is not None:
            plain = room.lstrip("0") or room
            numbers.update(dict.fromkeys((room, plain, f"0{plain}", room.lower())))
    return Wanted(tuple(buildings), tuple(numbers), tuple(floors), label)


def _numbers_of_door(storey: int, door: int) -> tuple[str, ...]:
    """What 12楼1号 may be numbered."""
    return f"{storey}{door:02d}", f"{storey}{door}", f"{storey:02d}{door:02d}"


def candidates(
    folded: Folded,
    atlas: Atlas,
    addresses: Sequence[Expression],
    sought: Sequence[Sought],
    homes: Sequence[Home],
) -> tuple[HouseCandidate, ...]:
    """The houses that fit, weighed."""
    for home in homes:
        if home.label == folded.original:
            match = Match(Part.LABEL, folded.original, home.label)
            return (HouseCandidate(atlas.estate_id, home.id, home.label, SUREST, (match,), ()),)
    by_building: dict[UUID, list[Home]] = defaultdict(list)
    for home in homes:
        by_building[home.building_id].append(home)
    found = _plain_first([fit for each in sought for fit in fits(each, by_building)])
    return weighed(found, atlas, folded, several_addresses=_several(addresses, found))


def _plain_first(found: Sequence[Fit]) -> list[Fit]:
    """Without the strained readings of addresses that a plain reading found a house for."""
    plain = {id(fit.sought.expression) for fit in found if not fit.sought.reading.strained}
    return [
        fit
        for fit in found
        if not fit.sought.reading.strained or id(fit.sought.expression) not in plain
    ]


def _several(addresses: Sequence[Expression], found: Sequence[Fit]) -> bool:
    """Whether the text names another place than the one that was found."""
    telling = {id(fit.sought.expression) for fit in found}
    others = [
        each
        for each in addresses
        if id(each) not in telling and (each.names_building or each.readings)
    ]
    return len(telling) > 1 or bool(others)


__all__ = ["TEXT_MOST", "candidates", "read", "recognise", "wanted"]
