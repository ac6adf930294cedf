"""Developers, warranties and hand-overs, as frontends and developers see them."""

from datetime import date, datetime

from sqlalchemy import case, null

from api.extend import (
    INSIDE,
    Building,
    Connection,
    House,
    Node,
    Order,
    Query,
    Ticket,
    column,
    connection,
    entity,
    expression,
    extends,
    file_link,
    many,
    one,
)
from core.actor import Audience
from core.files.links import Verb
from plugins.developer_escalation.handover import models as handed
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverAction,
    HandOverState,
    Side,
)
from plugins.developer_escalation.partners import models as partners
from plugins.developer_escalation.warranty import models as warranty
from plugins.developer_escalation.warranty.kinds import Component, WarrantyState

BOTH = INSIDE | {Audience.PARTNER}
"""Residents hear of their ticket that it waits for the developer, and no more."""


@entity(partners.Member)
class DeveloperMember(Node):
    """Somebody of a developer's who can log in."""

    name: str = column()
    joined_at: datetime = column()
    left_at: datetime | None = column()


@entity(partners.Developer, filters=("name",), orders=("registered_at",))
class Developer(Node):
    """开发商: a company that built the estate, or part of it, and answers for it."""

    name: str = column()
    service_line: str | None = column(description="How its customer service is reached.")
    version: int = column()
    members: list[DeveloperMember] = many("partner_id", order=[Order("joined_at")])


@entity(warranty.WarrantyTerm, filters=("component", "building_id", "partner_id"))
class WarrantyTerm(Node):
    """保修条款: for how long the developer answers for a component."""

    component: Component = column()
    categories: list[str] = column(description="Codes of ticket categories, with those below.")
    months: int = column(description="From the hand-over of house, building or estate.")
    building: Building | None = one("building_id", description="Null: of all buildings.")
    developer: Developer = one("partner_id")
    note: str | None = column()
    valid_from: date = column(description="For tickets received from this day on.")
    valid_to: date | None = column(description="Not for tickets received from this day on.")
    version: int = column()


@entity(warranty.WarrantyStart)
class WarrantyStart(Node):
    """交付日期: the day from which warranties run."""

    starts_on: date = column()
    building: Building | None = one("building_id")
    house: House | None = one("house_id")
    version: int = column()


@entity(warranty.Warranty, filters=("state", "component"), orders=("found_at", "ends_on"))
class Warranty(Node):
    """保修认定: a ticket within a warranty, and what became of that."""

    state: WarrantyState = column()
    component: Component = column()
    starts_on: date = column()
    ends_on: date = column(description="The first day that is no longer within it.")
    reason: str | None = column(description="Why it was not handed over.")
    found_at: datetime = column()
    version: int = column()
    term: WarrantyTerm = one("term_id")
    developer: Developer = one("partner_id")
    ticket: Ticket = one("ticket_id")


@entity(handed.Upload)
class DeveloperUpload(Node):
    """A file that one of the developer's people has announced, and gives with an answer."""

    name: str = column()
    size: int = column(description="Bytes.")
    upload_url: str | None = expression(
        lambda row, binds: case(
            (
                row.c.account_id == binds.account(),
                file_link(row.c.estate_id, row.c.id, binds, Verb.PUT),
            ),
            else_=null(),
        ),
        description="Where to PUT its bytes, for who announced it.",
    )


@entity(handed.EvidenceFile)
class DeveloperEvidence(Node):
    """A file in the evidence: of the ticket's, or sent by the developer."""

    side: Side = column(description="Who gave it.")
    step: HandOverAction = column(description="With which step.")
    name: str = column()
    type: str | None = column("media_type")
    size: int = column(description="Bytes.")
    url: str = expression(
        lambda row, binds: file_link(row.c.estate_id, row.c.attachment_id, binds),
        description="Where to get it; good for ten to twenty minutes, for this caller.",
    )


@entity(handed.DeveloperClock)
class DeveloperClock(Node):
    """What the developer has promised."""

    kind: DeveloperClockKind = column()
    state: DeveloperClockState = column()
    started_at: datetime = column()
    due_at: datetime = column()
    broken_at: datetime | None = column()
    ended_at: datetime | None = column()


@entity(handed.HandOverEvent)
class DeveloperHandOverEvent(Node):
    """One entry of a hand-over's history; never changed."""

    sequence: int = column()
    at: datetime = column()
    action: HandOverAction = column()
    side: Side = column()
    to_state: HandOverState = column()
    actor_name: str = column()
    note: str | None = column()


@entity(
    handed.HandOver,
    filters=("state", "component", "partner_id", "ticket_id", "handed_at"),
    orders=("handed_at", "response_due_at", "repair_by"),
)
class DeveloperHandOver(Node):
    """移交: a ticket that is, or was, with the developer."""

    number: str = column(description="The ticket's number.")
    state: HandOverState = column()
    version: int = column()
    component: Component | None = column()
    report: str = column(description="What the estate tells the developer.")
    place: str = expression(
        lambda row, binds: row.c.place,
        description="Where its people go; told to them, therefore never masked.",
    )
    handed_at: datetime = column()
    response_due_at: datetime = column()
    answered_at: datetime | None = column()
    reason: str | None = column(description="Why it was refused, disputed or taken back.")
    repair_by: datetime | None = column(description="When the repair is promised.")
    repaired_at: datetime | None = column()
    repair_report: str | None = column()
    ended_at: datetime | None = column(description="When it was with the developer no longer.")
    developer: Developer = one("partner_id")
    ticket: Ticket | None = one(
        "ticket_id", description="For the developer: while it is theirs, and once they repaired it."
    )
    evidence: list[DeveloperEvidence] = many(
        "hand_over_id", order=[Order("id")], description="From both sides."
    )
    clocks: list[DeveloperClock] = many("hand_over_id", order=[Order("started_at"), Order("kind")])
    events: list[DeveloperHandOverEvent] = many("hand_over_id", order=[Order("sequence")])


@extends(Ticket)
class TicketDeveloper:
    warranty: Warranty | None = one(
        lambda ticket, warranty: warranty.c.ticket_id == ticket.c.id,
        audiences=INSIDE,
        description="Whether it is within a warranty: proposed for hand-over to the developer.",
    )
    developer_hand_over: DeveloperHandOver | None = one(
        lambda ticket, handed: handed.c.ticket_id == ticket.c.id,
        order=[Order("handed_at", descending=True)],
        audiences=BOTH,
        description="The latest hand-over to the developer.",
    )
    developer_hand_overs: list[DeveloperHandOver] | None = many(
        "ticket_id", order=[Order("handed_at")], audiences=BOTH
    )


@extends(Query)
class DeveloperQueries:
    developers: Connection[Developer] = connection(order=[Order("name")], audiences=BOTH)
    warranty_terms: Connection[WarrantyTerm] = connection(
        order=[Order("valid_from")], audiences=INSIDE
    )
    warranty_starts: Connection[WarrantyStart] = connection(
        order=[Order("starts_on")], audiences=INSIDE
    )
    warranties: Connection[Warranty] = connection(
        order=[Order("found_at", descending=True)],
        audiences=INSIDE,
        description="Tickets within a warranty; those PROPOSED wait for somebody to decide.",
    )
    developer_hand_overs: Connection[DeveloperHandOver] = connection(
        order=[Order("handed_at", descending=True)],
        audiences=BOTH,
        description="What is, or was, with developers; a developer sees its own.",
    )


__all__ = [
    "BOTH",
    "Developer",
    "DeveloperClock",
    "DeveloperEvidence",
    "DeveloperHandOver",
    "DeveloperHandOverEvent",
    "DeveloperMember",
    "DeveloperQueries",
    "DeveloperUpload",
    "TicketDeveloper",
    "Warranty",
    "WarrantyStart",
    "WarrantyTerm",
]
