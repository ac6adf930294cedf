"""The one table of a ticket's life: action × from × to × who may.

Everything that must agree on it is made from it: the use cases' checks, `allowedActions` (here for
one ticket, in SQL by the read compiler) and the page `docs/ticket-life.md`.
"""

from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor, Role
from core.tickets.actions import Action, Case, Goal, Party
from core.tickets.errors import StepNotAllowed
from core.tickets.kinds import Kind, State
from core.tickets.phases import BEFORE_WORK, OPEN, WITH_ASSIGNEE, states
from core.tickets.who import (
    ANSWERERS,
    CALLERS,
    COMMENTERS,
    FRONT_DESK,
    LEADS,
    REPORTERS,
)


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: `action` leads from any of `sources` to `target` for who holds any of `roles` at
    the ticket's estate or is any of `parties`; only for `kinds` where they are given.

    An action may have several rows; `case` tells rows of one action apart by what was found. A row
    with the party LEAD is a step of the work itself: a ticket that has joined an incident takes it
    with its lead, and by nobody's hand. `joined` rows are for such tickets alone, or for others.
    """

    action: Action
    sources: frozenset[State]
    target: State | Goal
    roles: frozenset[Role]
    parties: frozenset[Party] = frozenset()
    kinds: frozenset[Kind] | None = None
    case: Case | None = None
    joined: bool | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a ticket decides who may do what with it."""

    estate_id: int
    state: State
    kind: Kind
    requester_id: UUID | None
    assignee_id: UUID | None
    joined: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition(Action.REPORT, states(), State.REPORTED, REPORTERS, rule="S-A1"),
    Transition(
        Action.CLASSIFY,
        states(State.REPORTED, State.CLASSIFIED),
        State.CLASSIFIED,
        FRONT_DESK,
        rule="S-B1",
    ),
    Transition(
        Action.CLASSIFY,
        OPEN - {State.REPORTED, State.CLASSIFIED, State.ON_HOLD, State.EXPLAINING},
        Goal.UNCHANGED,
        FRONT_DESK,
        rule="S-B3",
    ),
    Transition(
        Action.DISPATCH,
        states(
            State.REPORTED,
            State.CLASSIFIED,
            State.DISPATCHED,
            State.ACCEPTED,
            State.APPOINTED,
            State.REOPENED,
        ),
        State.DISPATCHED,
        FRONT_DESK | {Role.DEPARTMENT_HEAD, Role.SYSTEM},
        frozenset({Party.LEAD}),
        rule="S-C1",
    ),
    Transition(
        Action.ACCEPT,
        states(State.DISPATCHED),
        State.ACCEPTED,
        frozenset({Role.DEPARTMENT_HEAD}),
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D2",
    ),
    Transition(
        Action.RETURN,
        states(State.DISPATCHED, State.ACCEPTED, State.APPOINTED),
        State.CLASSIFIED,
        frozenset({Role.DEPARTMENT_HEAD}),
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D2",
    ),
    Transition(
        Action.APPOINT,
        states(State.ACCEPTED, State.APPOINTED, State.REOPENED),
        State.APPOINTED,
        LEADS | {Role.CS_AGENT},
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D1",
    ),
    Transition(
        Action.DEPART,
        states(State.ACCEPTED, State.APPOINTED, State.REOPENED),
        State.ON_THE_WAY,
        LEADS,
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D4",
    ),
    Transition(
        Action.START,
        states(State.ACCEPTED, State.APPOINTED, State.ON_THE_WAY, State.REOPENED),
        State.IN_PROGRESS,
        LEADS | {Role.SYSTEM},
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D4",
    ),
    Transition(
        Action.HOLD,
        WITH_ASSIGNEE | {State.REOPENED},
        State.ON_HOLD,
        LEADS | {Role.CS_AGENT, Role.SYSTEM},
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D8",
    ),
    Transition(
        Action.RESUME,
        states(State.ON_HOLD),
        Goal.BEFORE_HOLD,
        LEADS | {Role.CS_AGENT, Role.SYSTEM},
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-D8",
    ),
    Transition(
        Action.COMPLETE,
        WITH_ASSIGNEE,
        State.COMPLETED,
        LEADS | {Role.SYSTEM},
        frozenset({Party.ASSIGNEE, Party.LEAD}),
        rule="S-E1",
    ),
    Transition(
        Action.CONFIRM,
        states(State.COMPLETED),
        State.CONFIRMED,
        CALLERS,
        frozenset({Party.REQUESTER}),
        case=Case.SOLVED,
        rule="S-E2",
    ),
    Transition(
        Action.CONFIRM,
        states(State.COMPLETED),
        State.REOPENED,
        CALLERS,
        frozenset({Party.REQUESTER}),
        case=Case.UNSOLVED,
        rule="S-E2",
    ),
    Transition(
        Action.ANSWER_SURVEY,
        states(State.COMPLETED, State.CONFIRMED),
        State.CLOSED,
        ANSWERERS,
        frozenset({Party.REQUESTER}),
        case=Case.SATISFIED,
        rule="S-F2",
    ),
    Transition(
        Action.ANSWER_SURVEY,
        states(State.COMPLETED, State.CONFIRMED),
        State.REOPENED,
        ANSWERERS,
        frozenset({Party.REQUESTER}),
        case=Case.DISSATISFIED,
        rule="S-F3",
    ),
    Transition(
        Action.CLOSE,
        states(State.CONFIRMED),
        State.CLOSED,
        FRONT_DESK | {Role.SYSTEM},
        rule="S-D4",
    ),
    Transition(
        Action.CLOSE,
        states(State.COMPLETED),
        State.CLOSED,
        frozenset({Role.SYSTEM}),
        rule="S-F1",
    ),
    Transition(
        Action.REOPEN,
        states(State.COMPLETED, State.CONFIRMED, State.CLOSED),
        State.REOPENED,
        FRONT_DESK,
        frozenset({Party.REQUESTER}),
        rule="S-F3",
    ),
    Transition(
        Action.WITHDRAW,
        OPEN,
        State.WITHDRAWN,
        FRONT_DESK,
        frozenset({Party.REQUESTER}),
        rule="S-N2",
    ),
    Transition(
        Action.REJECT,
        states(
            State.CLASSIFIED,
            State.DISPATCHED,
            State.ACCEPTED,
            State.APPOINTED,
            State.IN_PROGRESS,
            State.REOPENED,
        ),
        State.EXPLAINING,
        LEADS,
        kinds=frozenset({Kind.COMPLAINT}),
        rule="S-B4",
    ),
    Transition(
        Action.EXPLAIN,
        states(State.EXPLAINING),
        State.COMPLETED,
        LEADS | CALLERS,
        kinds=frozenset({Kind.COMPLAINT}),
        case=Case.PERSUADED,
        rule="S-B4",
    ),
    Transition(
        Action.EXPLAIN,
        states(State.EXPLAINING),
        State.IN_PROGRESS,
        LEADS | CALLERS,
        kinds=frozenset({Kind.COMPLAINT}),
        case=Case.UNPERSUADED,
        rule="S-B4",
    ),
    Transition(
        Action.INVESTIGATE,
        OPEN - {State.ON_HOLD, State.EXPLAINING},
        Goal.UNCHANGED,
        LEADS | CALLERS,
        frozenset({Party.ASSIGNEE}),
        kinds=frozenset({Kind.COMPLAINT}),
        rule="S-D5",
    ),
    Transition(
        Action.COMMENT,
        frozenset(State),
        Goal.UNCHANGED,
        COMMENTERS,
        frozenset({Party.REQUESTER, Party.ASSIGNEE}),
        rule="S-D4",
    ),
    Transition(
        Action.JOIN,
        BEFORE_WORK,
        Goal.UNCHANGED,
        FRONT_DESK,
        case=Case.FOLLOWING,
        joined=False,
        rule="S-A7",
    ),
    Transition(
        Action.JOIN,
        OPEN - {State.EXPLAINING},
        Goal.UNCHANGED,
        FRONT_DESK,
        case=Case.LEADING,
        joined=False,
        rule="S-A7",
    ),
    Transition(
        Action.LEAVE,
        OPEN,
        Goal.UNCHANGED,
        FRONT_DESK | {Role.SYSTEM},
        joined=True,
        rule="S-A7",
    ),
    Transition(
        Action.FIND_NOBODY,
        states(State.REPORTED, State.CLASSIFIED),
        Goal.UNCHANGED,
        frozenset({Role.SYSTEM}),
        rule="S-C5",
    ),
    Transition(
        Action.SKIP_REVISIT,
        states(State.COMPLETED, State.CONFIRMED),
        Goal.UNCHANGED,
        frozenset({Role.SYSTEM}),
        rule="S-F1",
    ),
    Transition(
        Action.HAND_OVER,
        OPEN - {State.REPORTED, State.CLASSIFIED},
        Goal.UNCHANGED,
        LEADS | {Role.SYSTEM},
        frozenset({Party.ASSIGNEE}),
        rule="S-M1",
    ),
)


def may(actor: Actor, facts: Facts, row: Transition, *, following: bool = False) -> bool:
    """Whether `row` is open to this caller for a ticket of these facts.

    `following`: the ticket's lead has taken this step, and the ticket takes it too.
    """
    if facts.state not in row.sources or (row.kinds is not None and facts.kind not in row.kinds):
        return False
    if row.joined not in (None, facts.joined):
        return False
    if following or (facts.joined and Party.LEAD in row.parties):
        return following and facts.joined and Party.LEAD in row.parties
    if actor.roles_at(facts.estate_id) & row.roles:
        return True
    if Party.REQUESTER in row.parties and facts.requester_id in actor.persons:
        return True
    return Party.ASSIGNEE in row.parties and facts.assignee_id in actor.persons


def allowed_actions(actor: Actor, facts: Facts) -> tuple[Action, ...]:
    """What this caller may do with the ticket now, in the order of `Action`."""
    open_to = {row.action for row in TRANSITIONS if may(actor, facts, row)}
    return tuple(action for action in Action if action in open_to)


def transition(
    actor: Actor,
    facts: Facts,
    action: Action,
    case: Case | None = None,
    *,
    following: bool = False,
) -> Transition:
    """The row by which `action` goes; raises `StepNotAllowed`, naming the allowed ones."""
    for row in TRANSITIONS:
        if row.action is not action or row.case is not case:
            continue
        if may(actor, facts, row, following=following):
            return row
    raise StepNotAllowed(
        action.value, facts.state.value, tuple(a.value for a in allowed_actions(actor, facts))
    )


__all__ = [
    "FRONT_DESK",
    "REPORTERS",
    "TRANSITIONS",
    "Action",
    "Case",
    "Facts",
    "Goal",
    "Party",
    "Transition",
    "allowed_actions",
    "may",
    "transition",
]
