"""The states of a ticket's life that belong together."""

from core.tickets.kinds import State


def states(*named: State) -> frozenset[State]:
    """The states named."""
    return frozenset(named)


OPEN = states(
    State.REPORTED,
    State.CLASSIFIED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.APPOINTED,
    State.ON_THE_WAY,
    State.IN_PROGRESS,
    State.ON_HOLD,
    State.EXPLAINING,
    State.REOPENED,
)
"""States in which the estate still owes the work."""

BEFORE_WORK = OPEN - {
    State.ON_THE_WAY,
    State.IN_PROGRESS,
    State.ON_HOLD,
    State.EXPLAINING,
}
"""States in which a ticket may still be joined to others: nobody has begun."""

WITH_ASSIGNEE = states(State.ACCEPTED, State.APPOINTED, State.ON_THE_WAY, State.IN_PROGRESS)

__all__ = ["BEFORE_WORK", "OPEN", "WITH_ASSIGNEE", "states"]
