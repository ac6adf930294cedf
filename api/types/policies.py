"""Service promises as frontends see them: policies, their versions, and what a new one changes."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import BigInteger, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from strawberry.scalars import JSON

from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.fields import column, one
from api.graph.payloads import error_codes
from api.types.documents import CHANGE, MOST_CHANGES, MOST_PROBLEMS, PROBLEM, Columns, listed_in
from core.adopted.differences import Difference
from core.adopted.errors import DocumentCode
from core.estates.models import PropertyType
from core.sla import models
from core.sla.errors import PolicyCode
from core.sla.policy import Told
from core.tickets.kinds import Channel, Hearer, HoldReason, Kind, Severity, Urgency

if TYPE_CHECKING:
    from api.types.estates import Estate

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]

MOST_PROMISES = 60
MOST_TARGETS = 200

strawberry.enum(Told, description="Who is told when a warning point is reached.")
PolicyProblemCode: Any = error_codes(
    "PolicyProblemCode", DocumentCode, PolicyCode, description="What can be wrong with a policy."
)


@entity(models.PolicyVersion)
class PolicyVersion(Node):
    """A policy of service promises that was adopted; it never changes."""

    number: int = column(description="From 1, by group or estate.")
    estate: _Estate | None = one("estate_id", description="Null: the group's own.")
    effective_from: datetime = column(
        description="Tickets received from then on are under it, until another takes effect."
    )
    document: JSON | None = column(
        description="Null: from then on what stands above, the group's policy or the shipped one."
    )
    note: str = column(description="Why it was adopted.")
    adopted_at: datetime = column()


@entity(models.CalendarChange)
class CalendarChange(Node):
    """A change of an estate's calendar: what held until then is kept for the clocks."""

    estate: _Estate | None = one("estate_id")
    at: datetime = column()
    note: str = column(description="What was changed, and why.")


PROMISE: Columns = {
    "rule": Text,
    "title": Text,
    "titleEn": Text,
    "start": JSONB,
    "stop": JSONB,
    "cancel": JSONB,
    "pauses": JSONB,
    "targets": JSONB,
    "warnings": JSONB,
}
TARGET: Columns = {
    "kinds": JSONB,
    "categories": JSONB,
    "urgencies": JSONB,
    "severities": JSONB,
    "propertyTypes": JSONB,
    "channels": JSONB,
    "heardBy": JSONB,
    "duration": JSONB,
}
POLICY: Columns = {
    "group_id": BigInteger,
    "version_id": Uuid,
    "document": JSONB,
    "promises": JSONB,
}
FORECAST: Columns = dict.fromkeys(
    (
        "tickets",
        "made_before",
        "kept_before",
        "broken_before",
        "made_after",
        "kept_after",
        "broken_after",
    ),
    Integer,
)


@strawberry.type(description="How long a reason for waiting may stop a promise, in all (S-D8).")
class PromisePause:
    reason: HoldReason = column()
    limit: JSON = column(description='A duration: `{"days": 7}`.')


@strawberry.type(description="For which tickets a promise lasts how long; null fits everything.")
class PromiseTarget:
    kinds: list[Kind] | None = column()
    categories: list[str] | None = column(description="And those below them.")
    urgencies: list[Urgency] | None = column()
    severities: list[Severity] | None = column()
    property_types: list[PropertyType] | None = column("propertyTypes")
    channels: list[Channel] | None = column()
    heard_by: list[Hearer] | None = column("heardBy", description="Who first heard it (S-A5).")
    duration: JSON = column(
        description="One of minutes, hours, days, workingMinutes, workingHours, workingDays."
    )


@strawberry.type(description="A point at which somebody is told that a promise runs out.")
class PromiseWarning:
    percent: int | None = column(description="Of the promise's time.")
    before: JSON | None = column(description="Or a duration before it falls due.")
    tell: list[Told] = column()


@strawberry.type(description="One promise of a policy.")
class PolicyPromise:
    rule: str = column(description="Its id in the service standard, such as S-C1.")
    title: str = column()
    title_en: str = column("titleEn")
    start: list[str] = column(description="Actions done, or states come into.")
    stop: list[str] = column(description="What keeps it.")
    cancel: list[str] = column(description="What takes it back.")
    pauses: list[PromisePause] = derived(
        listed_in("pauses", {"reason": Text, "limit": JSONB}), models.PolicyVersion, most=10
    )
    targets: list[PromiseTarget] = derived(
        listed_in("targets", TARGET),
        models.PolicyVersion,
        most=MOST_TARGETS,
        description="The first that fits counts.",
    )
    warnings: list[PromiseWarning] = derived(
        listed_in("warnings", {"percent": Integer, "before": JSONB, "tell": JSONB}),
        models.PolicyVersion,
        most=10,
    )


@strawberry.type(description="The policy in force at an estate at some time.")
class Policy:
    version: PolicyVersion | None = one(
        lambda row, version: version.c.id == row.c.version_id, description="Null: the shipped one."
    )
    document: JSON = column(description="As `policyAdopt` takes it.")
    promises: list[PolicyPromise] = derived(
        listed_in("promises", PROMISE), models.PolicyVersion, most=MOST_PROMISES
    )


@strawberry.type(description="A part of a promise that a new policy has otherwise.")
class PolicyChange:
    rule: str = column()
    part: str = column(description="`targets`, `warnings`, ...; empty: the whole promise.")
    difference: Difference = column()
    before: JSON | None = column()
    after: JSON | None = column()


@strawberry.type(description="One thing wrong with a policy's document.")
class PolicyProblem:
    code: PolicyProblemCode = column()
    path: str = column(description="Where, such as `document.promises[3].stop`.")
    reason: str = column()


@strawberry.type(description="What adopting a policy would change; nothing is written.")
class PolicyPreview:
    problems: list[PolicyProblem] = derived(
        listed_in("problems", PROBLEM), models.PolicyVersion, most=MOST_PROBLEMS
    )
    changes: list[PolicyChange] = derived(
        listed_in("changes", {"rule": Text, **CHANGE}), models.PolicyVersion, most=MOST_CHANGES
    )
    document: JSON | None = column(description="The whole policy as it would be kept.")


@strawberry.type(description="How past tickets fared by a promise, and how they would have.")
class PolicyForecast:
    rule: str = column()
    tickets: int = column(description="Tickets looked at.")
    made_before: int = column(description="Rounds of the promise, under the policies they had.")
    kept_before: int = column()
    broken_before: int = column()
    made_after: int = column(description="Rounds of the promise, had the new policy been in force.")
    kept_after: int = column()
    broken_after: int = column()


__all__ = [
    "FORECAST",
    "POLICY",
    "CalendarChange",
    "Policy",
    "PolicyChange",
    "PolicyForecast",
    "PolicyPreview",
    "PolicyProblem",
    "PolicyPromise",
    "PolicyVersion",
    "PromisePause",
    "PromiseTarget",
    "PromiseWarning",
]
