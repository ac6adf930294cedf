"""A little estate in memory: recognition without a database, for the rules one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.ids import new_id
from core.intake.atlas import Atlas, Block, Stair
from core.intake.candidates import HouseCandidate
from core.intake.folding import fold
from core.intake.matching import Home
from core.intake.recognise import candidates, read, wanted


@dataclass(frozen=True, slots=True)
class Little:
    """An estate and its houses."""

    atlas: Atlas
    homes: tuple[Home, ...]

    def find(self, text: str) -> tuple[HouseCandidate, ...]:
        """The candidates for a text."""
        folded = fold(text)
        addresses, sought = read(folded, self.atlas)
        asked = wanted(sought, text)
        homes = [
            home
            for home in self.homes
            if home.label == asked.label
            or (
                home.building_id in asked.buildings
                and (home.number in asked.numbers or home.floor in asked.floors)
            )
        ]
        return candidates(folded, self.atlas, addresses, sought, homes)

    def labels(self, text: str) -> list[str]:
        """What the candidates for a text are called."""
        return [each.label for each in self.find(text)]

    def sure(self, text: str) -> str | None:
        """What the one certain candidate is called, if there is one."""
        found = self.find(text)
        return found[0].label if found and found[0].certain else None


def block(
    code: str, name: str, *aliases: str, stairs: tuple[str, ...] = (), floors: int = 6
) -> Block:
    """A building with units of these names."""
    units = tuple(Stair(new_id(), each, (each.rstrip("单元"), each)) for each in stairs)
    return Block(new_id(), name, (code, name, *aliases), floors, units)


def estate(*blocks: Block, name: str = "滨江花园", doors: int = 2) -> Little:
    """An estate whose buildings have `doors` houses on each floor of each unit."""
    atlas = Atlas(7, name, "上海市浦东新区滨江路 188 号", blocks)
    return Little(atlas, tuple(home for each in blocks for home in _homes(each, doors)))


def _homes(block: Block, doors: int) -> Iterator[Home]:
    for stair in block.stairs or (None,):
        for floor in (-1, *range(1, block.floors + 1)):
            for door in range(1, doors + 1):
                number = f"{'B' if floor < 0 else ''}{abs(floor)}{door:02d}"
                label = f"{block.name}{stair.name if stair else ''}{number}"
                yield Home(new_id(), block.id, stair.id if stair else None, floor, number, label)


__all__ = ["Little", "block", "estate"]
