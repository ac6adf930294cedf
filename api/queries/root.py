"""The root of all reads."""

import strawberry
from sqlalchemy import ColumnElement, Text, cast, func, or_

from api.graph.binds import Binds
from api.graph.connection import Connection
from api.graph.entity import Node
from api.graph.fields import (
    INSIDE,
    Order,
    Row,
    connection,
    expression,
    lookup,
    summary,
    viewer,
)
from api.types.estates import Building, Estate, Group, House, Region, Resident
from api.types.staff import Staff
from api.types.tickets import Category, Ticket, TicketSummary


@strawberry.type(description="The caller.")
class Me:
    account: str = expression(lambda row, binds: cast(binds.account(), Text))
    name: str = expression(lambda row, binds: binds.text(lambda actor: actor.name, "name"))
    audience: str = expression(
        lambda row, binds: binds.text(lambda actor: actor.audience.value, "audience")
    )
    locale: str = expression(lambda row, binds: binds.text(lambda actor: actor.locale, "locale"))


def mine(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Tickets in which the caller has a part."""
    persons = binds.persons()
    return or_(row.c.requester_id == func.any(persons), row.c.assignee_id == func.any(persons))


@strawberry.type(description="Everything that can be asked. Each operation is one SQL statement.")
class Query:
    me: Me = viewer()
    node: Node | None = lookup(any_type=True, description="Anything with a global id.")
    ticket: Ticket | None = lookup()
    tickets: Connection[Ticket] = connection(order=[Order("received_at", descending=True)])
    my_tickets: Connection[Ticket] = connection(
        order=[Order("received_at", descending=True)],
        where=mine,
        description="Tickets the caller reported, or is responsible for.",
    )
    ticket_summary: list[TicketSummary] = summary(
        Ticket, description="Tickets counted by whichever dimensions are selected."
    )
    categories: Connection[Category] = connection(order=[Order("code")])
    groups: Connection[Group] = connection(audiences=INSIDE, description="The caller's group.")
    regions: Connection[Region] = connection(order=[Order("code")], audiences=INSIDE)
    estate: Estate | None = lookup()
    estates: Connection[Estate] = connection(order=[Order("code")])
    buildings: Connection[Building] = connection(order=[Order("code")])
    house: House | None = lookup()
    houses: Connection[House] = connection(order=[Order("label")])
    resident: Resident | None = lookup()
    residents: Connection[Resident] = connection(order=[Order("created_at", descending=True)])
    staff_member: Staff | None = lookup(audiences=INSIDE)
    my_places: Connection[Staff] = connection(
        order=[Order("name")],
        where=lambda row, binds: row.c.id == func.any(binds.persons()),
        audiences=INSIDE,
        description="The caller's own places among the staff, one for each estate served.",
    )
    staff: Connection[Staff] = connection(order=[Order("name")], audiences=INSIDE)


__all__ = ["Me", "Query"]
