"""A policy as a JSON document: what groups adopt, keep and exchange. Written by `core.sla.writing`.

    {"promises": [{"rule": "S-D7", "title": "完成", "titleEn": "Completed",
                   "start": ["REPORT", "REOPENED"], "stop": ["COMPLETED"],
                   "pauses": {"CUSTOMER": {"days": 7}},
                   "targets": [{"kinds": ["COMPLAINT"], "duration": {"days": 3}}],
                   "warnings": [{"percent": 80, "tell": ["ASSIGNEE", "SUPERVISOR"]}]}]}

`start`, `stop` and `cancel` name actions done or states come into. Of `targets` the first that fits
counts; what a target does not name fits everything. Durations have one unit.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated

from pydantic import Field, model_validator

from core.adopted.errors import Problem
from core.adopted.parts import Amount, Elapsed, Part, Some, unless, whole
from core.estates.models import PropertyType
from core.sla.errors import PolicyCode
from core.sla.policy import (
    COMPLETION,
    Basis,
    Moment,
    Point,
    Policy,
    Promise,
    Span,
    Target,
    Told,
    elapsed,
    working,
    working_days,
)
from core.tickets.kinds import Channel, Hearer, HoldReason, Kind, Severity, State, Urgency
from core.tickets.transitions import Action

MOST_PROMISES = 60
MOST_TARGETS = 200
MOST_POINTS = 10

Code = Annotated[str, Field(min_length=1, max_length=100)]
Title = Annotated[str, Field(min_length=1, max_length=100)]


UNITS: Mapping[str, Callable[[int], Span]] = {
    "minutes": lambda n: elapsed(minutes=n),
    "hours": lambda n: elapsed(hours=n),
    "days": lambda n: elapsed(days=n),
    "working_minutes": lambda n: working(minutes=n),
    "working_hours": lambda n: working(hours=n),
    "working_days": working_days,
}


class Duration(Elapsed):
    """Time of any kind, in one unit."""

    working_minutes: Amount | None = None
    working_hours: Amount | None = None
    working_days: Amount | None = None

    @property
    def span(self) -> Span:
        """It as a span."""
        unit, amount = self.said
        return UNITS[unit](amount)


class TargetPart(Part):
    """For which tickets, and how long."""

    kinds: Some[Kind] | None = None
    categories: Some[Code] | None = None
    urgencies: Some[Urgency] | None = None
    severities: Some[Severity] | None = None
    property_types: Some[PropertyType] | None = None
    channels: Some[Channel] | None = None
    heard_by: Some[Hearer] | None = None
    duration: Duration

    @property
    def target(self) -> Target:
        """It as a target."""
        return Target(
            self.duration.span,
            self.kinds,
            self.urgencies,
            self.channels,
            self.property_types,
            self.categories,
            self.severities,
            self.heard_by,
        )


class PointPart(Part):
    """A warning point."""

    percent: Annotated[int, Field(ge=1, le=99)] | None = None
    before: Elapsed | None = None
    tell: Some[Told]

    @model_validator(mode="after")
    def one_place(self) -> "PointPart":
        """A point is at a percentage or a time before."""
        if (self.percent is None) == (self.before is None):
            raise ValueError("has either percent or before")
        return self

    @property
    def point(self) -> Point:
        """It as a point."""
        before = None if self.before is None else self.before.length
        return Point(self.tell, self.percent, before)


class PromisePart(Part):
    """One promise."""

    rule: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9._:-]{0,39}$")]
    title: Title
    title_en: Title
    start: Some[Action | State | Moment]
    stop: Some[Action | State]
    cancel: frozenset[Action | State] = frozenset()
    pauses: Mapping[HoldReason, Elapsed] = Field(default_factory=dict)
    targets: Annotated[tuple[TargetPart, ...], Field(min_length=1, max_length=MOST_TARGETS)]
    warnings: Annotated[tuple[PointPart, ...], Field(max_length=MOST_POINTS)] = ()

    @property
    def promise(self) -> Promise:
        """It as a promise. Raises ValueError for one that contradicts itself."""
        return Promise(
            self.rule,
            self.title,
            self.title_en,
            start=self.start,
            stop=self.stop,
            cancel=self.cancel,
            pauses={reason: limit.length for reason, limit in self.pauses.items()},
            targets=tuple(each.target for each in self.targets),
            points=tuple(each.point for each in self.warnings),
        )


class PolicyPart(Part):
    """The whole document."""

    promises: Annotated[tuple[PromisePart, ...], Field(min_length=1, max_length=MOST_PROMISES)]


def parse(document: object) -> Policy:
    """The policy that a document says. Raises `DocumentInvalid` with the problems found."""
    part = whole(PolicyPart, document)
    unless(_contradictions(part))
    return Policy(tuple(each.promise for each in part.promises))


def _contradictions(part: PolicyPart) -> Iterator[Problem]:
    """What is well formed, and makes no sense."""
    seen: set[str] = set()
    for number, promise in enumerate(part.promises):
        path = f"promises[{number}]"
        if promise.rule in seen:
            yield Problem(PolicyCode.RULE_TWICE, f"{path}.rule", "this rule has a promise already")
        seen.add(promise.rule)
        if promise.start & promise.stop:
            reason = "what starts a promise cannot keep it"
            yield Problem(PolicyCode.START_IS_STOP, f"{path}.stop", reason)
        names = [each.point.name for each in promise.warnings]
        if len(set(names)) != len(names):
            yield Problem(PolicyCode.POINT_TWICE, f"{path}.warnings", "two points are the same")
        for place, target in enumerate(promise.targets):
            if promise.pauses and target.duration.span.basis is Basis.WORKING_DAYS:
                reason = "a promise in working days cannot be paused"
                where = f"{path}.targets[{place}].duration"
                yield Problem(PolicyCode.WORKING_DAYS_PAUSED, where, reason)
    if COMPLETION not in seen:
        reason = f"{COMPLETION} is missing: it is the time customers are told"
        yield Problem(PolicyCode.COMPLETION_MISSING, "promises", reason)


__all__ = ["TargetPart", "parse"]
