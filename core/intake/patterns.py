"""Whether a pattern could keep the service busy: regular expressions that backtrack without end.

Judged by the pattern alone: in how many ways it could match one place of a text. Patterns of rules
are written in a part of Python's language, which is read here:

| written | is |
| --- | --- |
| `水`, `\\.`, `\\d`, `[天次]`, `.` | one character |
| `^`, `$`, `\\b` | a place |
| `(?:…)`, `(…)`, `(?P<name>…)`, `(?>…)` | a group |
| `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)` | what must, or must not, stand around |
| `水|渗水` | one or the other; of single characters, `[水雨]` is better |
| `?`, `*`, `+`, `{2}`, `{2,}`, `{,3}`, `{2,3}`; behind them `?` or `+` | how often |

What stands besides (references back, conditions, flags) rules have no use for; it is refused.
"""

import re
from dataclasses import dataclass

MOST_WAYS = 20_000
LONGEST = 2_000
DEEPEST = 50

ENDLESS = 200
"""What a repetition without an end counts, where each time can match in one way only."""

_TOO_MANY = MOST_WAYS * 1000
"""Where counting stops."""

_CHARACTER = re.compile(
    r"\\(?:[^1-9A-Za-z]|[dDsSwWnrt0]|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2})"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|[^\\|()?*+{}\[^$]",
    re.DOTALL,
)
_PLACE = re.compile(r"\^|\$|\\[bBAZ]")
_OPEN = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|P<\w+>)|(?!\?))")
_TIMES = re.compile(r"(?:([?*+])|\{(?:(\d+)(,(\d*))?|,(\d+))\})[?+]?")


class _Refused(ValueError):
    """Why a pattern is not to be used."""


def too_much(pattern: str) -> str | None:
    """Why a pattern, which Python can read, is not to be used; None where it may be."""
    if len(pattern) > LONGEST:
        return f"longer than {LONGEST} characters"
    try:
        reading = _Reading(pattern)
        ways = reading.either()
        if reading.at < len(pattern):
            raise _Refused(reading.unknown())
    except _Refused as refused:
        return str(refused)
    return f"{ways} ways to match one place, {MOST_WAYS} at most" if ways > MOST_WAYS else None


@dataclass(slots=True)
class _Reading:
    """A pattern being read from left to right; each part answers in how many ways it matches."""

    pattern: str
    at: int = 0
    depth: int = 0

    def either(self) -> int:
        """Alternatives, up to the end or to a closing bracket."""
        total = self._sequence()
        while self._taken("|"):
            total += self._sequence()
        return min(total, _TOO_MANY)

    def unknown(self) -> str:
        """What is said of something that is none of the above."""
        return f"no part of what rules are written in: {self.pattern[self.at : self.at + 10]}"

    def _sequence(self) -> int:
        total = 1
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            total = min(total * self._repeated(self._one()), _TOO_MANY)
        return total

    def _one(self) -> int:
        if self._found(_PLACE) or self._found(_CHARACTER):
            return 1
        if not self._found(_OPEN):
            raise _Refused(self.unknown())
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Refused(f"groups within groups, {DEEPEST} at most")
        inside = self.either()
        if not self._taken(")"):
            raise _Refused(self.unknown())
        self.depth -= 1
        return inside

    def _repeated(self, inside: int) -> int:
        times = self._found(_TIMES)
        if times is None:
            return inside
        sign, exactly, ranged, upto, only_upto = times.groups()
        least: int = 0
        most: int | None = 1
        if exactly is not None:
            least = int(exactly)
            most = least if ranged is None else int(upto) if upto else None
        elif only_upto is not None:
            most = int(only_upto)
        elif sign != "?":
            most = None
        if most is None:
            if inside > 1:
                told = "a repetition without end of what can itself match in several ways"
                raise _Refused(told)
            return ENDLESS
        ways: int = min(inside ** min(most, 64), _TOO_MANY)
        return min((most - least + 1) * ways, _TOO_MANY)

    def _found(self, part: re.Pattern[str]) -> re.Match[str] | None:
        found = part.match(self.pattern, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def _taken(self, character: str) -> bool:
        taken = self.pattern.startswith(character, self.at)
        self.at += taken
        return taken


__all__ = ["MOST_WAYS", "too_much"]
