"""Promises on tickets: their clocks, what remains of them, and why (S-D7, S-D8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry

from api.graph.entity import Node, entity
from api.graph.fields import INSIDE, column, in_python
from core.sla import models
from core.sla.explain import Segment, SegmentReason, explain
from core.sla.inputs import (
    estate_calendar,
    estate_of,
    history_from,
    history_of,
    policies_from,
    policies_of_clock,
)
from core.sla.models import Basis, ClockState
from core.sla.texts import told
from core.tickets.kinds import HoldReason

strawberry.enum(SegmentReason, description="Why a stretch of time counted, or did not.")


@strawberry.type(description="A stretch of a promise's time: what of it counted, and why (S-D8).")
class PromiseSegment:
    since: datetime
    until: datetime
    counted: int = strawberry.field(
        description="Seconds that counted; of a promise in working days, days."
    )
    reason: SegmentReason
    hold: HoldReason | None = strawberry.field(description="What was waited for.")
    rule: str = strawberry.field(description="The rule of the service standard behind it.")
    explanation: str = strawberry.field(description="In the caller's language.")


def remaining(
    state: str,
    due_at: str | None,
    remaining: int | None,
    basis: str | None,
    now: str,
    estate: Mapping[str, Any] | None,
) -> int | None:
    """Seconds of its own kind of time that are left of a clock that can still be kept."""
    if state == ClockState.PAUSED:
        return remaining
    if state != ClockState.RUNNING or due_at is None:
        return None
    present, due = datetime.fromisoformat(now), datetime.fromisoformat(due_at)
    if basis != Basis.WORKING_TIME or estate is None:
        return max(0, round((due - present).total_seconds()))
    left = estate_calendar(estate).working_time_between(present, due)
    return round(left.total_seconds())


def explanation(
    rule: str,
    round: int,
    started_at: str,
    stopped_at: str | None,
    now: str,
    locale: str,
    history: Sequence[Sequence[Any]] | None,
    policies: Mapping[str, object] | None,
    estate: Mapping[str, Any] | None,
) -> list[PromiseSegment]:
    """Every stretch of a clock's time; none where the history that the caller sees tells of another
    beginning or end than the clock's, so that nobody is told what was not so."""
    past = history_from(history)
    if not past or estate is None:
        return []
    at = max(datetime.fromisoformat(now), past[-1].at)
    calendar = estate_calendar(estate)
    segments = explain(policies_from(policies), calendar, past, rule, round, at)
    began = datetime.fromisoformat(started_at)
    ended = None if stopped_at is None else datetime.fromisoformat(stopped_at)
    if segments and (segments[0].since, segments[-1].until) != (began, ended or at):
        return []
    english = locale.startswith("en")
    return [_shown(each, english) for each in segments]


def _shown(segment: Segment, english: bool) -> PromiseSegment:
    return PromiseSegment(
        since=segment.since.isoformat(),  # type: ignore[arg-type]  # written as PostgreSQL does
        until=segment.until.isoformat(),  # type: ignore[arg-type]
        counted=segment.counted,
        reason=segment.reason,
        hold=segment.hold,
        rule=segment.rule,
        explanation=told(segment, english=english),
    )


@entity(models.Clock)
class Clock(Node):
    """One promise on a ticket: a rule of the service standard, and when it breaks."""

    rule: str = column(description="Its id in the service standard, such as S-C1.")
    round: int = column(description="From 1; a ticket sent back to work starts a new round.")
    state: ClockState = column()
    started_at: datetime = column()
    due_at: datetime | None = column(description="Null while it is paused.")
    stopped_at: datetime | None = column()
    broken_at: datetime | None = column()
    basis: Basis | None = column(
        description="The kind of time it is counted in; null where the time itself was named."
    )
    warned: list[str] = column(
        description="The warning points it has passed, such as `80%`.", audiences=INSIDE
    )
    remaining: int | None = in_python(
        ("state", "due_at", "remaining", "basis"),
        remaining,
        sql={"now": lambda row, binds: binds.now(), "estate": lambda row, binds: estate_of(row)},
        description="Seconds of its own kind of time that are left; null once it has ended.",
    )
    explanation: list[PromiseSegment] = in_python(
        ("rule", "round", "started_at", "stopped_at"),
        explanation,
        sql={
            "now": lambda row, binds: binds.now(),
            "locale": lambda row, binds: binds.text(lambda actor: actor.locale, "locale"),
            "history": lambda row, binds: history_of(row),
            "policies": lambda row, binds: policies_of_clock(row),
            "estate": lambda row, binds: estate_of(row),
        },
        description="Every stretch of its time: what of it counted, and why. Empty where it turned "
        "on something of the history that the caller does not see.",
    )


__all__ = ["Clock", "PromiseSegment"]
