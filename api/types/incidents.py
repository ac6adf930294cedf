"""Incidents, and what may be one, as frontends see them (S-A7)."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import BigInteger, DateTime, Float, Text, Uuid, func

from api.graph.entity import Node, entity
from api.graph.fields import Order, aggregate, column, many, one
from api.types.intake import Columns
from core.incidents import models
from core.incidents.likely import Near
from core.tickets.models import Ticket as TicketRow

if TYPE_CHECKING:
    from api.types.tickets import Ticket

_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]

Nearness: Any = strawberry.enum(
    Near, name="Nearness", description="How near two places are to each other."
)

LIKELY: Columns = {
    "estate_id": BigInteger,
    "ticket_id": Uuid,
    "likeness": Float,
    "near": Text,
    "reports": BigInteger,
    "reported_at": DateTime(timezone=True),
}
"""A likely duplicate's columns."""


@strawberry.type(description="An open ticket that may report the same fault.")
class LikelyDuplicate:
    ticket: _Ticket | None = one(
        "ticket_id", description="Null where it is not the caller's to see, as for residents."
    )
    likeness: float = column(description="0.5 to 1.")
    near: Nearness = column()
    reports: int = column(description="How many tickets share its repair, itself included.")
    reported_at: datetime = column()


@entity(models.Incident)
class Incident(Node):
    """One fault that several tickets report, repaired once."""

    version: int = column()
    title: str = column(description="What it is, for staff.")
    lead: _Ticket = one("lead_id", description="The ticket on which the work is done.")
    opened_at: datetime = column()
    tickets: "list[_Ticket]" = many(
        lambda incident, ticket: ticket.c.lead_id == incident.c.lead_id,
        order=[Order("received_at")],
        description="Those that have joined; each keeps its number, clocks and survey.",
    )
    reports: int = aggregate(
        TicketRow,
        lambda incident, ticket: ticket.c.lead_id == incident.c.lead_id,
        lambda ticket: func.count() + 1,
        description="How many tickets it answers, the lead included.",
    )


__all__ = ["LIKELY", "Incident", "LikelyDuplicate", "Nearness"]
