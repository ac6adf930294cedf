"""Proposals of kind, category and urgency from what a customer says (S-A4, S-B1 to S-B3).

The rule set and the plugins say what speaks for which value; what it comes to is offered with its
confidence and its reasons. Nobody's ticket is classified by it: a person confirms, or does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import text as texts
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.evidence import LEAST, Proposal, Proposed, Reason, Said, said_by_rules, weighed
from core.intake.rulebook import rules_and_categories
from core.intake.ruleset import RuleSet
from core.plugin import hooks
from core.plugin.answers import Evidence
from core.plugin.fold import ask
from core.tickets.kinds import Kind, Urgency
from core.tickets.rules import CONTENT_MOST

VALUES: Mapping[Proposed, frozenset[str] | None] = {
    Proposed.KIND: frozenset(Kind),
    Proposed.URGENCY: frozenset(Urgency),
    Proposed.CATEGORY: None,
}
"""What a plugin may give points to; any category, as only the group's own are proposed."""

MOST_POINTS = 10.0
"""What one plugin's one answer may give or take."""

UNKNOWN = "other"
"""Stands for every category that no rule knows of."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """The likeliest first. A category's value is its code; `among` are those of each kind, weighed
    as if the ticket were of it, with `UNKNOWN` for what no rule knows."""

    kinds: tuple[Proposal, ...]
    urgencies: tuple[Proposal, ...]
    among: Mapping[str, tuple[Proposal, ...]]

    @property
    def categories(self) -> tuple[Proposal, ...]:
        """Categories of all kinds, each as likely as its kind is and as it is among its own."""
        found = [
            Proposal(each.value, round(each.confidence * kind.confidence, 3), each.reasons)
            for kind in self.kinds
            for each in self.among.get(kind.value, ())
            if each.value != UNKNOWN
        ]
        found.sort(key=lambda each: -each.confidence)
        return tuple(each for each in found if each.confidence >= LEAST)

    def category_of(self, kind: Kind) -> Proposal | None:
        """The likeliest for a ticket of this kind; None where that is none of those known."""
        first = next(iter(self.among.get(kind.value, ())), None)
        return None if first is None or first.value == UNKNOWN else first


async def propose(actor: Actor, estate_id: int, content: str, uow: UnitOfWork) -> Proposals | None:
    """Proposals for a report's words; None where there are no words.

    Plugins of the unit's plan are asked by `ticket_proposing`. Raises TEXT_TOO_LONG and
    TEXT_UNREADABLE.
    """
    kept = texts.optional("content", content, CONTENT_MOST)
    if kept is None:
        return None
    rules, categories = await rules_and_categories(uow, actor.group_id)
    said = [*said_by_rules(rules, kept)]
    if uow.plan.implementations("ticket_proposing"):
        said += await _said_by_plugins(actor, estate_id, kept, uow)
    return proposals(said, rules, categories)


def proposals(said: Sequence[Said], rules: RuleSet, categories: Mapping[str, Kind]) -> Proposals:
    """What evidence comes to in a group with these categories (their kind, by code)."""
    kinds = weighed(
        said,
        Proposed.KIND,
        {kind.value: points for kind, points in rules.kind.items()},
        rules.spread,
    )
    urgencies = weighed(
        said,
        Proposed.URGENCY,
        {urgency.value: points for urgency, points in rules.urgency.items()},
        rules.spread,
    )
    return Proposals(kinds, urgencies, _by_kind(said, categories, rules.spread))


def _by_kind(
    said: Sequence[Said], categories: Mapping[str, Kind], spread: float
) -> dict[str, tuple[Proposal, ...]]:
    """What is said for the categories of each kind, weighed among themselves."""
    placed: dict[str, list[Said]] = {}
    for each in said:
        code = _nearest(each.value, categories) if each.of is Proposed.CATEGORY else None
        if code is not None:
            here = Said(Proposed.CATEGORY, code, each.reason)
            placed.setdefault(categories[code].value, []).append(here)
    return {
        kind: weighed(here, Proposed.CATEGORY, {UNKNOWN: 0}, spread)
        for kind, here in placed.items()
    }


def _nearest(code: str, categories: Mapping[str, Kind]) -> str | None:
    """The category of this code, or the nearest one above it that the group has."""
    while code and code not in categories:
        code = code.rpartition(".")[0]
    return code or None


async def _said_by_plugins(
    actor: Actor, estate_id: int, content: str, uow: UnitOfWork
) -> list[Said]:
    folded = await ask(
        uow.plan,
        hooks.ticket_proposing,
        uow,
        actor=actor,
        estate_id=estate_id,
        content=content,
    )
    said = []
    for answer in folded.answers:
        evidence = answer.value
        if isinstance(evidence, Evidence) and evidence.of in VALUES:
            of = Proposed(evidence.of)
            known = VALUES[of]
            if known is None or evidence.value in known:
                points = max(-MOST_POINTS, min(MOST_POINTS, evidence.points))
                reason = Reason(answer.plugin, evidence.why, evidence.text, points)
                said.append(Said(of, evidence.value, reason))
    return said


__all__ = ["Proposals", "proposals", "propose"]
