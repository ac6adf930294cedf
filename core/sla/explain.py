"""`explain(policies, calendar, history, rule, round, at)`: a clock, stretch by stretch.

Every stretch of a round from its beginning to its end, or to now: what of it counted, and why, or
why not. What is counted comes to what the clock says has passed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from core.coded import Coded
from core.sla.calendar import DAY, WorkingTime
from core.sla.follow import Follower, Run
from core.sla.history import Entry
from core.sla.models import Basis
from core.sla.policy import Policies
from core.tickets.kinds import HoldReason, State


class SegmentReason(Coded):
    """Why a stretch of time counted, or did not."""

    RUNNING = "RUNNING", "counted"
    OUTSIDE_HOURS = "OUTSIDE_HOURS", "a working day, outside its shifts"
    DAY_OFF = "DAY_OFF", "a day of the week that is not worked"
    HOLIDAY = "HOLIDAY", "a public holiday, or a day the estate has off"
    START_DAY = "START_DAY", "working days count from the day after"
    HELD = "HELD", "waited for others"
    HELD_RUNNING = "HELD_RUNNING", "held for a reason that stops nothing: counted"
    LIMIT_REACHED = "LIMIT_REACHED", "held for longer than may be waited: counted"
    OVERDUE = "OVERDUE", "past its due time"


RULES: dict[SegmentReason, str] = {
    SegmentReason.HELD_RUNNING: "S-D6",
    SegmentReason.OVERDUE: "S-D7",
}
"""The rule behind a reason; for the others S-D8."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. `counted` is in seconds; of a promise in working days, in days.

    `hold` is what was waited for, where the ticket was held.
    """

    since: datetime
    until: datetime
    counted: int
    reason: SegmentReason
    hold: HoldReason | None = None

    @property
    def rule(self) -> str:
        """The rule of the standard behind it."""
        return RULES.get(self.reason, "S-D8")


def explain(
    policies: Policies,
    calendar: WorkingTime,
    history: Sequence[Entry],
    rule: str,
    round_: int,
    at: datetime,
) -> tuple[Segment, ...]:
    """The stretches of one round of a promise up to `at`; empty where there is no such round."""
    follower = Follower(rule, policies, calendar)
    run = next((each for each in follower.through(history, at) if each.round == round_), None)
    if run is None:
        return ()
    return tuple(_Teller(follower, run, history, at).segments())


class _Teller:
    """Tells one round."""

    def __init__(
        self, follower: Follower, run: Run, history: Sequence[Entry], at: datetime
    ) -> None:
        self.calendar = follower.calendar
        self.follower = follower
        self.run = run
        self.end = run.cancelled_at or run.stopped_at or at
        self.holds = list(_holds(history, at))
        self.basis = Basis.ELAPSED
        if run.span is not None and run.given is None:
            self.basis = run.span.basis

    def segments(self) -> Iterator[Segment]:
        run = self.run
        told = [each for stretch in run.stretches for each in self._active(*stretch)]
        told += [Segment(p.since, p.until, 0, SegmentReason.HELD, p.reason) for p in run.pauses]
        if run.active_since is not None:
            told += self._active(run.active_since, self.end)
        elif run.stretches:
            since = run.stretches[-1][1]
            told.append(Segment(since, self.end, 0, SegmentReason.HELD, self._held_at(since)))
        told = [each for each in told if each.since < each.until]
        return iter(sorted(told, key=lambda each: each.since))

    def _active(self, since: datetime, until: datetime) -> Iterator[Segment]:
        """A stretch in which the clock was not stopped."""
        due_at = self.run.due_at if self.run.broken_at is not None else None
        overdue = until if due_at is None else min(max(due_at, since), until)
        for begin, end, hold in self._by_holds(since, overdue):
            pieces: Iterable[Segment]
            if self.basis is Basis.WORKING_TIME:
                pieces = self._worked(begin, end)
            elif self.basis is Basis.WORKING_DAYS:
                pieces = self._days(begin, end)
            else:
                pieces = [_counted(begin, end)]
            for piece in pieces:
                yield piece if hold is None else self._while_held(piece, hold)
        yield Segment(overdue, until, 0, SegmentReason.OVERDUE)

    def _while_held(self, piece: Segment, hold: HoldReason) -> Segment:
        if piece.reason is not SegmentReason.RUNNING:
            return replace(piece, hold=hold)
        stops = hold in self.follower.promise.pauses and self.run.given is None
        reason = SegmentReason.LIMIT_REACHED if stops else SegmentReason.HELD_RUNNING
        return replace(piece, reason=reason, hold=hold)

    def _by_holds(
        self, since: datetime, until: datetime
    ) -> Iterator[tuple[datetime, datetime, HoldReason | None]]:
        for begin, end, reason in self.holds:
            if end <= since or begin >= until:
                continue
            yield since, max(begin, since), None
            yield max(begin, since), min(end, until), reason
            since = min(end, until)
        yield since, until, None

    def _held_at(self, instant: datetime) -> HoldReason | None:
        return next((why for begin, end, why in self.holds if begin <= instant <= end), None)

    def _worked(self, since: datetime, until: datetime) -> Iterator[Segment]:
        """Shifts count; what lies between does not."""
        cursor = since
        for begin, end in self.calendar.stretches(since):
            if begin >= until:
                break
            yield from self._idle(cursor, begin)
            cursor = min(end, until)
            yield _counted(begin, cursor)
        yield from self._idle(cursor, until)

    def _idle(self, since: datetime, until: datetime) -> Iterator[Segment]:
        """Time that is not worked, by the kind of its days."""
        told: Segment | None = None
        for begin, end in self._local_days(since, until):
            reason = self._kind(begin)
            if told is not None and told.reason is reason:
                told = replace(told, until=end)
                continue
            if told is not None:
                yield told
            told = Segment(begin, end, 0, reason)
        if told is not None:
            yield told

    def _kind(self, instant: datetime) -> SegmentReason:
        calendar = self.calendar.at(instant)
        day = instant.astimezone(calendar.zone).date()
        if calendar.works(day):
            return SegmentReason.OUTSIDE_HOURS
        if day in calendar.overrides or (calendar.public and calendar.public.holiday(day)):
            return SegmentReason.HOLIDAY
        return SegmentReason.DAY_OFF

    def _days(self, since: datetime, until: datetime) -> Iterator[Segment]:
        """Each working day after the first counts once it is over, the last one at its due time."""
        first = self.run.started_at.astimezone(self.calendar.at(self.run.started_at).zone).date()
        for begin, end in self._local_days(since, until):
            calendar = self.calendar.at(begin)
            day = begin.astimezone(calendar.zone).date()
            if day == first:
                yield Segment(begin, end, 0, SegmentReason.START_DAY)
            elif calendar.works(day):
                over = calendar.end_of(day)
                yield Segment(begin, end, int(begin < over <= end), SegmentReason.RUNNING)
            else:
                yield Segment(begin, end, 0, self._kind(begin))

    def _local_days(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretch cut at every local midnight."""
        while since < until:
            zone = self.calendar.at(since).zone
            tomorrow = since.astimezone(zone).date() + DAY
            midnight = datetime.combine(tomorrow, time.min, zone).astimezone(since.tzinfo)
            end = min(midnight, until)
            yield since, end
            since = end


def _counted(since: datetime, until: datetime) -> Segment:
    seconds = round((until - since).total_seconds())
    return Segment(since, until, seconds, SegmentReason.RUNNING)


def _holds(
    history: Sequence[Entry], at: datetime
) -> Iterator[tuple[datetime, datetime, HoldReason]]:
    """When the ticket was on hold, and for what."""
    since: tuple[datetime, HoldReason] | None = None
    for entry in history:
        if since is not None and entry.to_state is not State.ON_HOLD:
            yield since[0], entry.at, since[1]
            since = None
        if entry.held is not None:
            since = entry.at, entry.held.reason
    if since is not None:
        yield since[0], at, since[1]


__all__ = ["Segment", "SegmentReason", "explain"]
