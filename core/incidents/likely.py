"""What may be the same fault, reported before (S-A7): shown while somebody reports.

Three things speak for it: the words say the same, they are about the same thing (by the rules that
propose categories), and the places are near each other. Nothing is joined by it.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from core import text as texts
from core.actor import Actor, Audience
from core.coded import Coded
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.repository import house_exists
from core.incidents.repository import open_reports
from core.intake.evidence import Proposed, said_by_rules
from core.intake.folding import fold
from core.intake.rulebook import rules_of
from core.intake.ruleset import RuleSet
from core.tickets.kinds import Kind
from core.tickets.rules import CONTENT_MOST

WITHIN = timedelta(hours=24)
"""What was reported earlier is another matter."""

LOOKED_AT = 60
"""Tickets compared at most, the nearest and latest."""

READ = 300
"""Characters of each that are compared."""

LEAST = 0.5
"""Likeness from which it is shown."""

WORDS, MATTER = 0.35, 0.4
"""What saying the same and being about the same weigh; nearness is the rest."""

PUBLIC = frozenset({Kind.REPAIR})
"""Kinds that residents hear of although others reported them: faults, and nobody's complaints."""


class Near(Coded):
    """How near the places are to each other."""

    ESTATE = "ESTATE", "同一小区，或地点不明"
    BUILDING = "BUILDING", "同一楼栋"
    UNIT = "UNIT", "同一单元"
    HOUSE = "HOUSE", "同一户"


NEARNESS: Mapping[Near, float] = {
    Near.ESTATE: 0.05,
    Near.BUILDING: 0.2,
    Near.UNIT: 0.25,
    Near.HOUSE: 0.25,
}

_NEAR = tuple(Near)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is being reported. `besides` is a ticket that it is already."""

    estate_id: int
    content: str
    house_id: UUID | None = None
    besides: UUID | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """An open ticket that may report the same fault. `likeness` goes from 0 to 1."""

    estate_id: int
    ticket_id: UUID
    likeness: float
    near: Near
    reports: int
    reported_at: datetime


async def likely_duplicates(actor: Actor, sought: Sought, uow: UnitOfWork) -> tuple[Likely, ...]:
    """Open tickets that may report the same fault, the likeliest first.

    Residents are told of faults near a house of their own, without whose report it is. Raises
    `NotFound` for a house that is not the caller's to see, TEXT_TOO_LONG and TEXT_UNREADABLE.
    """
    kept = texts.optional("content", sought.content, CONTENT_MOST)
    if kept is None or sought.estate_id not in uow.scope.estates:
        return ()
    is_resident = actor.audience is Audience.RESIDENT
    if sought.house_id is not None and not await house_exists(
        uow, sought.estate_id, sought.house_id
    ):
        raise NotFound("houseId")
    rules = await rules_of(uow, actor.group_id)
    own = uow.scope
    if is_resident:
        await uow.enter(Scope.system(actor.group_id, sought.estate_id))
    found = await open_reports(
        uow,
        sought.estate_id,
        house_id=sought.house_id,
        since=uow.now - WITHIN,
        besides=sought.besides,
        kinds=PUBLIC if is_resident else frozenset(Kind),
        most=LOOKED_AT,
    )
    if is_resident:
        await uow.enter(own)
    mine = _Told.of(kept, rules)
    likely = []
    for each in found:
        near = _NEAR[each.near]
        likeness = mine.likeness(_Told.of(each.content, rules)) + NEARNESS[near]
        if likeness >= LEAST:
            likely.append(
                Likely(
                    sought.estate_id,
                    each.ticket_id,
                    round(likeness, 2),
                    near,
                    each.reports,
                    each.received_at,
                )
            )
    likely.sort(key=lambda each: -each.likeness)
    return tuple(likely)


@dataclass(frozen=True, slots=True)
class _Told:
    """A report's words: pairs of characters, and the categories that they speak for."""

    pairs: Counter[str]
    matter: Mapping[str, float]

    @classmethod
    def of(cls, content: str, rules: RuleSet) -> "_Told":
        read = content[:READ]
        letters = [each for each in fold(read).text if each.isalnum()]
        matter: dict[str, float] = {}
        for said in said_by_rules(rules, read):
            if said.of is Proposed.CATEGORY and said.reason.points > 0:
                matter[said.value] = matter.get(said.value, 0.0) + said.reason.points
        return cls(Counter(map("".join, pairwise(letters))), matter)

    def likeness(self, other: "_Told") -> float:
        both = (self.pairs & other.pairs).total()
        all_ = self.pairs.total() + other.pairs.total()
        words = 2 * both / all_ if all_ else 0.0
        return WORDS * words + MATTER * _cosine(self.matter, other.matter)


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    together = sum(points * other.get(code, 0.0) for code, points in one.items())
    length = math.hypot(*one.values()) * math.hypot(*other.values())
    return together / length if length else 0.0


__all__ = ["Likely", "Near", "Sought", "likely_duplicates"]
