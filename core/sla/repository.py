"""Reading and writing clocks. The area's SQL stands here alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    select,
)

from core.db.keys import THEM, is_one, keys
from core.db.unit_of_work import UnitOfWork
from core.sla.evaluate import ClockValue
from core.sla.models import Basis, Clock, ClockState
from core.tickets.refs import TicketRef, key_of


@dataclass(frozen=True, slots=True)
class KeptClock:
    """A clock's row: its key, and all of it that can change."""

    id: UUID
    rule: str
    round: int
    state: ClockState
    due_at: datetime | None
    remaining: int | None
    stopped_at: datetime | None
    broken_at: datetime | None
    basis: Basis | None
    warned: list[str]

    def equals(self, value: ClockValue) -> bool:
        """Whether the row says what the value says."""
        return {name: getattr(self, name) for name in CHANGING} == changing(value)


CHANGING = ("state", "due_at", "remaining", "stopped_at", "broken_at", "basis", "warned")
"""The columns of a clock that can change."""


def changing(value: ClockValue) -> dict[str, Any]:
    """What these columns hold for a value."""
    return {
        "state": value.state,
        "due_at": value.due_at,
        "remaining": value.remaining,
        "stopped_at": value.stopped_at,
        "broken_at": value.broken_at,
        "basis": value.basis,
        "warned": [point.name for point in value.warned],
    }


Kept = dict[tuple[str, int], KeptClock]
"""A ticket's clocks by rule and round."""

Changed = tuple[int, UUID, ClockValue]
"""The key of a clock's row, and what it is to say."""

_OF: tuple[Any, ...] = (Clock.estate_id, Clock.ticket_id)
_KEPT = tuple(getattr(Clock, name) for name in KeptClock.__slots__)
_OF_TICKETS = select(*_OF, *_KEPT).join_from(THEM, Clock, is_one(*_OF))


async def clocks_of(uow: UnitOfWork, estate_id: int, ticket_id: UUID) -> Kept:
    """The clocks of a ticket by rule and round."""
    ref = TicketRef(estate_id, ticket_id)
    return (await clocks_of_all(uow, (ref,))).get(ref, {})


async def clocks_of_all(uow: UnitOfWork, tickets: Iterable[TicketRef]) -> dict[TicketRef, Kept]:
    """The clocks of several tickets."""
    found = await uow.execute(_OF_TICKETS, [keys(key_of(ref) for ref in tickets)])
    told: dict[TicketRef, Kept] = {}
    for row in found:
        estate_id, ticket_id, *columns = tuple(row)
        kept = KeptClock(*columns)
        told.setdefault(TicketRef(estate_id, ticket_id), {})[kept.rule, kept.round] = kept
    return told


async def tickets_with_open_clocks(
    uow: UnitOfWork, estate_id: int, after: UUID | None, most: int
) -> list[UUID]:
    """The keys of `most` tickets with promises that can still be kept, in order, `after` one."""
    found = select(Clock.ticket_id).where(
        Clock.estate_id == estate_id, Clock.state.in_([ClockState.RUNNING, ClockState.PAUSED])
    )
    if after is not None:
        found = found.where(Clock.ticket_id > after)
    page = found.distinct().order_by(Clock.ticket_id).limit(most)
    return list((await uow.execute(page)).scalars())


async def rewrite(uow: UnitOfWork, changed: Iterable[Changed]) -> None:
    """Make clock rows equal to their values, in one statement."""
    rows = [
        {"estate_id": estate_id, "id": key, **changing(value)} for estate_id, key, value in changed
    ]
    await uow.rewrite(Clock, rows)


__all__ = [
    "CHANGING",
    "Changed",
    "Kept",
    "KeptClock",
    "changing",
    "clocks_of",
    "clocks_of_all",
    "rewrite",
    "tickets_with_open_clocks",
]
