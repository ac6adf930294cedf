"""What speaks for a proposal, and what proposals it comes to."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.intake.ruleset import OPENING, Rule, RuleSet

QUOTED = 20
"""Characters of the text that a reason quotes at most."""

LEAST = 0.02
"""Proposals less likely than this are left out."""


class Proposed(StrEnum):
    """What of a ticket is proposed."""

    KIND = "KIND"
    CATEGORY = "CATEGORY"
    URGENCY = "URGENCY"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: `text` is what was found, in the customer's words; `source` is `rules` or a plugin."""

    source: str
    why: str
    text: str
    points: float


@dataclass(frozen=True, slots=True)
class Said:
    """Points for one value of one thing, with the reason."""

    of: Proposed
    value: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value with how likely it is right (0 to 1), and why."""

    value: str
    confidence: float
    reasons: tuple[Reason, ...]


def said_by_rules(rules: RuleSet, text: str) -> Iterator[Said]:
    """What a rule set finds in a text."""
    opening = text.lstrip().partition("\n")[0][:OPENING]
    for rule in rules.rules:
        if not rule.shortest <= len(text) <= rule.longest:
            continue
        found = [match.group() for match in rule.match.finditer(opening if rule.opening else text)]
        if found:
            yield from _said(rule, found[: rule.most])


def _said(rule: Rule, found: list[str]) -> Iterator[Said]:
    quoted = "、".join(dict.fromkeys(each.strip()[:QUOTED] for each in found))
    tables: tuple[tuple[Proposed, Mapping[str, float]], ...] = (
        (Proposed.KIND, {kind.value: points for kind, points in rule.kind.items()}),
        (Proposed.URGENCY, {each.value: points for each, points in rule.urgency.items()}),
        (Proposed.CATEGORY, rule.category),
    )
    for of, table in tables:
        for value, points in table.items():
            yield Said(of, value, Reason("rules", rule.why, quoted, points * len(found)))


def weighed(
    said: Iterable[Said], of: Proposed, before: Mapping[str, float], spread: float
) -> tuple[Proposal, ...]:
    """The proposals for one thing, the likeliest first; `before` are the points each begins with.

    What nothing speaks for is not proposed, unless it is what stands where nothing speaks at all.
    """
    points = dict(before)
    reasons: dict[str, list[Reason]] = defaultdict(list)
    for each in said:
        if each.of is of:
            points[each.value] = points.get(each.value, 0.0) + each.reason.points
            reasons[each.value].append(each.reason)
    if not points:
        return ()
    highest = max(points.values())
    weights = {value: math.exp((each - highest) / spread) for value, each in points.items()}
    total = sum(weights.values())
    proposals = [
        Proposal(
            value,
            round(weight / total, 3),
            tuple(sorted(reasons[value], key=lambda reason: -abs(reason.points))),
        )
        for value, weight in weights.items()
    ]
    proposals.sort(key=lambda each: -each.confidence)
    return tuple(each for each in proposals if each.confidence >= LEAST)


__all__ = ["Proposal", "Proposed", "Reason", "Said", "said_by_rules", "weighed"]
