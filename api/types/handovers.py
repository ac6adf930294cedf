"""交接班 as frontends see it: the list, who signed, and what changed since (S-M1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import (
    BigInteger,
    DateTime,
    Text,
    Uuid,
    case,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from strawberry.scalars import JSON

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.fields import Order, Row, column, many, one
from core.coded import Coded
from core.handover import models
from core.handover.models import LineKind
from core.tickets.kinds import State, Urgency
from core.tickets.models import Ticket as TicketRow
from core.tickets.phases import OPEN

if TYPE_CHECKING:
    from api.types.estates import Estate
    from api.types.staff import Department, Staff
    from api.types.tickets import Ticket

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]
_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Department = Annotated["Department", strawberry.lazy("api.types.staff")]
_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]


class HandoverDifference(Coded):
    """What became of a ticket since the list was made."""

    CHANGED = "CHANGED", "有变化"
    DONE = "DONE", "已办结"
    NEW = "NEW", "新增"


Difference: Any = strawberry.enum(
    HandoverDifference, description="What became of a ticket since the list was made."
)

LINE: Mapping[str, Any] = {
    "group_id": BigInteger,
    "estate_id": BigInteger,
    "kind": Text,
    "title": Text,
    "due_at": DateTime(timezone=True),
    "ticket_id": Uuid,
    "ticket_version": BigInteger,
    "state": Text,
    "urgency": Text,
    "assignee_id": Uuid,
    "source": Text,
}
"""A line's columns, as an errand brings them."""


def changes(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """Tickets of the list that are not as they were, and those that came since."""
    assert row is not None
    line, ticket, known = (
        models.HandoverLine.__table__.alias(),
        TicketRow.__table__.alias(),
        models.HandoverLine.__table__.alias(),
    )
    open_now = ticket.c.state.in_(
        [literal_column(f"'{state.value}'", Text()) for state in sorted(OPEN)]
    )
    listed = (
        select(
            ticket.c.group_id,
            ticket.c.estate_id,
            ticket.c.id.label("ticket_id"),
            case(
                (open_now, literal_column("'CHANGED'", Text())),
                else_=literal_column("'DONE'", Text()),
            ).label("difference"),
            line.c.state.label("state_then"),
            ticket.c.received_at,
        )
        .join_from(
            line,
            ticket,
            (ticket.c.estate_id == line.c.estate_id) & (ticket.c.id == line.c.ticket_id),
        )
        .where(
            line.c.estate_id == row.c.estate_id,
            line.c.handover_id == row.c.id,
            ticket.c.version != line.c.ticket_version,
        )
        .distinct()
        .correlate(row)
    )
    there = select(known.c.id).where(
        known.c.estate_id == row.c.estate_id,
        known.c.handover_id == row.c.id,
        known.c.ticket_id == ticket.c.id,
    )
    new = (
        select(
            ticket.c.group_id,
            ticket.c.estate_id,
            ticket.c.id,
            literal_column("'NEW'", Text()),
            null(),
            ticket.c.received_at,
        )
        .where(
            ticket.c.estate_id == row.c.estate_id,
            ticket.c.received_at >= row.c.opened_at,
            open_now,
            or_(
                row.c.department_id.is_(None),
                ticket.c.department_id.is_(None),
                ticket.c.department_id == row.c.department_id,
            ),
            ~there.correlate(row, ticket).exists(),
        )
        .correlate(row)
    )
    return union_all(listed, new).lateral()


@entity(models.HandoverLine)
class HandoverLine:
    """One thing still open, as it was when the list was made."""

    kind: LineKind = column()
    title: str = column(description="The ticket's number, the step awaited, or a plugin's words.")
    due_at: datetime | None = column()
    ticket: _Ticket | None = one("ticket_id", description="As it is now.")
    state: State | None = column(description="As it was.")
    urgency: Urgency | None = column()
    assignee: _Staff | None = one("assignee_id", description="Who had it.")
    source: str | None = column(description="The plugin that told of it; null: the core.")


@strawberry.type(description="A ticket that is not as the list has it.")
class HandoverChange:
    difference: Difference = column()
    ticket: _Ticket | None = one("ticket_id")
    state_then: State | None = column()


@entity(models.HandoverSigning)
class HandoverSigning(Node):
    """The incoming side's signature."""

    signed_at: datetime = column()
    incoming: _Staff = one("incoming_id")
    note: str | None = column()
    changes: JSON = column(description="What had changed since the list was made.")
    taken_over: JSON = column(description="Ids of tickets that became the signer's.")


@entity(models.Handover, filters=("outgoing_id", "department_id", "opened_at"))
class Handover(Node):
    """交接班: a shift's open work, handed over against signatures. Never changed."""

    estate: _Estate = one("estate_id")
    department: _Department | None = one("department_id", description="Null: the whole estate.")
    outgoing: _Staff = one("outgoing_id")
    opened_at: datetime = column()
    shift_ends_at: datetime = column()
    note: str | None = column()
    lines: list[HandoverLine] = many("handover_id", order=[Order("position")])
    signing: HandoverSigning | None = one(
        lambda handover, signing: signing.c.handover_id == handover.c.id,
        description="Null while nobody has signed.",
    )
    changes: list[HandoverChange] = derived(
        changes,
        models.Handover,
        order="received_at",
        most=100,
        weight=20,
        description="What changed since.",
    )


__all__ = ["LINE", "Handover", "HandoverChange", "HandoverLine", "HandoverSigning"]
