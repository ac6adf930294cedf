"""What is promised: the shipped policy, as data.

A promise starts and stops with what happens to a ticket and lasts as long as the first target that
fits its description says. Promises whose beginning or end is no event of a ticket's life (S-E1:
when the work itself was finished) have no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from core.estates.models import PropertyType
from core.sla.history import Described, Entry
from core.tickets.kinds import Channel, HoldReason, Kind, State, Urgency
from core.tickets.transitions import Action


class Basis(StrEnum):
    """What kind of time a promise is counted in."""

    ELAPSED = "ELAPSED"  # time that passes
    WORKING_TIME = "WORKING_TIME"  # the estate's shifts
    WORKING_DAYS = "WORKING_DAYS"  # to the end of the n-th working day; cannot be paused


@dataclass(frozen=True, slots=True)
class Span:
    """How long: `length` for the first two bases, `days` for working days."""

    basis: Basis
    length: timedelta = timedelta(0)
    days: int = 0


def elapsed(*, minutes: float = 0, hours: float = 0, days: float = 0) -> Span:
    """Time that passes, nights and holidays included."""
    return Span(Basis.ELAPSED, timedelta(minutes=minutes, hours=hours, days=days))


def working(*, hours: float) -> Span:
    """Time in which the estate works."""
    return Span(Basis.WORKING_TIME, timedelta(hours=hours))


def working_days(days: int) -> Span:
    """To the end of the n-th working day after."""
    return Span(Basis.WORKING_DAYS, days=days)


@dataclass(frozen=True, slots=True)
class Target:
    """A span for the tickets that fit; None fits everything.

    `categories` fit their sub-categories too: `repair` fits `repair.water`.
    """

    span: Span
    kinds: frozenset[Kind] | None = None
    urgencies: frozenset[Urgency] | None = None
    channels: frozenset[Channel] | None = None
    property_types: frozenset[PropertyType] | None = None
    categories: frozenset[str] | None = None

    def fits(self, ticket: Described) -> bool:
        """Whether this target is for tickets described like this one."""
        return (
            (self.kinds is None or ticket.kind in self.kinds)
            and (self.urgencies is None or ticket.urgency in self.urgencies)
            and (self.channels is None or ticket.channel in self.channels)
            and (self.property_types is None or ticket.property_type in self.property_types)
            and (self.categories is None or self._in_category(ticket.category_code))
        )

    def _in_category(self, code: str | None) -> bool:
        return code is not None and any(
            code == listed or code.startswith(f"{listed}.") for listed in self.categories or ()
        )


Trigger = Action | State
"""An action done, or a state come into (coming back from a hold is not coming into a state)."""


def fires(triggers: frozenset[Trigger], entry: Entry) -> bool:
    """Whether any of `triggers` is this entry."""
    return entry.action in triggers or (
        entry.to_state in triggers
        and entry.from_state is not entry.to_state
        and entry.action is not Action.RESUME
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. Started again after it has ended, it begins a new round.

    `stop` keeps it, `cancel` takes it back; a withdrawn ticket cancels every promise. `pausable`
    promises wait while the ticket is held for a reason that is not the estate's (S-D8).
    """

    rule: str
    title: str
    title_en: str
    start: frozenset[Trigger]
    stop: frozenset[Trigger]
    targets: tuple[Target, ...]
    cancel: frozenset[Trigger] = frozenset()
    pausable: bool = False

    def __post_init__(self) -> None:
        if self.pausable and any(t.span.basis is Basis.WORKING_DAYS for t in self.targets):
            raise ValueError(f"{self.rule}: a promise in working days cannot be paused")

    def span_for(self, ticket: Described) -> Span | None:
        """How long this promise lasts for such a ticket; None where it is not made."""
        return next((target.span for target in self.targets if target.fits(ticket)), None)


@dataclass(frozen=True, slots=True)
class Policy:
    """Promises in their order, and how long each reason for waiting may stop them in all."""

    promises: tuple[Promise, ...]
    hold_limits: Mapping[HoldReason, timedelta] = field(default_factory=dict)


COMPLETION = "S-D7"
"""The promise that `Ticket.due_at` shows."""

_ONLINE = frozenset({Channel.WEB, Channel.APP, Channel.WECHAT, Channel.EMAIL})
_VISITED = frozenset({Kind.REPAIR, Kind.COMPLAINT, Kind.HELP})
_REPAIR = frozenset({Kind.REPAIR})
_BUSINESS = frozenset({PropertyType.COMMERCIAL, PropertyType.OFFICE})
_EMERGENCY = frozenset({Urgency.EMERGENCY})
_URGENT = frozenset({Urgency.URGENT})
_HANDLING = frozenset({Action.APPOINT, Action.DEPART, Action.START, Action.COMPLETE})

SHIPPED = Policy(
    promises=(
        Promise(
            "S-A6",  # online requests are taken up within 30 min
            "受理",
            "Taken up",
            start=frozenset({Action.REPORT}),
            stop=frozenset({Action.CLASSIFY, Action.DISPATCH}),
            targets=(Target(elapsed(minutes=30), channels=_ONLINE),),
        ),
        Promise(
            "S-C1",  # dispatched within 12 h, assigned to somebody or not (S-C5)
            "派单",
            "Dispatched",
            start=frozenset({Action.REPORT, Action.RETURN, State.REOPENED}),
            stop=frozenset({Action.DISPATCH, Action.REJECT, *_HANDLING}),
            pausable=True,
            targets=(Target(elapsed(hours=12)),),
        ),
        Promise(
            "S-D1",  # the assignee contacts the customer; an emergency is attended at once
            "联系与预约",
            "Contact and appointment",
            start=frozenset({Action.DISPATCH, State.REOPENED}),
            stop=frozenset({Action.REJECT, *_HANDLING}),
            cancel=frozenset({Action.RETURN}),
            pausable=True,
            targets=(
                Target(elapsed(minutes=30), kinds=_VISITED, urgencies=_EMERGENCY),
                Target(elapsed(hours=2), kinds=_VISITED, urgencies=_URGENT),
                Target(working(hours=4), kinds=_VISITED),
            ),
        ),
        Promise(
            "S-D2",  # accepted, or given back with a reason, within 2 h
            "部门应答",
            "Answer of the department",
            start=frozenset({Action.DISPATCH}),
            stop=frozenset({Action.ACCEPT, Action.RETURN, Action.REJECT}),
            targets=(Target(elapsed(hours=2)),),
        ),
        Promise(
            COMPLETION,
            "完成",
            "Completed",
            start=frozenset({Action.REPORT, State.REOPENED}),
            stop=frozenset({State.COMPLETED}),
            pausable=True,
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
        ),
        Promise(
            "S-F1",  # asked within 2 working days of completion
            "回访",
            "Revisit",
            start=frozenset({State.COMPLETED}),
            stop=frozenset({Action.ANSWER_SURVEY}),
            cancel=frozenset({State.REOPENED, Action.CLOSE}),
            targets=(Target(working_days(2)),),
        ),
    ),
    # The contractor's delay is the estate's own (S-D6), as are internal reasons: no limit, no stop.
    hold_limits={
        HoldReason.CUSTOMER: timedelta(days=7),
        HoldReason.PARTS: timedelta(days=15),
        HoldReason.DEVELOPER: timedelta(days=30),
    },
)
"""The defaults of the service standard."""

__all__ = [
    "COMPLETION",
    "SHIPPED",
    "Basis",
    "Policy",
    "Promise",
    "Span",
    "Target",
    "Trigger",
    "elapsed",
    "fires",
    "working",
    "working_days",
]
