"""Tickets, their history, clocks, materials and surveys, as frontends see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import and_, func
from strawberry.scalars import JSON

from api.graph.entity import Node, entity
from api.graph.fields import INSIDE, Order, column, expression, many, measure, one
from api.types import surveys as asking
from api.types.complaints import ComplaintStage, missing_stages
from api.types.promises import Clock
from api.types.roles import allowed_actions
from core.surveys import models as surveys
from core.surveys.kinds import AnswerWay, Verdict
from core.surveys.models import SurveyState
from core.tickets import models
from core.tickets.kinds import (
    Channel,
    HoldReason,
    Kind,
    Nature,
    Outcome,
    Severity,
    State,
    Urgency,
)
from core.tickets.transitions import Action

if TYPE_CHECKING:
    from api.types.escalation import Escalation, JointVerification, LateNotice
    from api.types.estates import Estate, House, Resident
    from api.types.files import Attachment
    from api.types.incidents import Incident
    from api.types.notify import Message
    from api.types.sources import IntakeFault
    from api.types.staff import Department, Staff

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]
_House = Annotated["House", strawberry.lazy("api.types.estates")]
_Resident = Annotated["Resident", strawberry.lazy("api.types.estates")]
_Incident = Annotated["Incident", strawberry.lazy("api.types.incidents")]
_Message = Annotated["Message", strawberry.lazy("api.types.notify")]
_Attachment = Annotated["Attachment", strawberry.lazy("api.types.files")]
_Fault = Annotated["IntakeFault", strawberry.lazy("api.types.sources")]
_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Department = Annotated["Department", strawberry.lazy("api.types.staff")]

_Escalation = Annotated["Escalation", strawberry.lazy("api.types.escalation")]
_LateNotice = Annotated["LateNotice", strawberry.lazy("api.types.escalation")]
_JointVerification = Annotated["JointVerification", strawberry.lazy("api.types.escalation")]

TICKET_FILTERS = (
    "number",
    "state",
    "kind",
    "category_code",
    "nature",
    "urgency",
    "severity",
    "needs_developer",
    "important",
    "channel",
    "house_id",
    "requester_id",
    "department_id",
    "assignee_id",
    "estate_id",
    "received_at",
    "due_at",
    "dispatched_at",
    "completed_at",
    "closed_at",
    "updated_at",
    "reopened",
)


@entity(models.Category, filters=("kind",))
class Category(Node):
    """A node of the group's tree of categories."""

    code: str = column()
    kind: Kind = column()
    nature: Nature | None = column()
    name: str = column()
    name_en: str = column()
    parent: "Category | None" = one("parent_code")


@entity(
    models.Ticket,
    filters=TICKET_FILTERS,
    orders=("received_at", "due_at", "updated_at", "closed_at", "number"),
)
class Ticket(Node):
    """工单: a report and everything done about it."""

    number: str = column(description="The number the customer was given.")
    state: State = column()
    version: int = column(description="Give it back as `expectedVersion` when changing the ticket.")
    kind: Kind = column()
    category: Category | None = one(
        lambda ticket, category: category.c.code == ticket.c.category_code
    )
    nature: Nature | None = column()
    urgency: Urgency = column()
    severity: Severity = column()
    needs_developer: bool = column()
    important: bool = column(audiences=INSIDE)
    channel: Channel = column()
    content: str = column()
    place: str | None = column()
    unknown_place: str | None = column(description="Why the place is unknown.")
    house: _House | None = one("house_id")
    unknown_house: str | None = column(description="Why the house is unknown.")
    requester: _Resident | None = one("requester_id")
    contact_name: str | None = column()
    contact_phone: str | None = column()
    unknown_contact: str | None = column(description="Why the contact is unknown.")
    occurred_at: datetime | None = column()
    unknown_occurred: str | None = column(description="Why the time it happened is unknown.")
    received_at: datetime = column()
    received_by: _Staff | None = one("received_by", audiences=INSIDE)
    estate: _Estate = one("estate_id")
    department: _Department | None = one("department_id")
    assignee: _Staff | None = one("assignee_id", description="The person responsible.")
    due_at: datetime | None = column(description="Promised time of completion.")
    appointment_at: datetime | None = column()
    dispatched_at: datetime | None = column()
    accepted_at: datetime | None = column()
    started_at: datetime | None = column()
    finished_at: datetime | None = column(description="When the work was done (S-E1).")
    completed_at: datetime | None = column(description="When that was reported back (S-E1).")
    closed_at: datetime | None = column()
    updated_at: datetime = column()
    hold_reason: HoldReason | None = column()
    hold_until: datetime | None = column()
    unjustified_reason: str | None = column()
    result: str | None = column()
    labour_minutes: int | None = column(audiences=INSIDE)
    fee: int | None = column(description="Fen that the customer is charged for the work.")
    outcome: Outcome | None = column()
    reopened: int = column(description="How often it was sent back to work.")
    overdue: bool = expression(
        lambda ticket, binds: and_(
            ticket.c.due_at.is_not(None),
            ticket.c.due_at < func.coalesce(ticket.c.completed_at, binds.now()),
        ),
        description="Past its promised time: finished late, or not finished.",
    )
    allowed_actions: list[Action] = expression(
        allowed_actions, description="What the caller may do with it now."
    )
    missing_stages: list[ComplaintStage] = expression(
        missing_stages,
        audiences=INSIDE,
        description="Of a complaint: the stages that are not on record (S-D5).",
    )
    kind_proposed: bool = column(
        description="The kind was read out of the words; an agent's classification confirms it."
    )
    category_proposed: bool = column(description="The category was, likewise.")
    urgency_proposed: bool = column(
        description="The urgency was, likewise. Its clocks run all the same (S-A4, S-B3)."
    )
    lead: "Ticket | None" = one(
        "lead_id",
        audiences=INSIDE,
        description="Where it has joined an incident: the ticket on which the work is done.",
    )
    incident: _Incident | None = one(
        lambda ticket, incident: incident.c.lead_id == func.coalesce(ticket.c.lead_id, ticket.c.id),
        audiences=INSIDE,
        description="The incident it has joined, or leads (S-A7).",
    )
    alarm: _Fault | None = one(
        lambda ticket, fault: fault.c.ticket_id == ticket.c.id,
        audiences=INSIDE,
        description="The fault that a device rang for (S-M3).",
    )
    attachments: "list[_Attachment]" = many("ticket_id", order=[Order("created_at")])
    events: "list[TicketEvent]" = many("ticket_id", order=[Order("sequence")])
    promises: list[Clock] = many("ticket_id", order=[Order("started_at"), Order("rule")])
    materials: "list[TicketMaterial]" = many("ticket_id", order=[Order("id")])
    messages: list[_Message] = many(
        "ticket_id",
        order=[Order("created_at"), Order("id")],
        audiences=INSIDE,
        description="Whom it was told to, by which channel, and how far that came.",
    )
    survey: "Survey | None" = one(
        lambda ticket, survey: survey.c.ticket_id == ticket.c.id,
        order=[Order("invited_at", descending=True)],
        description="The latest asking.",
    )
    surveys: "list[Survey]" = many("ticket_id", order=[Order("invited_at")])
    revisits: list[asking.RevisitTask] = many(
        "ticket_id", order=[Order("created_at")], audiences=INSIDE
    )
    escalations: list[_Escalation] = many(
        "ticket_id", order=[Order("started_at"), Order("id")], default=20, audiences=INSIDE
    )
    late_notices: list[_LateNotice] = many(
        "ticket_id", order=[Order("given_at"), Order("id")], default=10, audiences=INSIDE
    )
    verifications: list[_JointVerification] = many(
        "ticket_id", order=[Order("round")], default=10, audiences=INSIDE
    )


@entity(models.TicketEvent)
class TicketEvent(Node):
    """One entry of a ticket's history; never changed."""

    sequence: int = column()
    at: datetime = column()
    action: Action = column()
    from_state: State | None = column()
    to_state: State = column()
    actor_name: str = column()
    actor_audience: str = column()
    note: str | None = column()
    data: JSON = column(description="What the action changed.", audiences=INSIDE)
    public: bool = column(audiences=INSIDE)


@entity(models.TicketMaterial)
class TicketMaterial(Node):
    """Material used on a ticket."""

    name: str = column()
    quantity: int = column(description="Thousandths of the unit.")
    unit: str = column()
    cost: int = column(description="Fen.")


@entity(surveys.Survey)
class Survey(Node):
    """One asking about one completion; scores go from 1 (bad) to 5 (good)."""

    state: SurveyState = column()
    version: int = column()
    invited_at: datetime = column()
    answered_at: datetime | None = column()
    attitude: int | None = column()
    speed: int | None = column()
    result: int | None = column()
    professionalism: int | None = column()
    outcome: Outcome | None = column()
    verdict: Verdict | None = column(description="The customer's word on the whole.")
    satisfied: bool | None = column(description="Whether the verdict is SATISFIED.")
    comment: str | None = column()
    detailed_at: datetime | None = column(description="When more was said after one tap.")
    way: AnswerWay | None = column(description="How the answer came.")
    recorded_by: _Staff | None = one(
        "recorded_by", audiences=INSIDE, description="Who wrote it down for the customer."
    )
    assignee: _Staff | None = one("assignee_id", description="Whose work is asked about.")
    department: _Department | None = one("department_id")
    questions: list[asking.AskedQuestion] = asking.questions
    ticket: Ticket = one("ticket_id")


@strawberry.type(description="Tickets counted by the dimensions selected.")
class TicketSummary:
    estate: _Estate | None = one("estate_id")
    assignee: _Staff | None = one("assignee_id", audiences=INSIDE)
    department: _Department | None = one("department_id", audiences=INSIDE)
    state: State = column()
    kind: Kind = column()
    urgency: Urgency = column()
    channel: Channel = column()
    category_code: str | None = column()
    count: int = measure(lambda row: func.count())
    open: int = measure(lambda row: func.count().filter(row.c.closed_at.is_(None)))
    reopened: int = measure(lambda row: func.count().filter(row.c.reopened > 0))


__all__ = [
    "Category",
    "Clock",
    "Survey",
    "Ticket",
    "TicketEvent",
    "TicketMaterial",
    "TicketSummary",
]
