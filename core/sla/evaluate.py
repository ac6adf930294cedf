"""`evaluate(policies, calendar, history, at) -> clocks`: how every promise on a ticket stands.

One pure function, used live after each step and each timer, in replay, and in simulation. Time
only moves forward through the entries, so what a history gives at `at` is what live evaluation gave
then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.sla.calendar import WorkingTime
from core.sla.follow import Follower, Run
from core.sla.history import Entry
from core.sla.models import ClockState
from core.sla.policy import Basis, Point, Policies


@dataclass(frozen=True, slots=True)
class ClockValue:
    """One round of one promise, as `core.clock` keeps it (see `core.sla.models.Clock`).

    `wakes_at` is when something about it will change by itself (a warning, its breaking, running on
    after the longest pause), and `promised_at` when the promise falls due if nothing else happens,
    pauses lasting to their end. `warned` are the warning points it has passed.
    """

    rule: str
    round: int
    state: ClockState
    started_at: datetime
    due_at: datetime | None
    remaining: int | None
    stopped_at: datetime | None
    broken_at: datetime | None
    wakes_at: datetime | None
    promised_at: datetime | None
    basis: Basis | None = None
    warned: tuple[Point, ...] = ()


def evaluate(
    policies: Policies, calendar: WorkingTime, history: Sequence[Entry], at: datetime
) -> tuple[ClockValue, ...]:
    """The clocks of a ticket with this history at the instant `at`, by promise and round.

    `history` is in order and begins with the report; `at` is not before its last entry. A promise
    breaks at its due time, unless it was kept before. A single `Policy` serves for every version
    the history names.
    """
    clocks: list[ClockValue] = []
    for rule in rules_of(policies, history):
        follower = Follower(rule, policies, calendar)
        clocks += [_value(follower, run) for run in follower.through(history, at)]
    return tuple(clocks)


def rules_of(policies: Policies, history: Sequence[Entry]) -> Iterator[str]:
    """Every rule that a promise could be made by, in the order of the policies."""
    seen: set[str] = set()
    for entry in history:
        made = policies.of(entry.policy).promises if entry.described is not None else ()
        named = entry.named or ()
        for rule in (*(each.rule for each in made), *(each.rule for each in named)):
            if rule not in seen:
                seen.add(rule)
                yield rule


def _value(follower: Follower, run: Run) -> ClockValue:
    state = state_of(run)
    waiting = state is ClockState.PAUSED
    wakes_at = None
    if waiting:
        wakes_at = run.pause_ends
    elif state is ClockState.RUNNING:
        wakes_at = run.ahead[0][0] if run.ahead else run.due_at
    return ClockValue(
        rule=follower.rule,
        round=run.round,
        state=state,
        started_at=run.started_at,
        due_at=None if waiting else run.due_at,
        remaining=round(follower.left(run).total_seconds()) if waiting else None,
        stopped_at=run.cancelled_at or run.stopped_at,
        broken_at=run.broken_at,
        wakes_at=wakes_at,
        promised_at=follower.projected(run) if waiting else run.due_at,
        basis=None if run.span is None or run.given is not None else run.span.basis,
        warned=tuple(run.warned),
    )


def state_of(run: Run) -> ClockState:
    """How a round stands."""
    if run.broken_at is not None:
        return ClockState.BROKEN
    if run.cancelled_at is not None:
        return ClockState.CANCELLED
    if run.stopped_at is not None:
        return ClockState.KEPT
    return ClockState.RUNNING if run.active_since is not None else ClockState.PAUSED


__all__ = ["ClockValue", "evaluate", "rules_of", "state_of"]
