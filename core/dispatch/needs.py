"""Who is needed for what: the shipped table, from a ticket's kind and category to functions and
skills (S-C2, S-C3). A group's own rows (`core.dispatch.models.DispatchNeed`) come before these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.staff.models import Function, Skill
from core.tickets.kinds import Kind, Nature

OFFICE = frozenset({Function.CUSTOMER_SERVICE})
TRADES = frozenset({Function.ENGINEERING})
GUARDS = frozenset({Function.SECURITY})
CLEANERS = frozenset({Function.CLEANING})
GARDENERS = frozenset({Function.GREENING})


@dataclass(frozen=True, slots=True)
class Need:
    """Whom tickets of a kind need, in a category and those below it ("": in any).

    People of any of `functions`, or who have a skill needed, are looked at; all `skills` are needed
    at their levels. `minutes` is how long such work usually takes. A `nature` restricts a row to
    complaints of it.
    """

    kind: Kind
    category: str
    functions: frozenset[Function]
    skills: Mapping[Skill, int] = field(default_factory=dict)
    minutes: int = 60
    nature: Nature | None = None


NEEDS: tuple[Need, ...] = (
    Need(Kind.REPAIR, "", TRADES),
    Need(Kind.REPAIR, "repair.water", TRADES, {Skill.PLUMBING: 2}),
    Need(Kind.REPAIR, "repair.water.supply", TRADES, {Skill.PLUMBING: 3}, 90),
    Need(Kind.REPAIR, "repair.power", TRADES, {Skill.ELECTRICITY: 2}, 45),
    Need(Kind.REPAIR, "repair.power.outage", TRADES, {Skill.ELECTRICITY: 3}),
    Need(Kind.REPAIR, "repair.lift", TRADES, {Skill.LIFT: 3}, 90),
    Need(Kind.REPAIR, "repair.lift.trapped", TRADES, {Skill.LIFT: 3}, 30),
    Need(Kind.REPAIR, "repair.door", TRADES, {Skill.LOCKS: 1}, 45),
    Need(Kind.REPAIR, "repair.hvac", TRADES, {Skill.HVAC: 2}, 90),
    Need(Kind.REPAIR, "repair.signal", TRADES, {Skill.LOW_VOLTAGE: 2}, 45),
    Need(Kind.REPAIR, "repair.masonry", TRADES, {Skill.MASONRY: 2}, 120),
    Need(Kind.REPAIR, "repair.fire", TRADES, {Skill.FIRE_SAFETY: 3}),
    Need(Kind.COMPLAINT, "", OFFICE, minutes=45),
    Need(Kind.COMPLAINT, "", TRADES, nature=Nature.REPAIR_TYPE),
    Need(Kind.COMPLAINT, "complaint.environment", CLEANERS, minutes=45),
    Need(Kind.COMPLAINT, "complaint.environment.noise", GUARDS, minutes=30),
    Need(Kind.COMPLAINT, "complaint.environment.greening", GARDENERS, minutes=45),
    Need(Kind.COMPLAINT, "complaint.facility", TRADES),
    Need(Kind.COMPLAINT, "complaint.facility.lift", TRADES, {Skill.LIFT: 3}, 90),
    Need(Kind.COMPLAINT, "complaint.facility.seepage", TRADES, {Skill.MASONRY: 2}, 120),
    Need(Kind.COMPLAINT, "complaint.noise", GUARDS, minutes=30),
    Need(Kind.COMPLAINT, "complaint.safety", GUARDS, minutes=30),
    Need(Kind.COMPLAINT, "complaint.attitude", OFFICE, minutes=30),
    Need(Kind.CONSULTATION, "", OFFICE, minutes=15),
    Need(Kind.SUGGESTION, "", OFFICE, minutes=15),
    Need(Kind.HELP, "", GUARDS | OFFICE, minutes=30),
    Need(Kind.HELP, "help.locked_out", TRADES, {Skill.LOCKS: 1}, 30),
)
"""The row with the longest category that fits counts; of two, the one for the nature."""

__all__ = ["NEEDS", "Need"]
