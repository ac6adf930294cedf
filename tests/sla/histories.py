"""Histories as the table of transitions allows them, walked at random."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from core.estates.models import PropertyType
from core.sla.history import Described, Entry, Held
from core.tickets.kinds import Channel, HoldReason, Kind, State, Urgency
from core.tickets.transitions import TRANSITIONS, Action, Goal, Transition
from tests.factories import MORNING

GAPS = st.one_of(st.integers(0, 90), st.integers(0, 60 * 24 * 3), st.integers(0, 60 * 24 * 20))
"""Minutes between two steps: mostly short, sometimes longer than any promise."""

HOURS = st.integers(0, 5 * 60)
"""Minutes between two steps of a busy day."""


@dataclass(frozen=True)
class Walk:
    """A history, and a moment not before its end."""

    entries: tuple[Entry, ...]
    at: datetime


EVERY = frozenset(Action)
WAITING = frozenset({Action.HOLD, Action.RESUME, Action.START, Action.COMPLETE, Action.REOPEN})
"""Steps by which work is held, goes on, ends and begins again."""


@st.composite
def walks(
    draw: st.DrawFn,
    most: int = 14,
    after: tuple[Action, ...] = (),
    among: frozenset[Action] = EVERY,
    gaps: st.SearchStrategy[int] = GAPS,
    reasons: tuple[HoldReason, ...] = tuple(HoldReason),
) -> Walk:
    """A ticket's life up to some step, and some time after it.

    It begins with the actions of `after` and goes on with any of `among`.
    """
    moment = MORNING + timedelta(minutes=draw(st.integers(0, 60 * 24 * 7)))
    described = Described(
        kind=draw(st.sampled_from(Kind)),
        urgency=draw(st.sampled_from(Urgency)),
        channel=draw(st.sampled_from(Channel)),
        property_type=draw(st.sampled_from(PropertyType)),
    )
    entries = [Entry(moment, Action.REPORT, None, State.REPORTED, described)]
    before_hold = state = State.REPORTED
    for step in range(len(after) + draw(st.integers(0, most))):
        wanted = frozenset(after[step : step + 1]) or among
        rows = [row for row in _open(state, described.kind) if row.action in wanted]
        if not rows:
            break
        row = draw(st.sampled_from(rows))
        moment += timedelta(minutes=draw(gaps))
        target = _target(row, state, before_hold)
        made = held = None
        if row.action is Action.CLASSIFY:
            made = described = replace(
                described,
                kind=draw(st.sampled_from(Kind)),
                urgency=draw(st.sampled_from(Urgency)),
            )
        if row.action is Action.HOLD:
            before_hold = state
            until = moment + timedelta(minutes=draw(st.integers(1, 60 * 24 * 40)))
            held = Held(draw(st.sampled_from(reasons)), until)
        entries.append(Entry(moment, row.action, state, target, made, held))
        state = target
    return Walk(tuple(entries), moment + timedelta(minutes=draw(gaps)))


def _open(state: State, kind: Kind) -> list[Transition]:
    return [
        row
        for row in TRANSITIONS
        if state in row.sources and (row.kinds is None or kind in row.kinds)
    ]


def _target(row: Transition, state: State, before_hold: State) -> State:
    special: dict[Goal, Callable[[], State]] = {
        Goal.UNCHANGED: lambda: state,
        Goal.BEFORE_HOLD: lambda: before_hold,
    }
    return special[row.target]() if isinstance(row.target, Goal) else row.target


__all__ = ["GAPS", "HOURS", "WAITING", "Walk", "walks"]
