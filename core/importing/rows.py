"""The rows a taken-over ticket consists of: ticket, history, and the clock of its promise.

The source tells when a ticket was opened and when it was closed. What has to lie between by the
table of transitions is filled in at the time of closing, marked `filledIn` and not the
requester's to read; no time of such a step is put on the ticket. Every entry is marked `takenOver`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.db.base import Base
from core.estates.repository import EstateFacts
from core.ids import id_at
from core.importing.draft import Draft
from core.sla.follow import points_named
from core.sla.history import Described, data_of_report
from core.sla.models import Clock, ClockState
from core.sla.policy import COMPLETION, Point
from core.tickets.kinds import State
from core.tickets.models import Ticket, TicketEvent
from core.tickets.number import ticket_number
from core.tickets.proposed import CONFIRMED
from core.tickets.transitions import Action

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a closed ticket's history. `told`: by the source, not filled in."""

    action: Action
    leaves: State
    reaches: State
    told: bool


CLOSING: tuple[Step, ...] = (
    Step(Action.DISPATCH, State.REPORTED, State.DISPATCHED, told=False),
    Step(Action.ACCEPT, State.DISPATCHED, State.ACCEPTED, told=False),
    Step(Action.COMPLETE, State.ACCEPTED, State.COMPLETED, told=True),
    Step(Action.CONFIRM, State.COMPLETED, State.CONFIRMED, told=False),
    Step(Action.CLOSE, State.CONFIRMED, State.CLOSED, told=True),
)
"""From reported to closed by the table of transitions, claiming as little as that allows."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes over, for which estate, when, and what filled-in entries say.

    `points` are the warning points of the promise of completion.
    """

    actor: Actor
    estate: EstateFacts
    now: datetime
    note: str
    points: tuple[Point, ...] = ()

    @property
    def tenant(self) -> Values:
        """The tenant columns of every row."""
        return {"group_id": self.estate.group_id, "estate_id": self.estate.id}


def bases(taking: Taking) -> Mapping[type[Base], Values]:
    """What all rows of a table have in common: sent once, for rows that do not say otherwise."""
    tenant = taking.tenant
    return {
        Ticket: {
            **tenant,
            "needs_developer": False,
            "important": False,
            "reopened": 0,
            **CONFIRMED,
        },
        TicketEvent: {
            **tenant,
            "actor_id": taking.actor.account_id,
            "actor_name": taking.actor.name,
            "actor_audience": taking.actor.audience.value,
        },
        Clock: {**tenant, "rule": COMPLETION, "round": 1},
    }


def ticket_row(taking: Taking, draft: Draft) -> Values:
    """The ticket, with a number and a key of its own day (see `core.ids.id_at`)."""
    closed = draft.closed_at is not None
    return {
        "id": id_at(draft.received_at),
        "number": ticket_number(draft.received_at, taking.estate.calendar.local),
        "state": State.CLOSED if closed else State.REPORTED,
        "version": 1 + len(CLOSING) if closed else 1,
        "kind": draft.kind,
        "category_code": draft.category_code,
        "nature": draft.nature,
        "urgency": draft.urgency,
        "severity": draft.severity,
        "channel": draft.channel,
        "content": draft.content,
        "place": draft.place,
        "unknown_place": draft.unknown_place,
        "unknown_house": draft.unknown_house,
        "contact_name": draft.contact_name,
        "contact_phone": draft.contact_phone,
        "unknown_contact": draft.unknown_contact,
        "occurred_at": draft.occurred_at,
        "unknown_occurred": draft.unknown_occurred,
        "received_at": draft.received_at,
        "due_at": draft.due_at,
        "completed_at": draft.closed_at,
        "closed_at": draft.closed_at,
        "updated_at": draft.closed_at or draft.received_at,
        "result": draft.result,
        "source_key": draft.source_key,
    }


def event_rows(taking: Taking, draft: Draft, ticket_id: UUID) -> list[Values]:
    """The history, at the source's own times."""
    described = Described(
        kind=draft.kind,
        urgency=draft.urgency,
        channel=draft.channel,
        property_type=taking.estate.property_type,
        category_code=draft.category_code,
        severity=draft.severity,
    )
    rows: list[Values] = [
        {
            "ticket_id": ticket_id,
            "id": id_at(draft.received_at),
            "sequence": 1,
            "at": draft.received_at,
            "action": Action.REPORT,
            "to_state": State.REPORTED,
            "public": True,
            "data": {
                **data_of_report(described, draft.received_at, taking.estate.policy),
                "promisedAt": draft.due_at,
                "takenOver": True,
                "source": draft.kept,
            },
        }
    ]
    if draft.closed_at is None:
        return rows
    first = id_at(draft.closed_at).int
    for sequence, step in enumerate(CLOSING, 2):
        rows.append(
            {
                "ticket_id": ticket_id,
                "id": UUID(int=first + sequence),  # in the order of the steps of one instant
                "sequence": sequence,
                "at": draft.closed_at,
                "action": step.action,
                "from_state": step.leaves,
                "to_state": step.reaches,
                "note": draft.result if step.action is Action.COMPLETE else taking.note,
                "public": step.told,
                "data": {"takenOver": True} if step.told else {"takenOver": True, "filledIn": True},
            }
        )
    return rows


def clock_rows(taking: Taking, draft: Draft, ticket_id: UUID) -> list[Values]:
    """The promise of completion (S-D7) that the source gave, as it stands, if it gave one."""
    due_at, closed_at = draft.due_at, draft.closed_at
    if due_at is None:
        return []
    broken = due_at <= (closed_at or taking.now)
    kept = ClockState.RUNNING if closed_at is None else ClockState.KEPT
    until = closed_at or taking.now
    points = points_named(taking.points, draft.received_at, due_at)
    row: Values = {
        "id": id_at(draft.received_at),
        "ticket_id": ticket_id,
        "warned": [point.name for at, point in points if at <= until],
        "state": ClockState.BROKEN if broken else kept,
        "started_at": draft.received_at,
        "due_at": due_at,
        "stopped_at": closed_at,
        "broken_at": due_at if broken else None,
    }
    return [row]


__all__ = ["CLOSING", "Step", "Taking", "Values", "bases", "clock_rows", "event_rows", "ticket_row"]
