"""Policies as JSON documents: the other direction of `core.sla.document.parse`."""

from typing import Any

from core.adopted.parts import length_written
from core.sla.policy import Basis, Moment, Point, Policy, Promise, Span, Target, Told, Trigger
from core.tickets.kinds import HoldReason, State
from core.tickets.transitions import Action


def written(policy: Policy) -> dict[str, Any]:
    """The document of a policy; `parse` gives the policy back."""
    return {"promises": [promise_written(each) for each in policy.promises]}


def promise_written(promise: Promise) -> dict[str, Any]:
    """One promise of a document."""
    return {
        "rule": promise.rule,
        "title": promise.title,
        "titleEn": promise.title_en,
        "start": _in_order(promise.start),
        "stop": _in_order(promise.stop),
        "cancel": _in_order(promise.cancel),
        "pauses": {
            reason.value: length_written(promise.pauses[reason])
            for reason in HoldReason
            if reason in promise.pauses
        },
        "targets": [
            {**selector(each), "duration": duration(each.span)} for each in promise.targets
        ],
        "warnings": [
            {**_place(each), "tell": [told.value for told in Told if told in each.tell]}
            for each in promise.points
        ],
    }


def selector(target: Target) -> dict[str, list[str]]:
    """Which tickets a target is for; what it does not name fits everything."""
    named = {
        "kinds": target.kinds,
        "categories": target.categories,
        "urgencies": target.urgencies,
        "severities": target.severities,
        "propertyTypes": target.property_types,
        "channels": target.channels,
        "heardBy": target.heard_by,
    }
    return {name: sorted(map(str, values)) for name, values in named.items() if values is not None}


def duration(span: Span) -> dict[str, int]:
    """A span as a duration of a document, in the largest unit that fits."""
    if span.basis is Basis.WORKING_DAYS:
        return {"workingDays": span.days}
    length = length_written(span.length)
    if span.basis is Basis.ELAPSED:
        return length
    minutes = int(span.length.total_seconds()) // 60
    return {"workingMinutes": minutes} if minutes % 60 else {"workingHours": minutes // 60}


def _place(point: Point) -> dict[str, Any]:
    return (
        {"percent": point.percent}
        if point.before is None
        else {"before": length_written(point.before)}
    )


def _in_order(triggers: frozenset[Trigger]) -> list[str]:
    return [each.value for each in (*Action, *State, *Moment) if each in triggers]


__all__ = ["duration", "promise_written", "selector", "written"]
