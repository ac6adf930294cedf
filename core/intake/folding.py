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


REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)一(?=\d)"), "-"),  # 3一2一1201: the numeral one typed for the dash
    (re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,2})\.(?=\d{3,4}(?![\d.]))"), r"\1-\2-"),  # 3.2.1201
    (re.compile(r"\bNO[. ](?=\s?\d)"), "   "),  # No.3-2-1201
)
"""Ways of writing that are read as others; none changes the length."""


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
    text = "".join(made)
    for pattern, instead in REWRITTEN:
        text = pattern.sub(instead, text)
    return Folded(text, original, tuple(origin))


__all__ = ["Folded", "fold"]
