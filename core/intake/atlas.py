"""What an estate's places are called: its buildings and units, under every name people use."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from core.intake.folding import fold
from core.intake.pieces import Piece, pieces, plain
from core.intake.vocabulary import Level

UNCLAIMED = 0.4
"""The weight of a building whose number fits while another one bears the very name: 3号楼 is an
alias of one, 3栋 the name of another."""


@dataclass(frozen=True, slots=True)
class Stair:
    """单元: `names` are its code and its name."""

    id: UUID
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """楼栋: `names` are its code, its name and its aliases."""

    id: UUID
    name: str
    names: tuple[str, ...]
    floors: int
    stairs: tuple[Stair, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A name taken apart: 二期3号楼 is phase 2, value 3, label 号楼. A code has no label."""

    value: str
    label: str | None
    phase: str | None = None


@dataclass(frozen=True)
class Atlas:
    """An estate's name, address, buildings and units."""

    estate_id: int
    name: str
    address: str
    blocks: tuple[Block, ...]
    _spoken: dict[UUID, tuple[Spoken, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        spoken = {block.id: tuple(_spoken(block.names, Level.BUILDING)) for block in self.blocks}
        object.__setattr__(self, "_spoken", spoken)

    @cached_property
    def own_name(self) -> str:
        """The estate's name as texts are read, without spaces."""
        return _close(self.name)

    @cached_property
    def own_address(self) -> str:
        """The estate's address as texts are read, without spaces."""
        return _close(self.address)

    @cached_property
    def own_phase(self) -> str | None:
        """The phase that the estate is by its own name: 和苑二期."""
        found = [each.value for each in pieces(self.own_name) if each.level is Level.PHASE]
        return found[0] if found else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The buildings' names that are no numbers: 听涛阁, 商业街."""
        return tuple(
            each.value
            for spoken in self._spoken.values()
            for each in spoken
            if each.label == "" and len(each.value) > 1
        )

    @cached_property
    def has_phases(self) -> bool:
        """Whether buildings are told apart by phase."""
        return any(each.phase for spoken in self._spoken.values() for each in spoken)

    def blocks_called(self, part: Piece, phase: str | None) -> Iterator[tuple[Block, float]]:
        """The buildings that a part of an address may mean, each with a weight.

        `phase` is what the text says of it; a phase that no building has is none of this estate's.
        """
        if phase is not None and not self.has_phases:
            if phase != self.own_phase:
                return
            phase = None
        found = [
            (block, exact)
            for block in self.blocks
            if (exact := _bears(self._spoken[block.id], part, phase)) is not None
        ]
        claimed = any(exact for _, exact in found)
        for block, exact in found:
            yield block, 1.0 if exact or not claimed else UNCLAIMED


def stairs_called(block: Block, value: str) -> tuple[Stair, ...]:
    """The units of a building that are called by a value."""
    return tuple(
        stair
        for stair in block.stairs
        if any(each.value == plain(value) for each in _spoken(stair.names, Level.UNIT))
    )


def _bears(spoken: Sequence[Spoken], part: Piece, phase: str | None) -> bool | None:
    """Whether a building bears the very name (True), its number only (False), or neither."""
    value = plain(part.value)
    fitting = [
        each
        for each in spoken
        if each.value == value and (phase is None or each.phase in (None, phase))
    ]
    if phase is not None and not any(each.phase == phase for each in spoken):
        return None
    if not fitting:
        return None
    return any(each.label == part.label for each in fitting)


def _spoken(names: Iterable[str], level: Level) -> Iterator[Spoken]:
    for index, name in enumerate(names):
        folded = _close(name)
        if folded:
            yield _taken_apart(folded, level, is_code=index == 0)


def _taken_apart(name: str, level: Level, *, is_code: bool) -> Spoken:
    """The name as a number with its label, or itself with an empty label."""
    found = pieces(name)
    whole = bool(found) and found[0].start == 0 and found[-1].end == len(name)
    phase = found[0].value if whole and found[0].level is Level.PHASE else None
    rest = found[1:] if phase is not None else found
    if whole and len(rest) == 1 and level in rest[0].levels:
        label = None if is_code and not rest[0].label else rest[0].label
        return Spoken(plain(rest[0].value), label, phase)
    return Spoken(name, "")


def _close(text: str) -> str:
    return re.sub(r"\s", "", fold(text).text)


__all__ = ["Atlas", "Block", "Stair", "stairs_called"]
