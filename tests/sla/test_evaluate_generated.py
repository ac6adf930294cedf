"""Clocks out of generated histories: replayed, rewritten step by step, counted by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.estates.models import PropertyType
from core.sla.calendar import Calendar, PublicDays, shifts_of
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described
from core.sla.models import ClockState
from core.sla.policy import (
    Basis,
    Policy,
    Promise,
    Target,
    elapsed,
    fires,
    working,
)
from core.sla.shipped import SHIPPED
from core.tickets.kinds import Channel, HoldReason, Kind, State, Urgency
from core.tickets.transitions import Action
from tests.factories import SHIFTS
from tests.sla.histories import HOURS, WAITING, Walk, walks

CALENDAR = Calendar(ZoneInfo("Asia/Shanghai"), dict(shifts_of(SHIFTS)), PublicDays("CN"))
LEAK = Described(Kind.REPAIR, Urgency.ROUTINE, Channel.APP, PropertyType.RESIDENTIAL)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ACCEPTED = (Action.DISPATCH, Action.ACCEPT)
BUSY = walks(16, ACCEPTED, WAITING, HOURS, (HoldReason.CUSTOMER, HoldReason.INTERNAL))
"""Days on which work is held over and over."""


@settings(max_examples=300, deadline=None)
@given(st.one_of(walks(), BUSY))
def test_rows_rewritten_at_steps_and_wakings_alone_equal_a_replay_of_the_whole(walk: Walk) -> None:
    """Live, clocks are evaluated when something happens and when one of them wakes; never between.
    Whoever evaluates the whole history at any moment finds what the rows say."""
    live: dict[tuple[str, int], ClockValue] = {}
    for index, entry in enumerate(walk.entries):
        past = walk.entries[: index + 1]
        following = walk.entries[index + 1 :]
        until = following[0].at if following else walk.at
        live = _rows(evaluate(SHIPPED, CALENDAR, past, entry.at))
        while wakings := [c.wakes_at for c in live.values() if c.wakes_at and c.wakes_at <= until]:
            live = _rows(evaluate(SHIPPED, CALENDAR, past, min(wakings)))
        assert live == _rows(evaluate(SHIPPED, CALENDAR, past, until))
    assert live == _rows(evaluate(SHIPPED, CALENDAR, walk.entries, walk.at))


def _rows(values: Sequence[ClockValue]) -> dict[tuple[str, int], ClockValue]:
    return {(value.rule, value.round): value for value in values}


@settings(max_examples=300, deadline=None)
@given(walks())
def test_what_has_ended_is_never_rewritten_by_what_comes_after(walk: Walk) -> None:
    settled: dict[tuple[str, int], ClockValue] = {}
    for index, entry in enumerate(walk.entries):
        now = _rows(evaluate(SHIPPED, CALENDAR, walk.entries[: index + 1], entry.at))
        for key, value in settled.items():
            assert now[key].state is value.state
            assert (now[key].due_at, now[key].broken_at) == (value.due_at, value.broken_at)
        settled = {
            key: value
            for key, value in now.items()
            if value.state in (ClockState.KEPT, ClockState.BROKEN)
        }


POLICIES = tuple(
    Policy(
        (
            Promise(
                "S-D7",
                "完成",
                "Completed",
                start=frozenset({Action.REPORT, State.REOPENED}),
                stop=frozenset({State.COMPLETED}),
                targets=(Target(span),),
                pauses={HoldReason.CUSTOMER: 4 * HOUR, HoldReason.PARTS: 2 * DAY},
            ),
        ),
    )
    for span in (elapsed(hours=30), working(hours=10))
)


@settings(max_examples=80, deadline=None)
@given(st.one_of(walks(most=10), BUSY))
def test_clocks_agree_with_counting_minute_by_minute(walk: Walk) -> None:
    """An evaluation that knows no arithmetic: it lives through every minute."""
    for policy in POLICIES:
        expected = _lived_through(policy, walk)
        found = [
            (c.state, c.started_at, c.broken_at)
            for c in evaluate(policy, CALENDAR, walk.entries, walk.at)
        ]
        assert found == expected


def _lived_through(
    policy: Policy, walk: Walk
) -> list[tuple[ClockState, datetime, datetime | None]]:
    promise = policy.promises[0]
    span = promise.targets[0].span
    rounds: list[tuple[ClockState, datetime, datetime | None]] = []
    left, used, held = 0, dict.fromkeys(HoldReason, 0), None
    open_, broken = False, None
    entries, moment = list(walk.entries), walk.entries[0].at
    while True:
        while entries and entries[0].at == moment:
            entry = entries.pop(0)
            if entry.to_state is not State.ON_HOLD:
                held = None
            ended = fires(promise.stop, entry) or entry.to_state is State.WITHDRAWN
            if open_ and ended:
                stopped = ClockState.KEPT if fires(promise.stop, entry) else ClockState.CANCELLED
                rounds[-1] = (ClockState.BROKEN if broken else stopped, *rounds[-1][1:2], broken)
                open_ = False
            if not open_ and fires(promise.start, entry):
                open_, broken, used = True, None, dict.fromkeys(HoldReason, 0)
                left = int(span.length.total_seconds() // 60)
                rounds.append((ClockState.RUNNING, entry.at, None))
            held = entry.held or held
        paused = (
            held is not None
            and moment < held.until
            and used[held.reason] < promise.pauses.get(held.reason, timedelta()) / (HOUR / 60)
        )
        if open_ and not broken:
            rounds[-1] = (
                ClockState.PAUSED if paused else ClockState.RUNNING,
                rounds[-1][1],
                None,
            )
        if moment >= walk.at:
            break
        if paused and held is not None:
            used[held.reason] += 1
        elif open_ and not broken and (span.basis is Basis.ELAPSED or _worked(moment)):
            left -= 1
            if left == 0:
                broken = moment + HOUR / 60
                rounds[-1] = (ClockState.BROKEN, rounds[-1][1], broken)
        moment += HOUR / 60
    return rounds


def _worked(moment: datetime) -> bool:
    return bool(CALENDAR.working_time_between(moment, moment + HOUR / 60))
