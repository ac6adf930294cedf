"""What a report is where nobody has said: read out of its words, and marked as such (S-A4).

What was read counts from the first moment, an emergency's clocks and tellings included, until an
agent confirms it or puts it right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.evidence import Proposal
from core.intake.propose import Proposals, propose
from core.tickets.errors import RecordIncomplete
from core.tickets.intake import Report
from core.tickets.kinds import Kind, Urgency
from core.tickets.repository import category

MARKS: Mapping[str, str] = {
    "kind": "kind_proposed",
    "category": "category_proposed",
    "urgency": "urgency_proposed",
}
"""The ticket's columns that say what an agent has still to confirm."""

CONFIRMED: Mapping[str, bool] = dict.fromkeys(MARKS.values(), False)
"""What an agent has said is proposed no longer."""

GRAVITY: Mapping[str, int] = {each.value: grave for grave, each in enumerate(Urgency)}
"""Of two urgencies that are as likely, the graver counts."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Kind, category and urgency of a report; `proposed` are those that were read out of its
    words, each with how sure it is (0 to 1)."""

    kind: Kind
    category_code: str | None
    urgency: Urgency
    proposed: Mapping[str, float] = field(default_factory=dict)

    @property
    def marks(self) -> Mapping[str, bool]:
        """The ticket's columns that say what was proposed."""
        return {column: name in self.proposed for name, column in MARKS.items()}

    def data(self) -> dict[str, Any]:
        """What the history keeps of the proposals."""
        if not self.proposed:
            return {}
        values = {"kind": self.kind, "category": self.category_code, "urgency": self.urgency}
        return {
            "proposed": {
                name: {"value": values[name], "confidence": confidence}
                for name, confidence in self.proposed.items()
            }
        }


async def decided(actor: Actor, new: Report, uow: UnitOfWork) -> Decided:
    """What was said; else what is likeliest for the words.

    Who says a category says its kind. Raises `RecordIncomplete` where there are no words to read
    the kind out of, and `NotFound` for a category that the group does not have.
    """
    if new.kind is None and new.category_code is not None:
        kind, _ = await category(uow, actor.group_id, new.category_code)
        new = replace(new, kind=kind)
    whole = said(new)
    if whole is not None:
        return whole
    found = await propose(actor, new.estate_id, new.content, uow)
    if found is not None:
        return decide(new, found)
    if new.kind is None:
        raise RecordIncomplete(("content", "kind"))
    return Decided(new.kind, new.category_code, new.urgency or Urgency.ROUTINE)


def said(new: Report) -> Decided | None:
    """What a report says that leaves nothing to be read out of its words."""
    if new.kind is None or new.category_code is None or new.urgency is None:
        return None
    return Decided(new.kind, new.category_code, new.urgency)


def decide(new: Report, found: Proposals) -> Decided:
    """What was said, made whole by what was found in the words.

    A category that nobody said is one of the ticket's kind, or none where no rule knows one.
    """
    proposed: dict[str, float] = {}
    kind, code, urgency = new.kind, new.category_code, new.urgency
    if kind is None:
        kind = Kind(found.kinds[0].value)
        proposed["kind"] = found.kinds[0].confidence
    if code is None:
        likely = found.category_of(kind)
        if likely is not None:
            sure = likely.confidence * proposed.get("kind", 1.0)
            code, proposed["category"] = likely.value, round(sure, 3)
    if urgency is None:
        likeliest = _gravest(found.urgencies)
        urgency, proposed["urgency"] = Urgency(likeliest.value), likeliest.confidence
    return Decided(kind, code, urgency, proposed)


def _gravest(found: Sequence[Proposal]) -> Proposal:
    return max(found, key=lambda each: (each.confidence, GRAVITY[each.value]))


__all__ = ["CONFIRMED", "Decided", "decide", "decided", "said"]
