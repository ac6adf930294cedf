"""How tickets are named across module borders."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TicketRef:
    """The key of a ticket."""

    estate_id: int
    id: UUID


def key_of(ref: TicketRef) -> tuple[int, UUID]:
    """As `core.db.keys` has it."""
    return ref.estate_id, ref.id


__all__ = ["TicketRef", "key_of"]
