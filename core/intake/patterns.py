"""Whether a pattern could keep the service busy: regular expressions that backtrack without end.

Judged by the pattern alone: in how many ways it could match one place of a text.
"""

import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import Any

MOST_WAYS = 20_000
LONGEST = 2_000

ENDLESS = 200
"""What a repetition without an end counts, where each time can match in one way only."""


def too_much(pattern: str) -> str | None:
    """Why a pattern is not to be used; None where it may be."""
    if len(pattern) > LONGEST:
        return f"longer than {LONGEST} characters"
    ways = _ways(parser.parse(pattern))
    if ways is None:
        return "a repetition without end of what can itself match in several ways"
    return f"{ways} ways to match one place, {MOST_WAYS} at most" if ways > MOST_WAYS else None


def _ways(parsed: Any) -> int | None:
    """In how many ways a parsed part can match; None where there is no bound."""
    total = 1
    for operation, argument in parsed:
        found = _of(operation, argument)
        if found is None:
            return None
        total = min(total * found, MOST_WAYS * 1000)
    return total


def _of(operation: Any, argument: Any) -> int | None:
    if operation in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        least, most, body = argument
        inside = _ways(body)
        if inside is None or (most is constants.MAXREPEAT and inside > 1):
            return None
        if most is constants.MAXREPEAT:
            return ENDLESS
        times = min(int(most), 64)
        return int((int(most) - int(least) + 1) * min(inside**times, MOST_WAYS * 1000))
    if operation is constants.BRANCH:
        branches = [_ways(each) for each in argument[1]]
        known = [each for each in branches if each is not None]
        return sum(known) if len(known) == len(branches) else None
    if operation is constants.SUBPATTERN:
        return _ways(argument[3])
    if operation in (constants.ASSERT, constants.ASSERT_NOT):
        return _ways(argument[1])
    if operation is constants.ATOMIC_GROUP:
        return _ways(argument)
    return 1


__all__ = ["MOST_WAYS", "too_much"]
