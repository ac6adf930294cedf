"""Following one promise through a ticket's history: its rounds, how each ran, waited and ended.

What `evaluate` and `explain` are made of. Time only moves forward through the entries, so what a
history gives at an instant is what live evaluation gave then.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core.sla.calendar import WorkingTime
from core.sla.history import Described, Entry
from core.sla.policy import COMPLETION, Basis, Moment, Point, Policies, Promise, Span, fires
from core.tickets.kinds import HoldReason, State

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a round waited, and why; `at_limit` where it ran on by itself."""

    since: datetime
    until: datetime
    reason: HoldReason
    at_limit: bool


@dataclass(slots=True)
class Run:
    """One round of a promise while it is being followed.

    `stretches` are the times it ran, up to `active_since`, from when it runs now; while it waits,
    that is None, and `pause_ends` when it will run on. `given` is a due time that was named.
    """

    round: int
    started_at: datetime
    span: Span | None
    active_since: datetime | None
    given: datetime | None = None
    named: bool = False
    stretches: list[tuple[datetime, datetime]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    pause_ends: datetime | None = None
    due_at: datetime | None = None
    made: bool = False
    ahead: list[tuple[datetime, Point]] = field(default_factory=list)
    warned: list[Point] = field(default_factory=list)
    broken_at: datetime | None = None
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether it can still be kept, and does not wait."""
        return self.active_since is not None and self.broken_at is None

    def passed(self, at: datetime) -> bool:
        """Whether its due time has passed while it ran."""
        return self.active_since is not None and self.due_at is not None and self.due_at <= at


def points_named(
    points: Sequence[Point], started_at: datetime, due_at: datetime
) -> list[tuple[datetime, Point]]:
    """The warning points before a due time that was named, in their order."""
    placed = ((started_at + point.after(due_at - started_at), point) for point in points)
    return _in_order((at, point) for at, point in placed if started_at < at < due_at)


def _in_order(placed: Iterable[tuple[datetime, Point]]) -> list[tuple[datetime, Point]]:
    return sorted(placed, key=lambda pair: (pair[0], pair[1].name))


class Follower:
    """Follows the promise of one rule. A rule that no policy has is one that a plugin named."""

    def __init__(self, rule: str, policies: Policies, calendar: WorkingTime) -> None:
        self.rule = rule
        self.policies = policies
        self.calendar = calendar
        self.promise = Promise(
            rule, rule, rule, frozenset(), stop=frozenset({State.COMPLETED}), targets=()
        )
        self.runs: list[Run] = []
        self.open: Run | None = None
        self.described: Described | None = None
        self.pausing: tuple[HoldReason, datetime, datetime] | None = None
        self.used: dict[HoldReason, timedelta] = {}

    def through(self, history: Sequence[Entry], at: datetime) -> Iterator[Run]:
        """The rounds that were made, as they stand at `at`."""
        for entry in history:
            self._advance(entry.at)
            self._describe(entry)
            self._resume(entry)
            self._finish(entry)
            self._end(entry)
            self._begin(entry)
            self._name(entry)
            self._pause(entry)
        self._advance(at)
        return (run for run in self.runs if run.made)

    def left(self, run: Run) -> timedelta:
        """What is left of the span at the beginning of the present stretch, or of the pause."""
        assert run.span is not None
        passed = sum((self._between(run.span, *each) for each in run.stretches), NOTHING)
        return max(run.span.length - passed, NOTHING)

    def projected(self, run: Run) -> datetime | None:
        """When a round that waits falls due if its pause lasts to its end."""
        if run.span is None or run.pause_ends is None:
            return None
        return self._add(run.pause_ends, run.span, self.left(run))

    def _advance(self, to: datetime) -> None:
        """Let time pass: pauses reach their limit, warnings are due, due times pass."""
        if self.pausing is not None and self.pausing[2] <= to:
            self._unpause(self.pausing[2], at_limit=True)
        run = self.open
        if run is None or not run.running:
            return
        while run.ahead and run.ahead[0][0] <= to:
            run.warned.append(run.ahead.pop(0)[1])
        if run.passed(to):
            run.broken_at = run.due_at

    def _describe(self, entry: Entry) -> None:
        """A new description changes how long promises still open last, never what is past.

        A promise that the policy has no longer is cancelled; one that it did not have before begins
        with the next event that starts it.
        """
        if entry.described is None:
            return
        heard_by = self.described.heard_by if self.described else entry.described.heard_by
        self.described = replace(entry.described, heard_by=heard_by)
        found = self.policies.of(entry.policy).promise(self.rule)
        self.promise = found or replace(self.promise, start=frozenset(), targets=(), points=())
        run = self.open
        if run is None or run.broken_at is not None:
            return
        was, run.span = run.span, self.promise.span_for(self.described)
        if run.span != was:
            self._changed(run, entry.at)
        elif found is not None:
            self._look_ahead(run)

    def _changed(self, run: Run, at: datetime) -> None:
        """Something that the due time depends on is another from `at` on."""
        run.cancelled_at = at if run.span is None and run.made and not run.given else None
        self._schedule(run)
        if run.passed(at):
            run.broken_at = at

    def _resume(self, entry: Entry) -> None:
        if self.pausing is not None and entry.to_state is not State.ON_HOLD:
            self._unpause(entry.at)

    def _finish(self, entry: Entry) -> None:
        """A promise that began when the work was done (S-E1) is known once that is reported."""
        if Moment.FINISHED not in self.promise.start or self.open or self.described is None:
            return
        if entry.finished_at is None or entry.finished_at >= entry.at:
            return
        run = self._run(entry.finished_at, self.promise.span_for(self.described), None)
        if run.passed(entry.at):
            run.broken_at = run.due_at

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
        given = entry.promised_at if self.rule == COMPLETION else None
        if entry.taken_over and given is None:
            return  # what was promised elsewhere is not for us to keep, nor to break
        self._run(entry.at, self.promise.span_for(self.described), given)

    def _run(self, at: datetime, span: Span | None, given: datetime | None) -> Run:
        run = Run(len(self.runs) + 1, at, span, active_since=at, given=given)
        self.runs.append(run)
        self.open = run
        self.used = {}
        self._schedule(run)
        return run

    def _name(self, entry: Entry) -> None:
        """What plugins name takes the place of what they named before."""
        if entry.named is None:
            return
        due_at = min((each.due_at for each in entry.named if each.rule == self.rule), default=None)
        run = self.open
        if run is None:
            if due_at is not None and not self.promise.start:
                self._run(entry.at, None, due_at).named = True
            return
        if run.broken_at is not None or (run.given is not None and not run.named):
            return
        if run.named:
            run.named, run.given = False, None
            self._schedule(run)
        if due_at is not None and (run.due_at is None or due_at < run.due_at):
            run.named, run.given = True, due_at
        self._changed(run, entry.at)

    def _pause(self, entry: Entry) -> None:
        if entry.held is None or not self.promise.pauses:
            return
        reason = entry.held.reason
        limit = self.promise.pauses.get(reason, NOTHING)
        ends = min(entry.held.until, entry.at + limit - self.used.get(reason, NOTHING))
        if ends <= entry.at:
            return
        self.pausing = (reason, entry.at, ends)
        run = self.open
        if run is None or run.given is not None:
            return  # a time that was named does not wait
        if run.running:
            assert run.active_since is not None
            run.stretches.append((run.active_since, entry.at))
            run.active_since, run.pause_ends, run.ahead = None, ends, []

    def _unpause(self, when: datetime, *, at_limit: bool = False) -> None:
        """End the pause at `when`; promises run on from there."""
        if self.pausing is None:
            return
        reason, since, _ = self.pausing
        self.used[reason] = self.used.get(reason, NOTHING) + (when - since)
        self.pausing = None
        run = self.open
        if run is not None and run.active_since is None:
            run.pauses.append(Pause(since, when, reason, at_limit))
            run.active_since, run.pause_ends = when, None
            self._schedule(run)

    def _schedule(self, run: Run) -> None:
        """The due time from what is left of the span, counted from the present stretch on."""
        run.ahead = []
        if run.given is not None:
            run.made, run.due_at = True, run.given
        elif run.span is None:
            run.due_at = None
        else:
            run.made = True
            since = run.active_since if run.active_since is not None else run.pause_ends
            assert since is not None
            if run.span.basis is Basis.WORKING_DAYS:
                since = run.started_at
            run.due_at = self._add(since, run.span, self.left(run))
        self._look_ahead(run)

    def _look_ahead(self, run: Run) -> None:
        """The warning points still to come, in their order."""
        if run.active_since is None or run.due_at is None or not self.promise.points:
            run.ahead = []
            return
        points = [point for point in self.promise.points if point not in run.warned]
        span = run.span
        if run.given is not None or span is None or span.basis is Basis.WORKING_DAYS:
            run.ahead = points_named(points, run.started_at, run.due_at)
            return
        passed = span.length - self.left(run)
        placed = (
            (self._add(run.active_since, span, into - passed), point)
            for point in points
            if (into := point.after(span.length)) > NOTHING
        )
        run.ahead = _in_order((at, point) for at, point in placed if at < run.due_at)

    def _add(self, since: datetime, span: Span, left: timedelta) -> datetime:
        if span.basis is Basis.WORKING_DAYS:
            return self.calendar.add_working_days(since, span.days)
        if left <= NOTHING:
            return since
        if span.basis is Basis.WORKING_TIME:
            return self.calendar.add_working_time(since, left)
        return since + left

    def _between(self, span: Span, since: datetime, to: datetime) -> timedelta:
        if span.basis is Basis.WORKING_TIME:
            return self.calendar.working_time_between(since, to)
        return to - since


__all__ = ["NOTHING", "Follower", "Pause", "Run", "points_named"]
