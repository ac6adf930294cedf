"""Reading and writing clocks. The area's SQL stands here alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from core.db.unit_of_work import UnitOfWork
from core.sla.evaluate import ClockValue
from core.sla.models import Basis, Clock, ClockState


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


_OF_TICKET = select(
    Clock.id,
    Clock.rule,
    Clock.round,
    Clock.state,
    Clock.due_at,
    Clock.remaining,
    Clock.stopped_at,
    Clock.broken_at,
    Clock.basis,
    Clock.warned,
).where(Clock.estate_id == bindparam("estate"), Clock.ticket_id == bindparam("ticket"))

_CHANGE = (
    update(Clock)
    .where(Clock.estate_id == bindparam("of_estate"), Clock.id == bindparam("of_clock"))
    .values({name: bindparam(name) for name in CHANGING})
)


async def clocks_of(
    uow: UnitOfWork, estate_id: int, ticket_id: UUID
) -> dict[tuple[str, int], KeptClock]:
    """The clocks of a ticket by rule and round."""
    found = await uow.execute(_OF_TICKET, [{"estate": estate_id, "ticket": ticket_id}])
    rows = (KeptClock(**row) for row in found.mappings())
    return {(row.rule, row.round): row for row in rows}


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


async def rewrite(
    uow: UnitOfWork, estate_id: int, changed: Iterable[tuple[UUID, ClockValue]]
) -> None:
    """Make clock rows equal to their values."""
    rows: list[dict[str, Any]] = [
        {"of_estate": estate_id, "of_clock": key, **changing(value)} for key, value in changed
    ]
    if rows:
        await uow.execute(_CHANGE, rows)


__all__ = ["CHANGING", "KeptClock", "changing", "clocks_of", "rewrite", "tickets_with_open_clocks"]
