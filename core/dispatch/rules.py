"""The numbers and the roles of ranking: what each part of a score weighs, and who is looked at."""

from collections.abc import Mapping

from core.actor import Role
from core.dispatch.kinds import ScorePart
from core.tickets.kinds import State, Urgency
from core.tickets.transitions import TRANSITIONS, Action

WEIGHTS: Mapping[Urgency, Mapping[ScorePart, int]] = {
    Urgency.ROUTINE: {
        ScorePart.SKILL: 35,
        ScorePart.AREA: 15,
        ScorePart.DISTANCE: 10,
        ScorePart.DUTY: 15,
        ScorePart.LOAD: 15,
        ScorePart.PROMISES: 10,
    },
    Urgency.URGENT: {
        ScorePart.SKILL: 35,
        ScorePart.AREA: 10,
        ScorePart.DISTANCE: 15,
        ScorePart.DUTY: 20,
        ScorePart.LOAD: 10,
        ScorePart.PROMISES: 10,
    },
    Urgency.EMERGENCY: {
        ScorePart.SKILL: 30,
        ScorePart.AREA: 5,
        ScorePart.DISTANCE: 25,
        ScorePart.DUTY: 25,
        ScorePart.LOAD: 10,
        ScorePart.PROMISES: 5,
    },
}
"""Points of each part at its best; a hundred together. In a hurry near and on duty count more."""

RETURNED = -30
"""For who gave this very ticket back (S-D2)."""

LEADS = -5
"""For heads and supervisors: they are asked after their people."""

THRESHOLD = 60
"""What an estate begins with: below it the system sends nobody by itself."""

AS_GOOD = 10
"""Who is no more than so many points behind the best is picked without a reason."""

DOERS = frozenset(
    {
        Role.TECHNICIAN,
        Role.OFFICER,
        Role.BUTLER,
        Role.CS_AGENT,
        Role.CS_SUPERVISOR,
        Role.DEPARTMENT_HEAD,
    }
)
"""Whom tickets are given to."""

HEADS = frozenset({Role.CS_SUPERVISOR, Role.DEPARTMENT_HEAD})

DISPATCHERS = next(row.roles for row in TRANSITIONS if row.action is Action.DISPATCH) - {
    Role.SYSTEM
}
"""Who may dispatch, and so see the ranking."""

SETTERS = frozenset({Role.ESTATE_MANAGER, Role.REGION_MANAGER, Role.GROUP_DIRECTOR})
"""Who says how an estate dispatches."""

ARRANGERS = SETTERS | HEADS
"""Who says which buildings a person is responsible for, and where they stand."""

OVERSEERS = ARRANGERS | {Role.COMPANY_LEADER, Role.GROUP_STAFF}
"""Who sees how jobs are shared out (S-N3)."""

AT_HAND = frozenset(
    {
        State.DISPATCHED,
        State.ACCEPTED,
        State.APPOINTED,
        State.ON_THE_WAY,
        State.IN_PROGRESS,
        State.REOPENED,
    }
)
"""States in which a ticket is load for its assignee; what is on hold waits for others."""

OUT = frozenset({State.ON_THE_WAY, State.IN_PROGRESS})
"""States that tell where the assignee is."""

UNSENT = frozenset({State.REPORTED, State.CLASSIFIED})
"""States in which the system may dispatch a ticket that nobody has."""

FULL_LOAD = 8
"""Tickets at hand with which the part LOAD is down to nothing."""

FULL_RISK = 6
"""Tickets at risk with which PROMISES is down to nothing; an overdue one counts for two more."""

AT_RISK_MINUTES = 240
"""A promise is at risk when it falls due within this time."""

FAR = 1000
"""Metres at which the part DISTANCE is down to nothing."""

NEXT_DOOR = 80
ELSEWHERE = 300
"""Metres taken for the next building by number, and for any other, where no places are known."""

METRES_A_MINUTE = 70
"""On foot, with a tool bag."""

SOON_MINUTES = 120
"""Duty that begins within this time is beginning soon."""

__all__ = [
    "ARRANGERS",
    "AS_GOOD",
    "AT_HAND",
    "AT_RISK_MINUTES",
    "DISPATCHERS",
    "DOERS",
    "ELSEWHERE",
    "FAR",
    "FULL_LOAD",
    "FULL_RISK",
    "HEADS",
    "LEADS",
    "METRES_A_MINUTE",
    "NEXT_DOOR",
    "OUT",
    "OVERSEERS",
    "RETURNED",
    "SETTERS",
    "SOON_MINUTES",
    "THRESHOLD",
    "UNSENT",
    "WEIGHTS",
]
