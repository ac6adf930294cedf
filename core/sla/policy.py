"""What is promised: the terms a policy is written in (S-D7, S-D8).

A promise starts and stops with what happens to a ticket, lasts as long as the first target that
fits its description says, waits while the ticket is held for a reason it may wait for, and warns at
points on its way. `core.sla.shipped` is the standard's own policy; `core.sla.document` writes and
reads policies as JSON.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from core.coded import Coded
from core.estates.models import PropertyType
from core.sla.history import Described, Entry
from core.sla.models import Basis
from core.tickets.kinds import Channel, Hearer, HoldReason, Kind, Severity, State, Urgency
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Span:
    """How long: `length` for the first two bases, `days` for working days."""

    basis: Basis
    length: timedelta = timedelta(0)
    days: int = 0


def elapsed(*, minutes: float = 0, hours: float = 0, days: float = 0) -> Span:
    """Time that passes, nights and holidays included."""
    return Span(Basis.ELAPSED, timedelta(minutes=minutes, hours=hours, days=days))


def working(*, minutes: float = 0, hours: float = 0) -> Span:
    """Time in which the estate works."""
    return Span(Basis.WORKING_TIME, timedelta(minutes=minutes, hours=hours))


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
    severities: frozenset[Severity] | None = None
    heard_by: frozenset[Hearer] | None = None

    def fits(self, ticket: Described) -> bool:
        """Whether this target is for tickets described like this one."""
        return (
            (self.kinds is None or ticket.kind in self.kinds)
            and (self.urgencies is None or ticket.urgency in self.urgencies)
            and (self.severities is None or ticket.severity in self.severities)
            and (self.channels is None or ticket.channel in self.channels)
            and (self.heard_by is None or ticket.heard_by in self.heard_by)
            and (self.property_types is None or ticket.property_type in self.property_types)
            and (self.categories is None or self._in_category(ticket.category_code))
        )

    def _in_category(self, code: str | None) -> bool:
        return code is not None and any(
            code == listed or code.startswith(f"{listed}.") for listed in self.categories or ()
        )


class Moment(Coded):
    """What an action tells of afterwards."""

    FINISHED = "FINISHED", "the work was done, before it was reported back (S-E1)"


Trigger = Action | State | Moment
"""An action done, or a state come into (coming back from a hold is not coming into a state); or a
moment, with which a promise can only begin."""


def fires(triggers: frozenset[Trigger], entry: Entry) -> bool:
    """Whether any of `triggers` is this entry."""
    return entry.action in triggers or (
        entry.to_state in triggers
        and entry.from_state is not entry.to_state
        and entry.action is not Action.RESUME
    )


class Told(Coded):
    """Who is told when a warning point is reached."""

    ASSIGNEE = "ASSIGNEE", "the person responsible; where there is none, who dispatches"
    DEPARTMENT_HEAD = "DEPARTMENT_HEAD", "of the department that has it"
    FRONT_DESK = "FRONT_DESK", "CS agents"
    SUPERVISOR = "SUPERVISOR", "CS supervisors"
    MANAGER = "MANAGER", "the estate manager"
    CUSTOMER = "CUSTOMER", "the requester, before the promise breaks (S-D3)"


@dataclass(frozen=True, slots=True)
class Point:
    """A warning point on the way of a promise: after `percent` of it, or a time `before` it is due.

    Both are counted in the promise's own kind of time; for working days and for times that were
    named, in time that passes. A point that lies before the promise began is left out.
    """

    tell: frozenset[Told]
    percent: int | None = None
    before: timedelta | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.before is None):
            raise ValueError("a warning has a percentage or a time before, not both")
        if self.percent is not None and not 1 <= self.percent <= 99:
            raise ValueError("a warning comes after 1 to 99 per cent")
        if self.before is not None and self.before <= timedelta(0):
            raise ValueError("a warning comes before the promise is due")

    @property
    def name(self) -> str:
        """Its name, told apart within a promise: `80%`, or `-30m`, thirty minutes before."""
        if self.percent is not None:
            return f"{self.percent}%"
        assert self.before is not None
        return f"-{int(self.before.total_seconds()) // 60}m"

    def after(self, length: timedelta) -> timedelta:
        """How far into a promise of this length it stands."""
        if self.percent is not None:
            return length * self.percent / 100
        assert self.before is not None
        return length - self.before


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. Started again after it has ended, it begins a new round.

    `stop` keeps it, `cancel` takes it back; a withdrawn ticket cancels every promise. While the
    ticket is held for a reason in `pauses`, it waits, for as long as stands there in all (S-D8).
    """

    rule: str
    title: str
    title_en: str
    start: frozenset[Trigger]
    stop: frozenset[Trigger]
    targets: tuple[Target, ...]
    cancel: frozenset[Trigger] = frozenset()
    pauses: Mapping[HoldReason, timedelta] = field(default_factory=dict)
    points: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        if self.pauses and any(t.span.basis is Basis.WORKING_DAYS for t in self.targets):
            raise ValueError(f"{self.rule}: a promise in working days cannot be paused")

    def span_for(self, ticket: Described) -> Span | None:
        """How long this promise lasts for such a ticket; None where it is not made."""
        return next((target.span for target in self.targets if target.fits(ticket)), None)


@dataclass(frozen=True, slots=True)
class Policy:
    """Promises in their order; each rule once."""

    promises: tuple[Promise, ...]

    def promise(self, rule: str) -> Promise | None:
        """The promise of a rule, if it is made."""
        return next((each for each in self.promises if each.rule == rule), None)

    def longest_hold(self, reason: HoldReason) -> timedelta | None:
        """How long this reason may stop any clock; None where it stops none."""
        limits = [each.pauses[reason] for each in self.promises if reason in each.pauses]
        return max(limits, default=None)

    def of(self, version: UUID | None) -> "Policy":
        """This policy, whatever version a history names: as if it had always been in force."""
        return self


class Policies(Protocol):
    """Where `evaluate` looks up the policy that an entry of a history names."""

    def of(self, version: UUID | None) -> Policy:
        """The policy of that version; None is the first that was shipped."""


def categories_in(policy: Policy) -> Iterable[str]:
    """Every category that a target names."""
    for promise in policy.promises:
        for target in promise.targets:
            yield from target.categories or ()


COMPLETION = "S-D7"
"""The promise that `Ticket.due_at` shows."""

__all__ = [
    "COMPLETION",
    "Basis",
    "Moment",
    "Point",
    "Policies",
    "Policy",
    "Promise",
    "Span",
    "Target",
    "Told",
    "Trigger",
    "categories_in",
    "elapsed",
    "fires",
    "working",
    "working_days",
]
