"""What stands around an address in a text: another estate's name, 楼上, a road, or nothing much."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from core.intake.atlas import Atlas
from core.intake.expressions import Expression
from core.intake.pieces import Piece
from core.intake.wordlists import (
    COMMON,
    DENIED,
    DISTRICT,
    ESTATE_ENDINGS,
    FILLERS,
    LEADS,
    NEIGHBOURS,
    RESIDING,
    SENTENCE_ENDS,
    SURNAMES,
    TROUBLE,
)

_STOP = re.compile(r"[。;；!！?？\n\x00]")
_CUT_BEFORE = re.compile(r"(?:[\dA-Z.]|[\dA-Z]\s?[-/])$")
_CUT_BEHIND = re.compile(r"[\dA-Z]|\s?[-/.]\s?[\dA-Z]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+$")
_CLAUSE = re.compile(r"[\s,，、(（\[【]+([\u4e00-\u9fff]{3,10})(?=$|[\s,，。、;；)）\]】!！?？])")
_FILLED = "|".join(map(re.escape, sorted(FILLERS, key=len, reverse=True)))
_ONLY_FILLERS = re.compile(rf"(?>{_FILLED}|[\u4e00-\u9fff]{{1,2}}(?:女士|先生|小姐|阿姨|老师))*+")
_ENDS = re.compile("(?:" + "|".join(ESTATE_ENDINGS) + ")$")
_OPENINGS = re.compile(rf"^(?:{'|'.join(sorted(LEADS, key=len, reverse=True))})+")
_CLOSINGS = re.compile(rf"(?:{_FILLED})+$")

BACK = 30
"""How many characters before an address are looked at."""


class Nearby(Enum):
    """What the words around an address say of it."""

    NOTHING = auto()
    UNKNOWN = auto()  # words that may name another estate
    ELSEWHERE = auto()  # another estate, or a street that is not this one's


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address stands in its text."""

    nearby: Nearby
    neighbour: bool
    cut: bool
    """Whether more of a number or letter stands right beside it than was read."""
    own: tuple[int, int] | None
    """Where the text names this estate right before, as a stretch of the folded text."""


def standing(text: str, expression: Expression, roads: tuple[Piece, ...], atlas: Atlas) -> Standing:
    """How an address of a folded text stands in it."""
    start, end = expression.start, expression.end
    nearby, own = _before(text, start, roads, atlas)
    if nearby is not Nearby.ELSEWHERE and own is None and _clause_elsewhere(text, end, atlas):
        nearby = Nearby.ELSEWHERE
    before = text[max(0, start - 8) : start]
    neighbour = NEIGHBOURS.match(text, end) is not None or DENIED.search(before) is not None
    cut = _CUT_BEFORE.search(before) is not None or _CUT_BEHIND.match(text, end) is not None
    return Standing(nearby, neighbour, cut, own)


def _before(
    text: str, start: int, roads: tuple[Piece, ...], atlas: Atlas
) -> tuple[Nearby, tuple[int, int] | None]:
    joint = start - len(text[:start].rstrip(" ,，、:：-(（的第"))
    at = start - joint
    bracket = text.rfind("(", 0, at) if text[:at].endswith(")") else -1
    if bracket >= 0:  # 瑞富苑(推广名：瑞富星座)3栋: what matters stands before the bracket
        at = bracket
    for name in _own_names(atlas):
        if text[:at].endswith(name):
            return Nearby.NOTHING, (at - len(name), at)
    for road in roads:
        if road.end == at:
            own = _is_own(road.value, atlas)
            return (Nearby.NOTHING if own else Nearby.ELSEWHERE), None
    run = _run_before(text, at)
    said = _said(run, text[: at - len(run)], text[at:start], atlas)
    return (Nearby.UNKNOWN if bracket >= 0 and said is Nearby.NOTHING else said), None


def _said(run: str, before: str, joint: str, atlas: Atlas) -> Nearby:
    """What the words before an address say, with what stands between them and it."""
    name = _OPENINGS.sub("", run)
    if COMMON.search(run) or _ONLY_FILLERS.fullmatch(run) or name in atlas.own_address:
        return Nearby.NOTHING
    told = _CLOSINGS.sub("", run)
    ending = _ENDS.search(told) or _ENDS.search(run)
    if ending is not None:
        return _called(ending.string[: ending.start()], ending.group())
    if SENTENCE_ENDS.search(run):
        return Nearby.NOTHING
    if told == run and _is_name(name):
        lead = before.rstrip(" :：") + run.removesuffix(name)
        lived_in = RESIDING.search(lead) is not None or DISTRICT.search(name) is not None
        return Nearby.ELSEWHERE if lived_in or set(joint) <= {"的", "第"} else Nearby.UNKNOWN
    return Nearby.NOTHING if any(each in ",，:：(（" for each in joint) else Nearby.UNKNOWN


def _is_name(word: str) -> bool:
    """Whether an unknown word looks like a place's name, not like a person or a complaint."""
    is_person = len(word) <= 3 and word[0] in SURNAMES if word else True
    return len(word) >= 3 and not is_person and TROUBLE.isdisjoint(word)


def _own_names(atlas: Atlas) -> tuple[str, ...]:
    """What the estate is called: 滨江花园, 滨江花园小区, 滨江."""
    short = _ENDS.sub("", atlas.own_name)
    names = (f"{atlas.own_name}小区", atlas.own_name, f"{short}小区", short)
    return tuple(name for name in names if len(name) > 1)


def _called(before: str, ending: str) -> Nearby:
    """Whether the words before 花园 make a name with it: 阳光花园, but not 家里 or 我们小区."""
    name = _OPENINGS.sub("", before)
    if not name or _ONLY_FILLERS.fullmatch(name):
        return Nearby.NOTHING
    return Nearby.ELSEWHERE if len(name) + len(ending) > 2 else Nearby.UNKNOWN


def _clause_elsewhere(text: str, end: int, atlas: Atlas) -> bool:
    """Whether another estate's name stands behind, by itself: 3栋2单元1201（阳光花园）."""
    found = _CLAUSE.match(text, end)
    if found is None or atlas.own_name in found[1] or COMMON.search(found[1]):
        return False
    bracketed = text[found.start(1) - 1] in "(（[【"
    ending = _ENDS.search(found[1])
    if ending is None:
        return bracketed and _is_name(found[1]) and SENTENCE_ENDS.search(found[1]) is None
    return _called(found[1][: ending.start()], ending.group()) is Nearby.ELSEWHERE


def _run_before(text: str, at: int) -> str:
    """The Chinese words that end at a place, within one sentence."""
    words = _CHINESE.search(_STOP.split(text[max(0, at - BACK) : at])[-1])
    return words.group() if words else ""


def _is_own(road: str, atlas: Atlas) -> bool:
    """Whether a street address is the estate's: the name's last characters and the number."""
    plain = re.sub(r"\s", "", road)
    found = re.search(r"(.{0,2})(路|街道?|大道|巷|胡同)(\d+)", plain)
    return found is not None and f"{found[1]}{found[2]}{found[3]}号" in f"{atlas.own_address}号"


__all__ = ["Nearby", "Standing", "standing"]
