"""`evaluate(policy, calendar, history, at) -> clocks`: how every promise on a ticket stands.

One pure function, used live after each step and each timer, and in replay. Time only moves
forward through the entries, so what a history gives at `at` is what live evaluation gave then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.sla.calendar import Calendar
from core.sla.history import Described, Entry
from core.sla.models import ClockState
from core.sla.policy import COMPLETION, Basis, Policy, Promise, Span, fires
from core.tickets.kinds import HoldReason, State

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class ClockValue:
    """One round of one promise, as `core.clock` keeps it (see `core.sla.models.Clock`).

    `wakes_at` is when it will change by itself (break, or run on after the longest pause), and
    `promised_at` when the promise falls due if nothing else happens, pauses lasting to their end.
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


@dataclass(slots=True)
class _Run:
    """A round while it is being followed."""

    round: int
    started_at: datetime
    span: Span | None
    active_since: datetime | None
    given: datetime | None = None
    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    pause_ends: datetime | None = None
    due_at: datetime | None = None
    made: bool = False
    broken_at: datetime | None = None
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None


def evaluate(
    policy: Policy, calendar: Calendar, history: Sequence[Entry], at: datetime
) -> tuple[ClockValue, ...]:
    """The clocks of a ticket with this history at the instant `at`, by promise and round.

    `history` is in order and begins with the report; `at` is not before its last entry. A promise
    breaks at its due time, unless it was kept before.
    """
    clocks: list[ClockValue] = []
    for promise in policy.promises:
        clocks += _Follower(promise, policy, calendar).through(history, at)
    return tuple(clocks)


class _Follower:
    """Follows one promise through a history."""

    def __init__(self, promise: Promise, policy: Policy, calendar: Calendar) -> None:
        self.promise = promise
        self.policy = policy
        self.calendar = calendar
        self.runs: list[_Run] = []
        self.open: _Run | None = None
        self.described: Described | None = None
        self.pausing: tuple[HoldReason, datetime, datetime] | None = None
        self.used: dict[HoldReason, timedelta] = {}

    def through(self, history: Sequence[Entry], at: datetime) -> list[ClockValue]:
        for entry in history:
            self._advance(entry.at)
            self._describe(entry)
            self._resume(entry)
            self._end(entry)
            self._begin(entry)
            self._pause(entry)
        self._advance(at)
        return [self._value(run) for run in self.runs if run.made]

    def _advance(self, to: datetime) -> None:
        """Let time pass: pauses reach their limit, due times pass."""
        if self.pausing is not None and self.pausing[2] <= to:
            self._unpause(self.pausing[2])
        run = self.open
        if run is not None and run.broken_at is None and _passed(run, to):
            run.broken_at = run.due_at

    def _describe(self, entry: Entry) -> None:
        """A new description changes how long promises still open last, never what is past."""
        if entry.described is None:
            return
        self.described = entry.described
        run = self.open
        if run is None or run.broken_at is not None:
            return
        was, run.span = run.span, self.promise.span_for(entry.described)
        if run.span == was:
            return
        run.cancelled_at = entry.at if run.span is None and run.made and not run.given else None
        self._schedule(run)
        if _passed(run, entry.at):
            run.broken_at = entry.at

    def _resume(self, entry: Entry) -> None:
        if self.pausing is not None and entry.to_state is not State.ON_HOLD:
            self._unpause(entry.at)

    def _end(self, entry: Entry) -> None:
        run = self.open
        if run is None:
            return
        if fires(self.promise.stop, entry):
            run.stopped_at = entry.at
        elif entry.to_state is State.WITHDRAWN or fires(self.promise.cancel, entry):
            run.stopped_at = entry.at
            if run.broken_at is None:
                run.cancelled_at = entry.at
        else:
            return
        self.open = None

    def _begin(self, entry: Entry) -> None:
        if self.open is not None or self.described is None:
            return
        if not fires(self.promise.start, entry):
            return
        given = entry.promised_at if self.promise.rule == COMPLETION else None
        if entry.taken_over and given is None:
            return  # what was promised elsewhere is not for us to keep, nor to break
        run = _Run(
            round=len(self.runs) + 1,
            started_at=entry.at,
            span=self.promise.span_for(self.described),
            active_since=entry.at,
            given=given,
        )
        self.runs.append(run)
        self.open = run
        self.used = {}
        self._schedule(run)

    def _pause(self, entry: Entry) -> None:
        if entry.held is None or not self.promise.pausable:
            return
        limit = self.policy.hold_limits.get(entry.held.reason, NOTHING)
        left = limit - self.used.get(entry.held.reason, NOTHING)
        ends = min(entry.held.until, entry.at + left)
        if ends <= entry.at:
            return
        self.pausing = (entry.held.reason, entry.at, ends)
        run = self.open
        if run is None or run.given is not None:
            return  # a time that was named does not wait
        if run.broken_at is None and run.active_since is not None:
            run.stretches.append((run.active_since, entry.at))
            run.active_since, run.pause_ends = None, ends

    def _unpause(self, when: datetime) -> None:
        """End the pause at `when`; promises run on from there."""
        if self.pausing is None:
            return
        reason, since, _ = self.pausing
        self.used[reason] = self.used.get(reason, NOTHING) + (when - since)
        self.pausing = None
        run = self.open
        if run is not None and run.active_since is None:
            run.active_since, run.pause_ends = when, None
            self._schedule(run)

    def _schedule(self, run: _Run) -> None:
        """The due time from what is left of the span, counted from the present stretch on."""
        if run.given is not None:
            run.made, run.due_at = True, run.given
            return
        if run.span is None:
            run.due_at = None
            return
        run.made = True
        since = run.active_since if run.active_since is not None else run.pause_ends
        assert since is not None
        run.due_at = self._add(since, run.span, self._left(run))

    def _left(self, run: _Run) -> timedelta:
        assert run.span is not None
        passed = sum((self._between(run.span, *stretch) for stretch in run.stretches), NOTHING)
        return max(run.span.length - passed, NOTHING)

    def _add(self, since: datetime, span: Span, left: timedelta) -> datetime:
        if span.basis is Basis.WORKING_DAYS:
            return self.calendar.add_working_days(since, span.days)
        if span.basis is Basis.WORKING_TIME:
            return self.calendar.add_working_time(since, left)
        return since + left

    def _between(self, span: Span, since: datetime, to: datetime) -> timedelta:
        if span.basis is Basis.WORKING_TIME:
            return self.calendar.working_time_between(since, to)
        return to - since

    def _value(self, run: _Run) -> ClockValue:
        state = _state(run)
        waiting = state is ClockState.PAUSED
        open_ = state in (ClockState.RUNNING, ClockState.PAUSED)
        return ClockValue(
            rule=self.promise.rule,
            round=run.round,
            state=state,
            started_at=run.started_at,
            due_at=None if waiting else run.due_at,
            remaining=round(self._left(run).total_seconds()) if waiting else None,
            stopped_at=run.cancelled_at or run.stopped_at,
            broken_at=run.broken_at,
            wakes_at=(run.pause_ends if waiting else run.due_at) if open_ else None,
            promised_at=self._projected(run) if waiting else run.due_at,
        )

    def _projected(self, run: _Run) -> datetime | None:
        if run.span is None or run.pause_ends is None:
            return None
        return self._add(run.pause_ends, run.span, self._left(run))


def _passed(run: _Run, at: datetime) -> bool:
    return run.active_since is not None and run.due_at is not None and run.due_at <= at


def _state(run: _Run) -> ClockState:
    if run.broken_at is not None:
        return ClockState.BROKEN
    if run.cancelled_at is not None:
        return ClockState.CANCELLED
    if run.stopped_at is not None:
        return ClockState.KEPT
    return ClockState.RUNNING if run.active_since is not None else ClockState.PAUSED


__all__ = ["ClockValue", "evaluate"]
