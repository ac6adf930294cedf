"""The shipped policy: every time limit of the service standard that begins and ends with an event
of a ticket's life, number for number. A group may change each one (`tenants.adopt_policy`).

Not here: the telling of S-A5 and the steps of section G, which are no promises on a ticket but have
due times of their own.
"""

from datetime import timedelta

from core.adopted.editions import ALWAYS, Edition, Editions
from core.estates.models import PropertyType
from core.sla.policy import (
    COMPLETION,
    Moment,
    Point,
    Policy,
    Promise,
    Target,
    Told,
    elapsed,
    working,
    working_days,
)
from core.tickets.kinds import Channel, Hearer, HoldReason, Kind, State, Urgency
from core.tickets.transitions import Action

_ONLINE = frozenset({Channel.WEB, Channel.APP, Channel.WECHAT, Channel.EMAIL})
_VISITED = frozenset({Kind.REPAIR, Kind.COMPLAINT, Kind.HELP})
_REPAIR = frozenset({Kind.REPAIR})
_BUSINESS = frozenset({PropertyType.COMMERCIAL, PropertyType.OFFICE})
_EMERGENCY = frozenset({Urgency.EMERGENCY})
_URGENT = frozenset({Urgency.URGENT})
_TAKEN_UP = frozenset({Action.CLASSIFY, Action.DISPATCH})
_HANDLING = frozenset({Action.APPOINT, Action.DEPART, Action.START, Action.COMPLETE})

# The contractor's delay is the estate's own (S-D6), as are internal reasons: those stop nothing.
_WAITING = {
    HoldReason.CUSTOMER: timedelta(days=7),
    HoldReason.PARTS: timedelta(days=15),
    HoldReason.DEVELOPER: timedelta(days=30),
}


def _after(percent: int, *tell: Told) -> Point:
    return Point(frozenset(tell), percent=percent)


def _before(minutes: int, *tell: Told) -> Point:
    return Point(frozenset(tell), before=timedelta(minutes=minutes))


_FIRST = Policy(
    promises=(
        Promise(
            "S-A5",  # what the other staff heard is with the front desk within 24 h
            "首问转交",
            "Passed to the front desk",
            start=frozenset({Action.REPORT}),
            stop=_TAKEN_UP,
            targets=(Target(elapsed(hours=24), heard_by=frozenset({Hearer.STAFF})),),
            points=(_before(240, Told.FRONT_DESK),),
        ),
        Promise(
            "S-A6",  # online requests are taken up within 30 min
            "受理",
            "Taken up",
            start=frozenset({Action.REPORT}),
            stop=_TAKEN_UP,
            targets=(Target(elapsed(minutes=30), channels=_ONLINE),),
            points=(_before(10, Told.FRONT_DESK),),
        ),
        Promise(
            "S-C1",  # dispatched within 12 h, assigned to somebody or not (S-C5)
            "派单",
            "Dispatched",
            start=frozenset({Action.REPORT, Action.RETURN, State.REOPENED}),
            stop=frozenset({Action.DISPATCH, Action.REJECT, *_HANDLING}),
            pauses=_WAITING,
            targets=(Target(elapsed(hours=12)),),
            points=(_before(120, Told.FRONT_DESK), _before(30, Told.SUPERVISOR)),
        ),
        Promise(
            "S-D1",  # the assignee contacts the customer; an emergency is attended at once
            "联系与预约",
            "Contact and appointment",
            start=frozenset({Action.DISPATCH, State.REOPENED}),
            stop=frozenset({Action.REJECT, *_HANDLING}),
            cancel=frozenset({Action.RETURN}),
            pauses=_WAITING,
            targets=(
                Target(elapsed(minutes=30), kinds=_VISITED, urgencies=_EMERGENCY),
                Target(elapsed(hours=2), kinds=_VISITED, urgencies=_URGENT),
                Target(working(hours=4), kinds=_VISITED),
            ),
            points=(_after(50, Told.ASSIGNEE), _after(80, Told.DEPARTMENT_HEAD)),
        ),
        Promise(
            "S-D2",  # accepted, or given back with a reason, within 2 h
            "部门应答",
            "Answer of the department",
            start=frozenset({Action.DISPATCH}),
            stop=frozenset({Action.ACCEPT, Action.RETURN, Action.REJECT}),
            targets=(Target(elapsed(hours=2)),),
            points=(_before(30, Told.ASSIGNEE, Told.DEPARTMENT_HEAD),),
        ),
        Promise(
            COMPLETION,
            "完成",
            "Completed",
            start=frozenset({Action.REPORT, State.REOPENED}),
            stop=frozenset({State.COMPLETED}),
            pauses=_WAITING,
            targets=(
                Target(elapsed(days=3), kinds=frozenset({Kind.COMPLAINT})),
                Target(elapsed(hours=1), kinds=frozenset({Kind.HELP}), urgencies=_EMERGENCY),
                Target(working(hours=8), kinds=frozenset({Kind.HELP, Kind.CONSULTATION})),
                Target(working(hours=40), kinds=frozenset({Kind.SUGGESTION})),
                Target(elapsed(hours=2), _REPAIR, _EMERGENCY, property_types=_BUSINESS),
                Target(elapsed(hours=4), _REPAIR, _EMERGENCY),
                Target(elapsed(hours=12), _REPAIR, _URGENT, property_types=_BUSINESS),
                Target(elapsed(hours=24), _REPAIR, _URGENT),
                Target(working(hours=16), _REPAIR, property_types=_BUSINESS),
                Target(working(hours=24), _REPAIR),
            ),
            points=(
                _after(50, Told.ASSIGNEE),
                _after(80, Told.ASSIGNEE, Told.SUPERVISOR),
                _after(90, Told.CUSTOMER),  # before it breaks (S-D3)
            ),
        ),
        Promise(
            "S-E1",  # reported back within 2 h of finishing
            "完工反馈",
            "Reported back",
            start=frozenset({Moment.FINISHED}),
            stop=frozenset({State.COMPLETED}),
            targets=(Target(elapsed(hours=2)),),
        ),
        Promise(
            "S-F1",  # asked within 2 working days of completion
            "回访",
            "Revisit",
            start=frozenset({State.COMPLETED}),
            stop=frozenset({Action.ANSWER_SURVEY}),
            cancel=frozenset({State.REOPENED, Action.CLOSE, Action.SKIP_REVISIT}),
            targets=(Target(working_days(2)),),
            points=(_after(50, Told.FRONT_DESK),),
        ),
    ),
)
"""The defaults of the service standard."""

EDITIONS = Editions("policy", Edition("2026", ALWAYS, _FIRST))
"""What was shipped when. A release with other numbers adds an edition; tickets keep theirs."""

SHIPPED = EDITIONS.latest
"""The policy shipped now."""

__all__ = ["EDITIONS", "SHIPPED"]
