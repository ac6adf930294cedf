"""Candidates: houses that a text may mean, each with how sure that is and why (S-A4)."""

from dataclasses import dataclass
from uuid import UUID

from core.coded import Coded
from core.intake.vocabulary import Level


class Doubt(Coded):
    """Why a candidate is not certain."""

    SEVERAL_HOUSES = "SEVERAL_HOUSES", "几处都符合"
    SEVERAL_ADDRESSES = "SEVERAL_ADDRESSES", "文中提到不止一处"
    BUILDING_MISSING = "BUILDING_MISSING", "未说楼栋"
    ROOM_MISSING = "ROOM_MISSING", "未说房号"
    FLOOR_CONTRADICTS = "FLOOR_CONTRADICTS", "楼层与房号不符"
    NEIGHBOUR = "NEIGHBOUR", "说的是楼上、隔壁，或否定"
    UNKNOWN_PLACE = "UNKNOWN_PLACE", "前面有不认识的名称"
    LOOSELY_WRITTEN = "LOOSELY_WRITTEN", "写法不止一种读法"


class Part(Coded):
    """What a word of the text was matched with."""

    ESTATE = "ESTATE"
    PHASE = "PHASE"
    BUILDING = "BUILDING"
    UNIT = "UNIT"
    FLOOR = "FLOOR"
    ROOM = "ROOM"
    LABEL = "LABEL", "整个门牌"


PARTS = {level: Part(level.value) for level in Level}


@dataclass(frozen=True, slots=True)
class Match:
    """`text`, in the customer's own words, was taken to mean `means` in the estate."""

    part: Part
    text: str
    means: str


@dataclass(frozen=True, slots=True)
class HouseCandidate:
    """A house that a text may mean. `confidence` runs from 0 to 1."""

    estate_id: int
    house_id: UUID
    label: str
    confidence: float
    matched: tuple[Match, ...]
    doubts: tuple[Doubt, ...]

    @property
    def certain(self) -> bool:
        """The text names this house and no other, in full and in so many words."""
        return not self.doubts


__all__ = ["PARTS", "Doubt", "HouseCandidate", "Match", "Part"]
