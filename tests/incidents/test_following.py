"""What a joined ticket follows of its lead, and where one who joins late begins (S-A7)."""

from core.incidents.follow import where_to_begin, worth_following
from core.incidents.repository import Step
from core.tickets.kinds import State
from core.tickets.transitions import Action

ARRIVED = {
    Action.REPORT: State.REPORTED,
    Action.CLASSIFY: State.CLASSIFIED,
    Action.DISPATCH: State.DISPATCHED,
    Action.RETURN: State.CLASSIFIED,
    Action.ACCEPT: State.ACCEPTED,
    Action.START: State.IN_PROGRESS,
    Action.COMPLETE: State.COMPLETED,
    Action.REOPEN: State.REOPENED,
}


def life(*actions: Action) -> tuple[Step, ...]:
    """A lead's history."""
    return tuple(
        Step(number, action, ARRIVED.get(action, State.REPORTED), {}, True)
        for number, action in enumerate(actions, start=1)
    )


def test_the_work_is_followed_and_what_is_the_customers_own_is_not() -> None:
    steps = life(
        Action.REPORT, Action.CLASSIFY, Action.DISPATCH, Action.COMMENT, Action.ACCEPT, Action.START
    )
    followed = [each.action for each in worth_following(steps)]
    assert followed == [Action.DISPATCH, Action.ACCEPT, Action.START]


def test_a_completion_that_was_taken_back_is_not_followed() -> None:
    steps = life(Action.DISPATCH, Action.ACCEPT, Action.COMPLETE, Action.REOPEN, Action.START)
    assert [each.action for each in worth_following(steps)] == [
        Action.DISPATCH,
        Action.ACCEPT,
        Action.START,
    ]
    again = worth_following((*steps, Step(6, Action.COMPLETE, State.COMPLETED, {}, True)))
    assert again[-1].sequence == 6


def test_who_joins_late_begins_with_the_latest_dispatch() -> None:
    begun = life(
        Action.REPORT, Action.DISPATCH, Action.RETURN, Action.DISPATCH, Action.ACCEPT, Action.START
    )
    assert where_to_begin(begun) == 3
    given_back = life(Action.REPORT, Action.DISPATCH, Action.RETURN)
    assert where_to_begin(given_back) == 3, "nothing to catch up with"
    assert where_to_begin(life(Action.REPORT)) == 1
