"""A ticket's history as the promises see it: what happened, when, and what was then known.

`data_of_*` and `entry` are the two directions of one format: the JSON kept in
`core.ticket_event.data`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.estates.models import PropertyType
from core.tickets.kinds import Channel, Hearer, HoldReason, Kind, Severity, State, Urgency
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Described:
    """What decides which promises a ticket is under, and how long they are.

    `heard_by` is said once, by the report: what is described anew was heard by whom it was heard.
    """

    kind: Kind
    urgency: Urgency
    channel: Channel
    property_type: PropertyType
    category_code: str | None = None
    severity: Severity = Severity.ORDINARY
    heard_by: Hearer | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A time that a plugin named for a promise: it falls due then, if not earlier anyway."""

    rule: str
    due_at: datetime
    plugin: str
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """Why the work waits, and until when at most."""

    reason: HoldReason
    until: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `described` where it was (re)described, `held` where it was held.

    `at` is the instant that counts: for a report, when it was received. What was `taken_over` from
    another system makes no promise of ours; `promised_at` is the completion promised there.
    `policy` is the version the ticket was described under (None: the first that was shipped).
    `named` is what plugins said of the promises then, in place of what they said before; None:
    nobody was asked. `finished_at` is when the work was done that a completion reports.
    """

    at: datetime
    action: Action
    from_state: State | None
    to_state: State
    described: Described | None = None
    held: Held | None = None
    taken_over: bool = False
    promised_at: datetime | None = None
    policy: UUID | None = None
    named: tuple[Named, ...] | None = None
    finished_at: datetime | None = None


def data_of_description(described: Described, policy: UUID) -> dict[str, str | None]:
    """What a CLASSIFY entry keeps of the ticket's description, and of the policy it is under."""
    return {
        "kind": described.kind.value,
        "urgency": described.urgency.value,
        "channel": described.channel.value,
        "propertyType": described.property_type.value,
        "category": described.category_code,
        "severity": described.severity.value,
        "policy": str(policy),
    }


def data_of_report(
    described: Described, received_at: datetime, policy: UUID
) -> dict[str, str | None]:
    """What a REPORT entry keeps: the description, when it was received (S-A2), who heard it."""
    return {
        **data_of_description(described, policy),
        "receivedAt": received_at.isoformat(),
        "heardBy": None if described.heard_by is None else described.heard_by.value,
    }


def data_of_named(named: Sequence[Named]) -> dict[str, Any]:
    """What an entry keeps of the times that plugins named."""
    return {
        "deadlines": [
            {
                "rule": each.rule,
                "dueAt": each.due_at.isoformat(),
                "plugin": each.plugin,
                "why": each.why,
            }
            for each in named
        ]
    }


def data_of_hold(held: Held) -> dict[str, str]:
    """What a HOLD entry keeps."""
    return {"reason": held.reason.value, "until": held.until.isoformat()}


def entry(
    at: datetime,
    action: str,
    from_state: State | None,
    to_state: State,
    data: Mapping[str, Any],
) -> Entry:
    """The entry that a row of `core.ticket_event` stands for."""
    done = Action(action)
    described = held = None
    if done in (Action.REPORT, Action.CLASSIFY):
        described = Described(
            kind=Kind(data["kind"]),
            urgency=Urgency(data["urgency"]),
            channel=Channel(data["channel"]),
            property_type=PropertyType(data["propertyType"]),
            category_code=data["category"],
            severity=Severity(data.get("severity", Severity.ORDINARY)),
            heard_by=_heard_by(data) if done is Action.REPORT else None,
        )
    if done is Action.HOLD:
        held = Held(HoldReason(data["reason"]), datetime.fromisoformat(data["until"]))
    if done is Action.REPORT:
        at = datetime.fromisoformat(data["receivedAt"])
    promised, policy, named = data.get("promisedAt"), data.get("policy"), data.get("deadlines")
    finished = data.get("finishedAt")
    return Entry(
        at,
        done,
        from_state,
        to_state,
        described,
        held,
        taken_over=bool(data.get("takenOver")),
        promised_at=None if promised is None else datetime.fromisoformat(promised),
        policy=None if policy is None else UUID(policy),
        named=None if named is None else tuple(_named(each) for each in named),
        finished_at=None if finished is None else datetime.fromisoformat(finished),
    )


def _heard_by(data: Mapping[str, Any]) -> Hearer | None:
    """Histories from before it was kept say it by the channel alone."""
    if "heardBy" not in data:
        return Hearer.STAFF if data["channel"] == Channel.STAFF else None
    return None if data["heardBy"] is None else Hearer(data["heardBy"])


def _named(kept: Mapping[str, str]) -> Named:
    due_at = datetime.fromisoformat(kept["dueAt"])
    return Named(kept["rule"], due_at, kept["plugin"], kept["why"])


__all__ = [
    "Described",
    "Entry",
    "Held",
    "Named",
    "data_of_description",
    "data_of_hold",
    "data_of_named",
    "data_of_report",
    "entry",
]
