"""What kind a report is where nobody has said: read out of its words, and marked as such (S-A4)."""

from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.propose import propose
from core.tickets.errors import RecordIncomplete
from core.tickets.intake import Report
from core.tickets.kinds import Kind


@dataclass(frozen=True, slots=True)
class Decided:
    """The kind, and how sure it is (0 to 1) where it was proposed."""

    kind: Kind
    confidence: float | None = None

    @property
    def is_proposed(self) -> bool:
        """An agent has still to confirm it."""
        return self.confidence is not None

    def data(self) -> dict[str, Any]:
        """What the history keeps of a proposal."""
        if self.confidence is None:
            return {}
        return {"proposed": {"kind": self.kind.value, "confidence": self.confidence}}


async def kind_of(actor: Actor, new: Report, uow: UnitOfWork) -> Decided:
    """The kind that was said; else the likeliest for the words. Raises `RecordIncomplete` where
    there are none."""
    if new.kind is not None:
        return Decided(new.kind)
    found = await propose(actor, new.estate_id, new.content, uow)
    if found is None:
        raise RecordIncomplete(("content", "kind"))
    best = found.kinds[0]
    return Decided(Kind(best.value), best.confidence)


__all__ = ["Decided", "kind_of"]
