"""Keeping the rows of `core.clock` equal to what `evaluate` says, and telling when one breaks.

Called inside the transaction of every step and every timer, under the ticket's lock; so a broken
promise is announced once, by whoever sees it first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.sla.evaluate import ClockValue
from core.sla.models import Clock, ClockState
from core.sla.policy import COMPLETION
from core.sla.repository import KeptClock, rewrite

DUE = "clock.due"
"""The kind of the timers that wake a clock."""

BROKEN = "clock.broken"
"""The topic of a broken promise."""


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
    kept: dict[tuple[str, int], KeptClock],
) -> None:
    """Write what changed from `kept` to `values`: new clocks, changed ones, timers, events."""
    changed = []
    for value in values:
        row = kept.get((value.rule, value.round))
        if row is not None and row.equals(value):
            continue
        if row is None:
            _add(uow, on, value)
        else:
            changed.append((row.id, value))
        if value.wakes_at is not None:
            _wake(uow, on, value)
        if value.state is ClockState.BROKEN and (row is None or row.state is not value.state):
            _announce(uow, on, value)
    await rewrite(uow, on.estate_id, changed)


def completion_promised(values: Sequence[ClockValue]) -> ClockValue | None:
    """The completion promise of the latest round: what `Ticket.due_at` is taken from."""
    return next((value for value in reversed(values) if value.rule == COMPLETION), None)


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
        state=value.state,
        started_at=value.started_at,
        due_at=value.due_at,
        remaining=value.remaining,
        stopped_at=value.stopped_at,
        broken_at=value.broken_at,
    )


def _wake(uow: UnitOfWork, on: Promised, value: ClockValue) -> None:
    # Timers are not taken back: one that comes when its clock has stopped or moved does nothing.
    assert value.wakes_at is not None
    uow.set_timer(
        DUE,
        f"{on.ticket_id}:{value.rule}:{value.round}:{on.occasion}",
        value.wakes_at,
        group_id=on.group_id,
        estate_id=on.estate_id,
        ticket=str(on.ticket_id),
    )


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


__all__ = ["BROKEN", "DUE", "Promised", "completion_promised", "keep"]
