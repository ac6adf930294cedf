"""The first reading of a text: which stretches of it name a place, and what each may name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.intake.numerals import CHARACTERS, SPOKEN, value_of
from core.intake.vocabulary import (
    BASEMENT,
    LABELS,
    NOISE,
    NOT_FOLLOWED,
    PREFIXES,
    ROAD,
    SIDE,
    SPOKEN_DASH,
    TOP,
    VALUE,
    Level,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an address at `start` to `end` of the folded text.

    `value` is what it says, numbers in decimal digits; `label` the word that says what it is, ""
    where there is none. `levels` is what it may name, each with a weight from 0 to 1; a street
    address (`road`) names none.
    """

    start: int
    end: int
    value: str
    label: str
    levels: Mapping[Level, float]
    named: bool = False
    road: bool = False

    @property
    def bare(self) -> bool:
        """A number or letter alone."""
        return not self.label and not self.named

    @property
    def level(self) -> Level | None:
        """What it names, where that is beyond doubt."""
        return next(iter(self.levels)) if len(self.levels) == 1 and not self.bare else None


BARE: tuple[tuple[str, Mapping[Level, float]], ...] = (
    (r"\d{1,2}", {Level.BUILDING: 1.0, Level.UNIT: 1.0, Level.FLOOR: 0.9, Level.ROOM: 0.8}),
    (r"\d{3}", {Level.ROOM: 1.0, Level.BUILDING: 0.5}),
    (r"\d{4,5}", {Level.ROOM: 1.0}),
    (r"[A-Z]", {Level.BUILDING: 1.0, Level.UNIT: 0.7}),
    (r"[A-Z]{1,2}\d{1,2}", {Level.BUILDING: 0.9, Level.ROOM: 0.8}),
    (r"[A-Z]{1,2}\d{3,5}[A-Z]?", {Level.ROOM: 1.0}),
    (r"\d{1,2}[A-Z]", {Level.ROOM: 1.0, Level.BUILDING: 0.5}),
    (r"\d{3,5}[A-Z]|\d{1,2}[A-Z]\d{1,4}", {Level.ROOM: 1.0}),
)
"""What a number or letter without a label may name, by its shape."""

_WORDS = "|".join(
    re.escape(each.word)
    + (f"(?![{NOT_FOLLOWED[each.word[-1]]}])" if each.word[-1] in NOT_FOLLOWED else "")
    for each in LABELS
)
_BY_WORD = {each.word: each for each in LABELS}
_PREFIXED = "|".join(f"(?P<before{n}>{words})" for n, (words, _) in enumerate(PREFIXES))
_PART = re.compile(
    rf"(?P<road>{ROAD.pattern})"
    rf"|(?<![\dA-Z])(?P<phase>\d{{1,2}}|[{CHARACTERS}]{{1,3}}|[A-Z]|[东南西北])(?P<section>期|区(?!域|间))"
    rf"|(?:{_PREFIXED})\s?[:是为]?\s*(?P<filled>{VALUE})"
    rf"(?!{_WORDS}|\s?(?:[\-/.杠之]|\d)|\s(?:号|栋|幢|座|#)(?!号))"
    rf"|(?P<below>{BASEMENT})?(?P<value>{TOP}|{SIDE}|(?<![\d.A-Z]){VALUE}|(?<=[A-Z]){VALUE})"
    rf"(?:\s?(?P<label>{_WORDS}))?"
)
_STOREY = re.compile(r"(\d{1,3})F")


def pieces(text: str, names: Iterable[str] = ()) -> tuple[Piece, ...]:
    """The parts of addresses in a folded text; `names` are buildings known by name alone."""
    quiet = NOISE.sub(lambda found: "\x00" * len(found.group()), text)
    found = [*_named(quiet, names)]
    for each in found:
        quiet = quiet[: each.start] + "\x00" * (each.end - each.start) + quiet[each.end :]
    for match in _PART.finditer(quiet):
        piece = _piece(match)
        if piece is not None:
            found.append(piece)
    found.sort(key=lambda each: each.start)
    return tuple(_without_idle_numerals(text, found))


def _named(text: str, names: Iterable[str]) -> Iterator[Piece]:
    """Buildings called by a name, the longest first: 听涛阁, not the 涛阁 in it."""
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\dA-Z]){re.escape(name)}", text):
            text = text[: match.start()] + "\x00" * len(name) + text[match.end() :]
            yield Piece(match.start(), match.end(), name, "", {Level.BUILDING: 1.0}, named=True)


def _piece(match: re.Match[str]) -> Piece | None:
    start, end = match.span()
    if match["road"]:
        return Piece(start, end, match["road"], "", {}, road=True)
    if match["phase"]:
        value = _decimal(match["phase"])
        return Piece(start, end, value, match["section"], {Level.PHASE: 1.0})
    if match["filled"]:
        level = next(
            level for n, (_, level) in enumerate(PREFIXES) if match[f"before{n}"] is not None
        )
        return Piece(start, end, _decimal(match["filled"]), level.value, {level: 1.0})
    return _labelled(match)


def _labelled(match: re.Match[str]) -> Piece | None:
    start, end = match.span()
    written, word = match["value"], match["label"] or ""
    value = _decimal(written)
    if not word and (storey := _STOREY.fullmatch(value)):
        return Piece(start, end, plain(storey[1]), "F", {Level.FLOOR: 1.0})
    if match["below"] and word:
        return Piece(start, end, f"-{value}", word, {Level.FLOOR: 1.0})
    label = _BY_WORD.get(word)
    if label is not None and re.fullmatch(label.value, value):
        levels = label.levels
        if value == "顶":
            levels = {Level.FLOOR: 1.0}
        return Piece(start, end, plain(value) if Level.ROOM not in levels else value, word, levels)
    for shape, levels in BARE:
        if re.fullmatch(shape, value):
            return Piece(start, start + len(match["below"] or "") + len(written), value, "", levels)
    return None


def _decimal(written: str) -> str:
    """A value with its numerals in decimal digits; a letter O between digits is a zero."""
    value = value_of(written) if written[0] in CHARACTERS + SPOKEN else None
    if value is not None:
        return value
    zeros = re.sub(r"(?<=\d)[零〇O](?=\d|$)", "0", re.sub(r"(?<=\d)[零〇]", "0", written))
    return zeros


def plain(value: str) -> str:
    """A number without zeros in front."""
    return value.lstrip("0") or value


def _without_idle_numerals(text: str, found: list[Piece]) -> Iterator[Piece]:
    """Leaves out Chinese numerals that are words of their own: 一 in 统一, 三 in 三方."""
    for index, each in enumerate(found):
        written = text[each.start : each.end]
        idle = each.bare and not each.road and written[0] in CHARACTERS and len(written) <= 2
        before = found[index - 1] if index else None
        after = found[index + 1] if index + 1 < len(found) else None
        follows = before is not None and (before.end == each.start or _dashed(text, before, each))
        if not idle or follows or (after is not None and _dashed(text, each, after)):
            yield each


def _dashed(text: str, before: Piece, after: Piece) -> bool:
    return SPOKEN_DASH.fullmatch(text, before.end, after.start) is not None


__all__ = ["Piece", "pieces", "plain"]
