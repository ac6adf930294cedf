"""Reading and writing clocks. The area's SQL stands here alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    update,
)

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


Kept = dict[tuple[str, int], KeptClock]
"""A ticket's clocks by rule and round."""

_OF_TICKETS = select(
    Clock.ticket_id,
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
).where(
    Clock.estate_id == bindparam("estate"),
    Clock.ticket_id == bindparam("tickets", type_=ARRAY(Uuid)).any_(),
)

_NEW = func.json_populate_recordset(
    literal_column("null::core.clock"), cast(bindparam("rows", type_=Text), JSON)
).table_valued(*(Clock.__table__.c[name] for name in ("id", *CHANGING)), name="new")
_CHANGE = (
    update(Clock)
    .where(Clock.estate_id == bindparam("of_estate"), Clock.id == _NEW.c.id)
    .values({name: _NEW.c[name] for name in CHANGING})
)


async def clocks_of(uow: UnitOfWork, estate_id: int, ticket_id: UUID) -> Kept:
    """The clocks of a ticket by rule and round."""
    return (await clocks_of_all(uow, estate_id, (ticket_id,))).get(ticket_id, {})


async def clocks_of_all(
    uow: UnitOfWork, estate_id: int, tickets: Iterable[UUID]
) -> dict[UUID, Kept]:
    """The clocks of several tickets of one estate."""
    found = await uow.execute(_OF_TICKETS, [{"estate": estate_id, "tickets": list(tickets)}])
    told: dict[UUID, Kept] = {}
    for values in map(dict, found.mappings()):
        ticket_id = values.pop("ticket_id")
        row = KeptClock(**values)
        told.setdefault(ticket_id, {})[row.rule, row.round] = row
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


async def rewrite(
    uow: UnitOfWork, estate_id: int, changed: Iterable[tuple[UUID, ClockValue]]
) -> None:
    """Make clock rows equal to their values, in one statement."""
    rows = [{"id": key, **changing(value)} for key, value in changed]
    if rows:
        given = {"of_estate": estate_id, "rows": orjson.dumps(rows).decode()}
        await uow.execute(_CHANGE, [given])


__all__ = [
    "CHANGING",
    "Kept",
    "KeptClock",
    "changing",
    "clocks_of",
    "clocks_of_all",
    "rewrite",
    "tickets_with_open_clocks",
]
