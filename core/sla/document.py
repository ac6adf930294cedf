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
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from core.errors import GuanjiaError
from core.estates.models import PropertyType
from core.sla.errors import PolicyCode, Problem
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
from core.tickets.kinds import Channel, HoldReason, Kind, Severity, State, Urgency
from core.tickets.transitions import Action

MOST_PROMISES = 60
MOST_TARGETS = 200
MOST_POINTS = 10
MOST_PROBLEMS = 20
LONGEST = 366 * 24 * 60
"""Minutes that a duration has at most, and days of working time as many as that."""

T = TypeVar("T")
Amount = Annotated[int, Field(ge=1, le=LONGEST)]
Code = Annotated[str, Field(min_length=1, max_length=100)]
Some = Annotated[frozenset[T], Field(min_length=1)]
Title = Annotated[str, Field(min_length=1, max_length=100)]


class _Part(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, validate_by_alias=True
    )


UNITS: Mapping[str, Callable[[int], Span]] = {
    "minutes": lambda n: elapsed(minutes=n),
    "hours": lambda n: elapsed(hours=n),
    "days": lambda n: elapsed(days=n),
    "working_minutes": lambda n: working(minutes=n),
    "working_hours": lambda n: working(hours=n),
    "working_days": working_days,
}
MINUTES = {"minutes": 1, "hours": 60, "days": 1440}


class Elapsed(_Part):
    """Time that passes, in one unit."""

    minutes: Amount | None = None
    hours: Amount | None = None
    days: Amount | None = None

    @model_validator(mode="after")
    def one_unit(self) -> "Elapsed":
        """A duration has one unit, and no more than a year of it."""
        given = self.model_dump(exclude_none=True)
        if len(given) != 1:
            raise ValueError("has one unit: " + ", ".join(map(to_camel, type(self).model_fields)))
        ((unit, amount),) = given.items()
        if amount * MINUTES[unit.removeprefix("working_")] > LONGEST:
            raise ValueError("is longer than a year")
        return self

    @property
    def span(self) -> Span:
        """It as a span."""
        ((unit, amount),) = self.model_dump(exclude_none=True).items()
        return UNITS[unit](amount)


class Duration(Elapsed):
    """Time of any kind, in one unit."""

    working_minutes: Amount | None = None
    working_hours: Amount | None = None
    working_days: Amount | None = None


class TargetPart(_Part):
    """For which tickets, and how long."""

    kinds: Some[Kind] | None = None
    categories: Some[Code] | None = None
    urgencies: Some[Urgency] | None = None
    severities: Some[Severity] | None = None
    property_types: Some[PropertyType] | None = None
    channels: Some[Channel] | None = None
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
        )


class PointPart(_Part):
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
        before = None if self.before is None else self.before.span.length
        return Point(self.tell, self.percent, before)


class PromisePart(_Part):
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
            pauses={reason: limit.span.length for reason, limit in self.pauses.items()},
            targets=tuple(each.target for each in self.targets),
            points=tuple(each.point for each in self.warnings),
        )


class PolicyPart(_Part):
    """The whole document."""

    promises: Annotated[tuple[PromisePart, ...], Field(min_length=1, max_length=MOST_PROMISES)]


class DocumentInvalid(Exception):
    """A document that is no policy; `problems` says where and why, the first ones."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.path}: {each.reason}" for each in problems))
        self.problems = problems

    def within(self, place: str) -> "DocumentInvalid":
        """The same of a document that stands at `place`."""
        return DocumentInvalid(tuple(each.within(place) for each in self.problems))

    @property
    def error(self) -> GuanjiaError:
        """The first problem, as a refusal."""
        return self.problems[0].error


def parse(document: object) -> Policy:
    """The policy that a document says. Raises `DocumentInvalid` with the problems found."""
    try:
        part = PolicyPart.model_validate(document)
    except ValidationError as error:
        raise DocumentInvalid(tuple(problems_of(error))[:MOST_PROBLEMS]) from None
    problems = tuple(_contradictions(part))[:MOST_PROBLEMS]
    if problems:
        raise DocumentInvalid(problems)
    return Policy(tuple(each.promise for each in part.promises))


KINDS_OF_ERROR = {"missing": PolicyCode.PART_MISSING, "extra_forbidden": PolicyCode.PART_UNKNOWN}


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """What pydantic found, as problems of a document."""
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        code = KINDS_OF_ERROR.get(found["type"], PolicyCode.VALUE_INVALID)
        reason = found["msg"].removeprefix("Value error, ")
        yield Problem(code, _path(found["loc"]), reason[0].lower() + reason[1:])


def _path(place: tuple[int | str, ...]) -> str:
    """`promises[3].targets[0].duration`, without pydantic's names of union branches."""
    path = ""
    for step in place:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not (step.startswith("str-enum") or "[" in step):
            path += f".{step}" if path else step
    return path


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


__all__ = ["DocumentInvalid", "TargetPart", "parse", "problems_of"]
