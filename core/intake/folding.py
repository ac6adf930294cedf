"""Text as it is read: one spelling for what people write in many, and each character's origin."""

import re
import unicodedata
from dataclasses import dataclass

DASHES = "-‐‑‒–—―−﹣~〜_―ー"
"""All of them are written where `-` is meant."""

SAME: dict[str, str] = {
    **dict.fromkeys(DASHES, "-"),
    "棟": "栋", "樓": "楼", "號": "号", "單": "单", "層": "层", "門": "门", "間": "间",
    "戶": "户", "搂": "楼", "№": "#", "\t": " ", "\r": "\n", "\\": "/", "。": "。",
    "○": "〇", "貳": "贰", "陸": "陆", "兩": "两",
}  # fmt: skip
"""Other forms of the same character: traditional ones, and what input methods slip in."""


DASH_OF_ONE = re.compile(r"(?<=\d)一(?=\d)")
"""The numeral one typed for the dash: 3一2一1201."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` as it is read, and for each of its characters where it stands in `original`."""

    text: str
    original: str
    origin: tuple[int, ...]

    def quoted(self, start: int, end: int) -> str:
        """The customer's own words for a stretch of `text`."""
        if start >= end:
            return ""
        return self.original[self.origin[start] : self.origin[end - 1] + 1].strip()


def fold(original: str) -> Folded:
    """Half-width, upper case, simplified; nothing is added or moved."""
    made: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(original):
        same = SAME.get(character)
        for each in same or unicodedata.normalize("NFKC", character).upper():
            made.append(SAME.get(each, each))
            origin.append(index)
    return Folded(DASH_OF_ONE.sub("-", "".join(made)), original, tuple(origin))


__all__ = ["Folded", "fold"]
