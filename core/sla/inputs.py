"""What `evaluate` and `explain` need of a clock's ticket, as JSON inside the statement that reads
the clock; and how it is read back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Uuid, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.adopted.versions import Book
from core.estates.models import Estate
from core.estates.repository import calendar_from, days_set, past_calendars
from core.sla.calendar import WorkingTime, calendar, shifts_of
from core.sla.history import Entry, entry
from core.sla.models import PolicyVersion
from core.sla.policy import Policy
from core.sla.versions import POLICIES
from core.tickets.kinds import State
from core.tickets.models import TicketEvent


def history_of(clock: FromClause) -> ColumnElement[Any]:
    """SQL: the ticket's history, as a JSON list."""
    event = TicketEvent.__table__.alias("explained_event")
    each = func.json_build_array(
        event.c.at, event.c.action, event.c.from_state, event.c.to_state, event.c.data
    )
    return (
        select(func.json_agg(aggregate_order_by(each, event.c.sequence)))
        .where(event.c.estate_id == clock.c.estate_id, event.c.ticket_id == clock.c.ticket_id)
        .correlate(clock)
        .scalar_subquery()
    )


def policies_of_clock(clock: FromClause) -> ColumnElement[Any]:
    """SQL: the documents of the policies that the history names, as a JSON object by version."""
    event = TicketEvent.__table__.alias("described_event")
    version = PolicyVersion.__table__.alias("explained_policy")
    return (
        select(func.json_object_agg(version.c.id, version.c.document))
        .select_from(version.join(event, cast(event.c.data["policy"].astext, Uuid) == version.c.id))
        .where(
            version.c.group_id == clock.c.group_id,
            event.c.estate_id == clock.c.estate_id,
            event.c.ticket_id == clock.c.ticket_id,
        )
        .correlate(clock)
        .scalar_subquery()
    )


def estate_of(clock: FromClause) -> ColumnElement[Any]:
    """SQL: the estate's calendar, as it was since the clock started, as a JSON object."""
    estate = Estate.__table__.alias("explained_estate")
    told = {
        "zone": estate.c.zone,
        "shifts": estate.c.shifts,
        "holidays": estate.c.holidays,
        "on": days_set(estate, working=True),
        "off": days_set(estate, working=False),
        "before": past_calendars(estate, clock.c.started_at, clock),
    }
    parts = [part for name, sql in told.items() for part in (literal_column(f"'{name}'"), sql)]
    made = func.json_build_object(*parts)
    return (
        select(made)
        .where(estate.c.id == clock.c.estate_id, estate.c.group_id == clock.c.group_id)
        .correlate(clock)
        .scalar_subquery()
    )


def history_from(kept: Sequence[Sequence[Any]] | None) -> tuple[Entry, ...]:
    """The history out of `history_of`."""
    return tuple(
        entry(
            datetime.fromisoformat(at),
            action,
            None if from_state is None else State(from_state),
            State(to_state),
            data,
        )
        for at, action, from_state, to_state, data in kept or ()
    )


def policies_from(kept: Mapping[str, object] | None) -> Book[Policy]:
    """The policies out of `policies_of_clock`."""
    named = {UUID(version): POLICIES.parse(document) for version, document in (kept or {}).items()}
    return Book(POLICIES.editions, named)


def estate_calendar(kept: Mapping[str, Any]) -> WorkingTime:
    """The calendar out of `estate_of`."""
    overrides = [(day, True) for day in _days(kept["on"])]
    overrides += [(day, False) for day in _days(kept["off"])]
    present = calendar(
        kept["zone"], shifts_of(kept["shifts"]), kept["holidays"], tuple(sorted(overrides))
    )
    return calendar_from(present, kept["before"])


def _days(listed: Sequence[str] | None) -> Sequence[Any]:
    return [datetime.fromisoformat(day).date() for day in listed or ()]


__all__ = [
    "estate_calendar",
    "estate_of",
    "history_from",
    "history_of",
    "policies_from",
    "policies_of_clock",
]
