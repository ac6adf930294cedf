"""How tickets are named across module borders."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TicketRef:
    """The key of a ticket."""

    estate_id: int
    id: UUID


__all__ = ["TicketRef"]
