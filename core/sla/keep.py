"""Keeping the rows of `core.clock` equal to what `evaluate` says, and telling when one breaks or
passes a warning point.

Called inside the transaction of every step and every timer, under the ticket's lock; so a broken
promise is announced once, by whoever sees it first; so is each warning of each round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.sla.evaluate import ClockValue
from core.sla.models import Clock, ClockState
from core.sla.policy import COMPLETION
from core.sla.repository import Changed, Kept, changing, rewrite

DUE = "clock.due"
"""The kind of the timers that wake a clock."""

BROKEN = "clock.broken"
"""The topic of a broken promise."""

WARNED = "clock.warned"
"""The topic of a warning point that was passed: who is to be told stands in `tell`."""


OPEN = frozenset({ClockState.RUNNING, ClockState.PAUSED})
"""States in which a warning still helps."""


@dataclass(frozen=True, slots=True)
class Promised:
    """The ticket the promises are made on. `occasion` tells one evaluation from every other."""

    group_id: int
    estate_id: int
    ticket_id: UUID
    requester_id: UUID | None
    occasion: str


async def keep(
    uow: UnitOfWork,
    on: Promised,
    values: Sequence[ClockValue],
    kept: Kept,
) -> None:
    """Write what changed from `kept` to `values`: new clocks, changed ones, timers, events."""
    await rewrite(uow, changes(uow, on, values, kept))


def changes(
    uow: UnitOfWork, on: Promised, values: Sequence[ClockValue], kept: Kept
) -> list[Changed]:
    """The rows to `rewrite`; new clocks, timers and events are with the unit of work already."""
    changed: list[Changed] = []
    for value in values:
        row = kept.get((value.rule, value.round))
        if row is not None and row.equals(value):
            continue
        if row is None:
            _add(uow, on, value)
        else:
            changed.append((on.estate_id, row.id, value))
        if value.wakes_at is not None:
            _wake(uow, on, value)
        if value.state is ClockState.BROKEN and (row is None or row.state is not value.state):
            _announce(uow, on, value)
        if value.state in OPEN:
            _warn(uow, on, value, () if row is None else row.warned)
    return changed


def completion_promised(values: Sequence[ClockValue]) -> ClockValue | None:
    """The completion promise of the latest round: what `Ticket.due_at` is taken from."""
    return next((value for value in reversed(values) if value.rule == COMPLETION), None)


def due_in(values: Sequence[ClockValue]) -> datetime | None:
    """The promised time of completion: `Ticket.due_at`."""
    completion = completion_promised(values)
    return None if completion is None else completion.promised_at


def _add(uow: UnitOfWork, on: Promised, value: ClockValue) -> None:
    uow.add(
        Clock,
        group_id=on.group_id,
        estate_id=on.estate_id,
        id=new_id(),
        ticket_id=on.ticket_id,
        requester_id=on.requester_id,
        rule=value.rule,
        round=value.round,
        started_at=value.started_at,
        **changing(value),
    )


def _wake(uow: UnitOfWork, on: Promised, value: ClockValue) -> None:
    # Timers are not taken back: one that comes when its clock has stopped or moved does nothing.
    assert value.wakes_at is not None
    uow.set_timer(
        DUE,
        timer_key(on.ticket_id, value, on.occasion),
        value.wakes_at,
        group_id=on.group_id,
        estate_id=on.estate_id,
        ticket=str(on.ticket_id),
    )


def timer_key(ticket_id: UUID, value: ClockValue, occasion: str) -> str:
    """The key of the timer by which a clock wakes: no other evaluation sets the same."""
    assert value.wakes_at is not None
    stamp = value.wakes_at.strftime("%y%m%d%H%M%S%f")
    return f"{ticket_id}:{value.rule}:{value.round}:{occasion}:{stamp}"


def _announce(uow: UnitOfWork, on: Promised, value: ClockValue) -> None:
    assert value.broken_at is not None
    uow.emit(
        BROKEN,
        group_id=on.group_id,
        estate_id=on.estate_id,
        subject_id=on.ticket_id,
        rule=value.rule,
        round=value.round,
        broken_at=value.broken_at.isoformat(),
    )


def _warn(uow: UnitOfWork, on: Promised, value: ClockValue, before: Sequence[str]) -> None:
    for point in value.warned:
        if point.name not in before:
            uow.emit(
                WARNED,
                group_id=on.group_id,
                estate_id=on.estate_id,
                subject_id=on.ticket_id,
                rule=value.rule,
                round=value.round,
                point=point.name,
                due_at=None if value.due_at is None else value.due_at.isoformat(),
                tell=sorted(point.tell),
            )


__all__ = [
    "BROKEN",
    "DUE",
    "WARNED",
    "Promised",
    "changes",
    "completion_promised",
    "due_in",
    "keep",
    "timer_key",
]
