"""Replays under changing policies and calendars, and explanations that add up, of lives made up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.adopted.versions import Book
from core.sla.calendar import Calendar, PublicDays, WorkingTime, shifts_of
from core.sla.document import parse
from core.sla.evaluate import ClockValue, evaluate
from core.sla.explain import SegmentReason, explain
from core.sla.history import Entry, Named
from core.sla.models import Basis, ClockState
from core.sla.policy import COMPLETION, Policies, Policy, Target, elapsed, working
from core.sla.shipped import EDITIONS, SHIPPED
from core.sla.succession import Succession
from core.sla.writing import written
from core.tickets.transitions import Action
from tests.factories import SHIFTS
from tests.sla.histories import HOURS, WAITING, Walk, walks

NIGHTS = {str(weekday): [["20:00", "06:00"]] for weekday in range(1, 8)}
CALENDARS = (
    Calendar(ZoneInfo("Asia/Shanghai"), dict(shifts_of(SHIFTS)), PublicDays("CN")),
    Calendar(ZoneInfo("America/New_York"), dict(shifts_of(NIGHTS))),
    Calendar(ZoneInfo("Europe/Berlin"), {}),
)
"""Split shifts with public holidays; nights over a change of clocks; around the clock."""

SHORT, LONG = UUID(int=1), UUID(int=2)


def _with(policy: Policy, target: Target) -> Policy:
    return Policy(
        tuple(
            replace(each, targets=(target,)) if each.rule == COMPLETION else each
            for each in policy.promises
        )
    )


BOOK = Book(
    EDITIONS,
    {
        SHORT: Policy(_with(SHIPPED, Target(working(hours=5))).promises[2:]),
        LONG: _with(SHIPPED, Target(elapsed(days=9))),
    },
)
"""Two versions beside the shipped one; the short one lacks two of its promises."""


@st.composite
def lives(draw: st.DrawFn) -> tuple[Walk, WorkingTime]:
    """A walk whose descriptions come under any version, and plugins have a say; and a calendar
    that changes at some moments of it."""
    walk = draw(st.one_of(walks(), walks(14, (Action.DISPATCH, Action.ACCEPT), WAITING, HOURS)))
    entries = []
    for entry in walk.entries:
        if entry.described is not None:
            named = None
            if draw(st.booleans()):
                ahead = timedelta(minutes=draw(st.integers(30, 60 * 24 * 5)))
                rule = draw(st.sampled_from((COMPLETION, "S-C1", "X-OWN")))
                named = (Named(rule, entry.at + ahead, "keys", "合同约定"),)
            policy = draw(st.sampled_from((None, SHORT, LONG)))
            entry = replace(entry, policy=policy, named=named)
        entries.append(entry)
    length = (walk.at - walk.entries[0].at) // timedelta(minutes=1)
    moments = sorted(draw(st.sets(st.integers(0, max(length, 1)), max_size=2)))
    earlier = tuple(
        (walk.entries[0].at + timedelta(minutes=each), draw(st.sampled_from(CALENDARS)))
        for each in moments
    )
    return Walk(tuple(entries), walk.at), Succession(earlier, draw(st.sampled_from(CALENDARS)))


@settings(max_examples=150, deadline=None)
@given(lives())
def test_rows_rewritten_live_equal_a_replay_through_new_policies_and_calendars(
    life: tuple[Walk, WorkingTime],
) -> None:
    """Live, the calendar of the day is all there is; a replay has all that were."""
    walk, calendar = life
    assert isinstance(calendar, Succession)
    changes = [at for at, _ in calendar.earlier]
    live: dict[tuple[str, int], ClockValue] = {}
    moments = sorted({*(entry.at for entry in walk.entries), *changes, walk.at})
    for index, moment in enumerate(moments):
        past = [entry for entry in walk.entries if entry.at <= moment]
        known = _known(calendar, moment)
        live = _rows(BOOK, known, past, moment)
        until = moments[index + 1] if index + 1 < len(moments) else moment
        while wakings := [c.wakes_at for c in live.values() if c.wakes_at and c.wakes_at < until]:
            live = _rows(BOOK, known, past, min(wakings))
    replayed = _rows(BOOK, calendar, walk.entries, walk.at)
    assert _settled(live) == _settled(replayed)
    assert live == _rows(BOOK, _known(calendar, walk.at), walk.entries, walk.at)


def _known(calendar: Succession, moment: datetime) -> WorkingTime:
    """What was known of the calendar at a moment: what was, and what was then in force."""
    past = tuple(each for each in calendar.earlier if each[0] <= moment)
    return Succession(past, calendar.at(moment))


def _rows(
    policies: Policies, calendar: WorkingTime, past: Sequence[Entry], at: datetime
) -> dict[tuple[str, int], ClockValue]:
    return {(c.rule, c.round): c for c in evaluate(policies, calendar, past, at)}


def _settled(rows: dict[tuple[str, int], ClockValue]) -> dict[tuple[str, int], object]:
    return {key: (c.state, c.broken_at, c.stopped_at, c.warned) for key, c in rows.items()}


@settings(max_examples=150, deadline=None)
@given(lives())
def test_an_explanation_adds_up_to_the_clock(life: tuple[Walk, WorkingTime]) -> None:
    walk, calendar = life
    for value in evaluate(BOOK, calendar, walk.entries, walk.at):
        told = explain(BOOK, calendar, walk.entries, value.rule, value.round, walk.at)
        end = value.stopped_at or walk.at
        if value.started_at < end:
            assert (told[0].since, told[-1].until) == (value.started_at, end)
        for before, after in pairwise(told):
            assert before.until == after.since
        counted = sum(each.counted for each in told)
        overdue = [each for each in told if each.reason is SegmentReason.OVERDUE]
        assert not overdue or value.state is ClockState.BROKEN
        if value.state is ClockState.RUNNING and value.due_at and value.basis is Basis.WORKING_TIME:
            left = calendar.working_time_between(walk.at, value.due_at)
            whole = _length(walk, value)
            assert whole is None or counted + round(left.total_seconds()) == whole
        if value.state is ClockState.PAUSED and value.remaining:
            whole = _length(walk, value)
            assert whole is None or counted + value.remaining == whole


def _length(walk: Walk, value: ClockValue) -> int | None:
    """How long the promise lasts in all, by the last description."""
    last = [entry for entry in walk.entries if entry.described is not None][-1]
    promise = BOOK.of(last.policy).promise(value.rule)
    assert last.described is not None
    span = None if promise is None else promise.span_for(last.described)
    return None if span is None else round(span.length.total_seconds())


def test_the_shipped_policy_survives_being_written_and_read() -> None:
    assert parse(written(SHIPPED)) == SHIPPED
