"""What people report: the form of a topic. The topics are in `repairs` and `requests`."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.demo.dice import Lottery
from core.estates.models import PropertyType
from core.staff.models import Function, Skill
from core.tickets.kinds import Kind, Urgency

ROOMS: Mapping[PropertyType, tuple[str, ...]] = {
    PropertyType.RESIDENTIAL: ("主卧", "次卧", "客厅", "厨房", "主卫", "客卫", "阳台", "玄关"),
    PropertyType.COMMERCIAL: ("前厅", "后厨", "卫生间", "库房", "收银台", "店门口"),
    PropertyType.OFFICE: ("办公区", "会议室", "茶水间", "卫生间", "前台", "机房"),
}
"""What `{room}` stands for in a text; `{block}` is building and unit, `{floor}` a number."""

Urgencies = Lottery[Urgency]


def urgencies(routine: float, urgent: float = 0, emergency: float = 0) -> Urgencies:
    """How often a topic is how urgent."""
    return Lottery({Urgency.ROUTINE: routine, Urgency.URGENT: urgent, Urgency.EMERGENCY: emergency})


@dataclass(frozen=True, slots=True)
class Part:
    """A material: its price in fen for one `unit`, and what jobs take of it, in thousandths."""

    name: str
    unit: str
    price: int
    quantities: tuple[int, ...] = (1_000, 1_000, 2_000)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing people report again and again.

    `weights` are for homes, shops and offices. `minutes` is the usual length of the work. `place`
    is where outside the house it is; empty where it is the house itself. `rain` multiplies the
    weight on rainy days. `visit` is False for what is settled from the desk; `alarm` True for what
    devices report as well.
    """

    category: str
    kind: Kind
    weights: tuple[float, float, float]
    function: Function
    skill: Skill
    urgency: Urgencies
    minutes: float
    contents: tuple[str, ...]
    results: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    place: str = ""
    rain: float = 1.0
    visit: bool = True
    developer: float = 0.0
    alarm: bool = False

    def weight(self, property_type: PropertyType, raining: bool) -> float:
        """How often this comes up at such an estate on such a day."""
        dry = self.weights[tuple(PropertyType).index(property_type)]
        return dry * self.rain if raining else dry


__all__ = ["ROOMS", "Part", "Topic", "Urgencies", "urgencies"]
