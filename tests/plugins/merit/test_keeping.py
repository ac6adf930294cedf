"""Whose a broken promise was to keep, and whose the work was: told by the history of the ticket."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.ids import new_id
from core.sla.calendar import calendar
from core.tickets.actions import Action
from core.tickets.kinds import HoldReason, State
from plugins.merit.facts.keeping import Moment, keeper, worker
from plugins.merit.ladder import MeritConfiguration

WEDNESDAY = datetime(2025, 3, 12, 1, tzinfo=UTC)
"""Nine in the morning in Shanghai."""

ANN, BEN, COE = new_id(), new_id(), new_id()
EXCUSED = frozenset(MeritConfiguration().excused_holds)
WORK, HELD = State.IN_PROGRESS, State.ON_HOLD


def at(hours: float) -> datetime:
    return WEDNESDAY + timedelta(hours=hours)


def elapsed(begin: datetime, end: datetime) -> timedelta:
    return end - begin


def given_to(hours: float, person: UUID | None, action: Action = Action.DISPATCH) -> Moment:
    return Moment(at(hours), action, WORK, person)


def held(hours: float, reason: HoldReason, until: float) -> Moment:
    return Moment(at(hours), Action.HOLD, HELD, None, reason, at(until))


def resumed(hours: float) -> Moment:
    return Moment(at(hours), Action.RESUME, WORK)


def joined(hours: float, action: Action = Action.JOIN) -> Moment:
    return Moment(at(hours), action, WORK, following=action is Action.JOIN)


REPORTED = Moment(at(0), Action.REPORT, State.REPORTED)
OVER = Action.HAND_OVER


@pytest.mark.parametrize(
    ("history", "whose"),
    [
        pytest.param([given_to(0, ANN)], ANN, id="had it all the time"),
        pytest.param([given_to(4, ANN)], ANN, id="had it for half of the time"),
        pytest.param([given_to(4.1, ANN)], None, id="had it for less"),
        pytest.param([], None, id="nobody was given it"),
        pytest.param([given_to(0, None)], None, id="a department alone was given it"),
        pytest.param(
            [given_to(0, None), given_to(1, ANN, Action.ACCEPT)], ANN, id="took it on themselves"
        ),
        pytest.param(
            [given_to(0, ANN), given_to(7, BEN, OVER)], None, id="handed over when nearly lost"
        ),
        pytest.param([given_to(0, ANN), given_to(3, BEN, OVER)], BEN, id="handed over in time"),
        pytest.param(
            [given_to(0, ANN), given_to(3, BEN, OVER), given_to(6, ANN, OVER)],
            ANN,
            id="had it before and has it again",
        ),
        pytest.param(
            [given_to(0, ANN), given_to(7.5, ANN)], ANN, id="was given again what they had"
        ),
        pytest.param(
            [given_to(0, ANN), Moment(at(7), Action.RETURN, State.CLASSIFIED, ANN)],
            None,
            id="gave it back",
        ),
        pytest.param(
            [given_to(0, ANN), given_to(2, BEN, Action.EXPLAIN)], BEN, id="the head took over"
        ),
        pytest.param(
            [given_to(0, ANN), held(1, HoldReason.DEVELOPER, 3)],
            None,
            id="with the developer, whose answer is late",
        ),
        pytest.param(
            [given_to(0, ANN), held(1, HoldReason.PARTS, 3)],
            ANN,
            id="parts were due, none went on",
        ),
        pytest.param(
            [given_to(0, ANN), held(1, HoldReason.PARTS, 9)], None, id="waits for parts just then"
        ),
        pytest.param(
            [given_to(0, ANN), held(1, HoldReason.INTERNAL, 9)], ANN, id="waits for our own"
        ),
        pytest.param(
            [held(0, HoldReason.CUSTOMER, 6), resumed(6), given_to(7, BEN)],
            BEN,
            id="had half of what time there was",
        ),
        pytest.param(
            [
                given_to(0, ANN),
                held(0, HoldReason.CUSTOMER, 6),
                given_to(6.5, BEN, OVER),
                resumed(6.5),
            ],
            BEN,
            id="handed over while it waited",
        ),
        pytest.param([given_to(0, ANN), joined(1)], None, id="worked on through another ticket"),
        pytest.param(
            [given_to(0, ANN), joined(1), joined(2, Action.LEAVE)], ANN, id="went its own way again"
        ),
    ],
)
def test_a_promise_was_theirs_who_had_the_ticket_and_the_time(
    history: list[Moment], whose: UUID | None
) -> None:
    assert keeper([REPORTED, *history], at(0), at(8), EXCUSED, elapsed) == whose


def test_a_night_that_does_not_count_is_nobodys_time() -> None:
    days = tuple((day, ((540, 1080),)) for day in range(1, 6))
    working = calendar("Asia/Shanghai", days, "", ())
    # Dispatched to one on Wednesday at nine; handed over at half past five; due on Thursday at ten.
    history = [REPORTED, given_to(0, ANN), given_to(8.5, BEN, OVER)]
    assert keeper(history, at(0), at(25), EXCUSED, elapsed) == BEN
    assert keeper(history, at(0), at(25), EXCUSED, working.working_time_between) is None


def test_the_work_was_theirs_who_finished_it() -> None:
    done = Moment(at(2), Action.COMPLETE, State.COMPLETED)
    history = [REPORTED, given_to(0, ANN), done, given_to(2, BEN, OVER)]
    assert worker(history, at(3)) == ANN, "not whom it was handed to since"
    assert worker(history[:2], at(3)) == ANN
    again = Moment(at(9), Action.COMPLETE, State.COMPLETED)
    assert worker([*history, again], at(10)) == BEN
    assert worker([REPORTED], at(3)) is None


# Generated histories, against a model that looks at every minute by itself.

MINUTES = 40
PEOPLE = st.sampled_from([ANN, BEN, COE])
REASONS = st.sampled_from(list(HoldReason))


@st.composite
def histories(draw: st.DrawFn) -> list[Moment]:
    """Entries in order, as they can follow each other: what is held goes on, is given, joins."""
    made = [Moment(minute(0), Action.REPORT, State.REPORTED)]
    state = State.REPORTED
    for when in sorted(draw(st.lists(st.integers(0, MINUTES), max_size=12))):
        action = draw(
            st.sampled_from(
                [
                    Action.DISPATCH,
                    Action.ACCEPT,
                    Action.HAND_OVER,
                    Action.EXPLAIN,
                    Action.RETURN,
                    Action.HOLD,
                    Action.RESUME,
                    Action.COMMENT,
                    Action.JOIN,
                    Action.LEAVE,
                ]
            )
        )
        person, reason, until = None, None, None
        if action is Action.HOLD:
            state, reason = State.ON_HOLD, draw(REASONS)
            until = minute(when + draw(st.integers(1, MINUTES)))
        elif action in (Action.HAND_OVER, Action.EXPLAIN, Action.RETURN):
            person = draw(PEOPLE)
        elif action in (Action.DISPATCH, Action.ACCEPT):
            person = draw(st.none() | PEOPLE)
        if action in (Action.DISPATCH, Action.ACCEPT, Action.EXPLAIN, Action.RESUME, Action.RETURN):
            state = State.IN_PROGRESS
        made.append(
            Moment(minute(when), action, state, person, reason, until, action is Action.JOIN)
        )
    return made


def minute(number: int) -> datetime:
    return WEDNESDAY + timedelta(minutes=number)


def state_at(history: list[Moment], now: datetime) -> tuple[UUID | None, bool]:
    """Who has the ticket at an instant, and whether it can be worked on: read from the end."""
    past = [each for each in history if each.at <= now]
    has = next(
        (
            None if each.action is Action.RETURN else each.assignee
            for each in reversed(past)
            if each.assignee is not None or each.action in (Action.DISPATCH, Action.RETURN)
        ),
        None,
    )
    follows = next(
        (
            each.action is Action.JOIN
            for each in reversed(past)
            if each.action in (Action.JOIN, Action.LEAVE)
        ),
        False,
    )
    waits = False
    if past and past[-1].state is State.ON_HOLD:
        last = next(each for each in reversed(past) if each.action is Action.HOLD)
        endless = last.reason is HoldReason.DEVELOPER
        assert last.until is not None
        waits = last.reason in EXCUSED and (endless or now < last.until)
    return has, not follows and not waits


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.integers(0, MINUTES), st.integers(0, MINUTES))
@example([Moment(minute(0), Action.REPORT, State.REPORTED)], 0, 0)
def test_whatever_happened_it_is_theirs_who_had_half_of_the_minutes_and_have_it(
    history: list[Moment], one: int, other: int
) -> None:
    since, until = min(one, other), max(one, other)
    minutes = Counter(
        who
        for who, works in (state_at(history, minute(each)) for each in range(since, until))
        if works
    )
    who, works = state_at(history, minute(until))
    owed = sum(minutes.values())
    expected = who if works and owed and 2 * minutes[who] >= owed else None
    assert keeper(history, minute(since), minute(until), EXCUSED, elapsed) == expected
