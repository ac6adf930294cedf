"""Clocks out of histories: one pure function, live and in replay."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.estates.models import PropertyType
from core.sla.calendar import Calendar, PublicDays, shifts_of
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described, Entry, Held
from core.sla.models import ClockState
from core.sla.policy import (
    Policy,
    Promise,
    Target,
    elapsed,
    working_days,
)
from core.sla.shipped import SHIPPED
from core.tickets.kinds import Channel, HoldReason, Kind, State, Urgency
from core.tickets.transitions import Action
from tests.factories import MORNING, SHIFTS

CALENDAR = Calendar(ZoneInfo("Asia/Shanghai"), dict(shifts_of(SHIFTS)), PublicDays("CN"))
LEAK = Described(Kind.REPAIR, Urgency.ROUTINE, Channel.APP, PropertyType.RESIDENTIAL)
NOISE = replace(LEAK, kind=Kind.COMPLAINT)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Tale:
    """A history being told, hour by hour from the morning on."""

    def __init__(self, described: Described = LEAK) -> None:
        first = Entry(MORNING, Action.REPORT, None, State.REPORTED, described)
        self.entries = [first]

    def then(
        self,
        hours: float,
        action: Action,
        to: State | None = None,
        described: Described | None = None,
        held: Held | None = None,
    ) -> "Tale":
        """`hours` after the report; `to` is left out where the state stays."""
        before = self.entries[-1].to_state
        at = MORNING + timedelta(hours=hours)
        self.entries.append(Entry(at, action, before, to or before, described, held))
        return self

    def held(self, hours: float, reason: HoldReason, days: float) -> "Tale":
        """On hold for at most `days`."""
        until = MORNING + timedelta(hours=hours) + timedelta(days=days)
        return self.then(hours, Action.HOLD, State.ON_HOLD, held=Held(reason, until))

    def clock(self, rule: str, after: float, policy: Policy = SHIPPED) -> ClockValue:
        """The latest round of a promise, `after` hours after the report."""
        at = MORNING + timedelta(hours=after)
        past = [entry for entry in self.entries if entry.at <= at]
        found = [c for c in evaluate(policy, CALENDAR, past, at) if c.rule == rule]
        return found[-1]

    def rules(self, after: float) -> set[str]:
        """The promises that were made."""
        at = MORNING + timedelta(hours=after)
        return {clock.rule for clock in evaluate(SHIPPED, CALENDAR, self.entries, at)}


def worked(described: Described = LEAK) -> Tale:
    """Dispatched after one hour, accepted after two, at work after three."""
    return (
        Tale(described)
        .then(1, Action.DISPATCH, State.DISPATCHED)
        .then(2, Action.ACCEPT, State.ACCEPTED)
        .then(3, Action.START, State.IN_PROGRESS)
    )


def test_an_online_request_is_to_be_taken_up_within_half_an_hour() -> None:
    """S-A6."""
    assert Tale().clock("S-A6", 0).due_at == MORNING + HOUR / 2
    assert "S-A6" not in Tale(replace(LEAK, channel=Channel.PHONE)).rules(0)
    assert (
        Tale().then(0.4, Action.CLASSIFY, State.CLASSIFIED, LEAK).clock("S-A6", 1).state
        is ClockState.KEPT
    )


def test_a_ticket_nobody_is_assigned_breaks_its_promise_like_any_other() -> None:
    """S-C1, S-C5."""
    assert Tale().clock("S-C1", 11.9).state is ClockState.RUNNING
    broken = Tale().clock("S-C1", 12)
    assert (broken.state, broken.broken_at) == (ClockState.BROKEN, MORNING + 12 * HOUR)


def test_a_promise_fulfilled_late_stays_broken_and_says_when_it_was() -> None:
    late = Tale().then(20, Action.DISPATCH, State.DISPATCHED).clock("S-C1", 30)
    assert (late.state, late.stopped_at) == (ClockState.BROKEN, MORNING + 20 * HOUR)


def test_a_department_that_gives_back_has_answered_and_the_front_desk_owes_a_new_dispatch() -> None:
    """S-D2, S-C1."""
    tale = (
        Tale().then(1, Action.DISPATCH, State.DISPATCHED).then(2, Action.RETURN, State.CLASSIFIED)
    )
    assert tale.clock("S-D2", 2).state is ClockState.KEPT
    assert tale.clock("S-D1", 2).state is ClockState.CANCELLED
    again = tale.clock("S-C1", 2)
    assert (again.round, again.due_at) == (2, MORNING + 14 * HOUR)


def test_a_routine_repair_is_promised_in_working_time() -> None:
    """S-D7: 24 working hours from Wednesday 09:00 are done on Monday at 09:00."""
    assert Tale().clock("S-D7", 0).due_at == MORNING + 5 * DAY


def test_a_complaint_is_promised_in_three_days() -> None:
    """S-D7."""
    assert Tale(NOISE).clock("S-D7", 0).due_at == MORNING + 3 * DAY


def test_urgency_and_property_type_decide_the_target() -> None:
    """S-D7."""
    emergency = replace(LEAK, urgency=Urgency.EMERGENCY)
    assert Tale(emergency).clock("S-D7", 0).due_at == MORNING + 4 * HOUR
    office = replace(emergency, property_type=PropertyType.OFFICE)
    assert Tale(office).clock("S-D7", 0).due_at == MORNING + 2 * HOUR


def test_a_target_may_be_for_a_category_and_those_below_it() -> None:
    policy = Policy(
        (
            Promise(
                "S-D7",
                "完成",
                "Completed",
                start=frozenset({Action.REPORT}),
                stop=frozenset({State.COMPLETED}),
                targets=(
                    Target(elapsed(hours=1), categories=frozenset({"repair.lift"})),
                    Target(elapsed(hours=9)),
                ),
            ),
        )
    )
    for code, hours in (
        ("repair.lift", 1),
        ("repair.lift.door", 1),
        ("repair.lifts", 9),
        (None, 9),
    ):
        tale = Tale(replace(LEAK, category_code=code))
        assert tale.clock("S-D7", 0, policy).due_at == MORNING + hours * HOUR


def test_waiting_for_the_customer_stops_the_clock_and_going_on_starts_it_again() -> None:
    """S-D8."""
    tale = worked(NOISE).held(10, HoldReason.CUSTOMER, 5)
    held = tale.clock("S-D7", 20)
    assert (held.state, held.due_at) == (ClockState.PAUSED, None)
    assert held.remaining == (72 - 10) * 3600
    tale.then(30, Action.RESUME, State.IN_PROGRESS)
    assert tale.clock("S-D7", 31).due_at == MORNING + (72 + 20) * HOUR


@pytest.mark.parametrize("reason", [HoldReason.INTERNAL, HoldReason.CONTRACTOR])
def test_waiting_for_our_own_people_stops_nothing(reason: HoldReason) -> None:
    """S-D6, S-D8."""
    held = worked(NOISE).held(10, reason, 5).clock("S-D7", 20)
    assert (held.state, held.due_at) == (ClockState.RUNNING, MORNING + 72 * HOUR)


def test_a_pause_ends_when_what_was_waited_for_should_have_come() -> None:
    """S-D8: the hold lasts, the clock runs on."""
    tale = worked(NOISE).held(10, HoldReason.CUSTOMER, 1)
    assert tale.clock("S-D7", 33).wakes_at == MORNING + 34 * HOUR
    on = tale.clock("S-D7", 40)
    assert (on.state, on.due_at) == (ClockState.RUNNING, MORNING + (72 + 24) * HOUR)


def test_several_holds_together_stop_a_clock_no_longer_than_the_limit() -> None:
    """S-D8: seven days for the customer, however they are cut up."""
    tale = worked(NOISE).held(10, HoldReason.CUSTOMER, 7)
    tale.then(10 + 5 * 24, Action.RESUME, State.IN_PROGRESS)
    tale.held(11 + 5 * 24, HoldReason.CUSTOMER, 7)
    last = tale.clock("S-D7", 12 + 5 * 24)
    assert last.wakes_at == MORNING + 11 * HOUR + 7 * DAY
    assert last.promised_at == MORNING + (72 + 7 * 24) * HOUR


def test_time_held_until_the_completion_is_not_lost() -> None:
    """Completed while paused: what was left then is what it was kept with."""
    tale = worked(NOISE).held(70, HoldReason.PARTS, 9)
    tale.then(100, Action.COMPLETE, State.COMPLETED)
    kept = tale.clock("S-D7", 200)
    assert (kept.state, kept.due_at) == (ClockState.KEPT, MORNING + (72 + 30) * HOUR)


def test_a_clock_that_broke_before_the_hold_stays_broken() -> None:
    tale = worked(NOISE).held(80, HoldReason.CUSTOMER, 5)
    broken = tale.clock("S-D7", 90)
    assert (broken.state, broken.broken_at) == (ClockState.BROKEN, MORNING + 72 * HOUR)


def test_reopening_begins_a_new_round_and_takes_the_question_back() -> None:
    """S-F3."""
    tale = worked(NOISE).then(5, Action.COMPLETE, State.COMPLETED)
    assert tale.clock("S-F1", 6).state is ClockState.RUNNING
    tale.then(9, Action.REOPEN, State.REOPENED)
    assert tale.clock("S-F1", 10).state is ClockState.CANCELLED
    again = tale.clock("S-D7", 10)
    assert (again.round, again.due_at) == (2, MORNING + (9 + 72) * HOUR)
    assert tale.clock("S-C1", 10).round == 2


def test_coming_back_from_a_hold_is_not_being_reopened_again() -> None:
    tale = worked(NOISE).then(5, Action.COMPLETE, State.COMPLETED)
    tale.then(6, Action.REOPEN, State.REOPENED).held(7, HoldReason.CUSTOMER, 2)
    tale.then(8, Action.RESUME, State.REOPENED)
    assert (tale.clock("S-D7", 9).round, tale.clock("S-C1", 9).round) == (2, 2)


def test_the_customer_is_asked_within_two_working_days() -> None:
    """S-F1: completed on Wednesday, by the end of Friday."""
    tale = worked().then(5, Action.COMPLETE, State.COMPLETED)
    assert tale.clock("S-F1", 6).due_at == MORNING + 2 * DAY + 9 * HOUR
    dissatisfied = tale.then(9, Action.ANSWER_SURVEY, State.REOPENED)
    assert dissatisfied.clock("S-F1", 10).state is ClockState.KEPT


def test_a_withdrawn_ticket_promises_nothing_more() -> None:
    tale = Tale().then(2, Action.WITHDRAW, State.WITHDRAWN)
    states = {
        clock.rule: clock.state
        for clock in evaluate(SHIPPED, CALENDAR, tale.entries, MORNING + DAY)
    }
    assert states == {
        "S-A6": ClockState.BROKEN,
        "S-C1": ClockState.CANCELLED,
        "S-D7": ClockState.CANCELLED,
    }


def test_classifying_anew_changes_what_is_promised_from_the_report_on() -> None:
    tale = Tale().then(1, Action.CLASSIFY, State.CLASSIFIED, replace(LEAK, urgency=Urgency.URGENT))
    assert tale.clock("S-D7", 1).due_at == MORNING + 24 * HOUR


def test_a_shorter_promise_that_has_passed_already_breaks_when_it_is_made() -> None:
    emergency = replace(LEAK, urgency=Urgency.EMERGENCY)
    tale = Tale().then(6, Action.CLASSIFY, State.CLASSIFIED, emergency)
    broken = tale.clock("S-D7", 7)
    assert (broken.due_at, broken.broken_at) == (MORNING + 4 * HOUR, MORNING + 6 * HOUR)


def test_a_broken_promise_is_not_mended_by_classifying_anew() -> None:
    tale = Tale(replace(LEAK, urgency=Urgency.EMERGENCY))
    tale.then(6, Action.CLASSIFY, State.CLASSIFIED, LEAK)
    assert tale.clock("S-D7", 7).state is ClockState.BROKEN


def test_a_promise_the_new_kind_does_not_have_is_cancelled_and_may_come_back() -> None:
    question = replace(LEAK, kind=Kind.CONSULTATION)
    tale = Tale().then(1, Action.DISPATCH, State.DISPATCHED)
    due_at = tale.clock("S-D1", 1).due_at
    tale.then(2, Action.CLASSIFY, described=question)
    assert tale.clock("S-D1", 2).state is ClockState.CANCELLED
    tale.then(2.5, Action.CLASSIFY, described=LEAK)
    back = tale.clock("S-D1", 2.5)
    assert (back.state, back.due_at, back.round) == (ClockState.RUNNING, due_at, 1)


def test_a_promise_in_working_days_cannot_be_made_pausable() -> None:
    with pytest.raises(ValueError, match="cannot be paused"):
        Promise(
            "S-F1",
            "回访",
            "Revisit",
            start=frozenset({State.COMPLETED}),
            stop=frozenset({Action.CLOSE}),
            targets=(Target(working_days(2)),),
            pauses={HoldReason.CUSTOMER: DAY},
        )


def test_actions_and_states_are_never_mistaken_for_each_other() -> None:
    assert {action.value for action in Action}.isdisjoint(state.value for state in State)
