"""The root of all reads."""

from datetime import datetime

import strawberry
from sqlalchemy import ColumnElement, func, or_

from api.graph.binds import Binds
from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.entity import Node
from api.graph.fields import (
    INSIDE,
    Order,
    Row,
    argument,
    connection,
    lookup,
    summary,
    viewer,
)
from api.queries import policies as promising
from api.queries.accounts import AccountQueries
from api.queries.calendar import CalendarQueries
from api.queries.chains import ChainsQueries
from api.queries.escalation import EscalationQueries
from api.queries.handovers import HandoverQueries
from api.queries.intake_root import IntakeQueries
from api.queries.me import Me
from api.queries.notifications import NotificationQueries
from api.queries.training import TrainingQueries
from api.types import dispatch
from api.types.contracts import Contract, PluginFault
from api.types.estates import Building, Estate, Group, House, Region, Resident
from api.types.policies import Policy, PolicyForecast, PolicyPreview, PolicyVersion
from api.types.satisfaction import Satisfaction, satisfaction
from api.types.staff import Staff
from api.types.surveys import RevisitTask, SurveyTemplate
from api.types.tickets import Category, Ticket, TicketSummary
from core.actor import Audience
from core.dispatch import models as dispatch_models
from core.staff import models as staff_models

STAFF = frozenset({Audience.STAFF})


def mine(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Tickets in which the caller has a part: reported, responsible, or first to hear of it."""
    persons = binds.persons()
    parts = (row.c.requester_id, row.c.assignee_id, row.c.received_by)
    return or_(*(part == func.any(persons) for part in parts))


@strawberry.type(description="Everything that can be asked. Each operation is one SQL statement.")
class Query(
    AccountQueries,
    EscalationQueries,
    ChainsQueries,
    CalendarQueries,
    IntakeQueries,
    NotificationQueries,
    HandoverQueries,
    TrainingQueries,
):
    me: Me = viewer()
    node: Node | None = lookup(any_type=True, description="Anything with a global id.")
    ticket: Ticket | None = lookup()
    tickets: Connection[Ticket] = connection(order=[Order("received_at", descending=True)])
    my_tickets: Connection[Ticket] = connection(
        order=[Order("received_at", descending=True)],
        where=mine,
        description="Tickets the caller reported, first heard of (S-A5), or is responsible for.",
    )
    ticket_summary: list[TicketSummary] = summary(
        Ticket, description="Tickets counted by whichever dimensions are selected."
    )
    revisit_tasks: Connection[RevisitTask] = connection(
        order=[Order("due_at")],
        audiences=INSIDE,
        description="Whom to ask how it was, the most pressing first (S-F1).",
    )
    satisfaction: list[Satisfaction] = satisfaction
    survey_templates: Connection[SurveyTemplate] = connection(
        order=[Order("valid_from", descending=True)],
        audiences=INSIDE,
        description="What the group asks; kinds without a template are asked what is shipped.",
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
    contract: Contract | None = lookup(audiences=INSIDE)
    contracts: Connection[Contract] = connection(
        order=[Order("valid_from", descending=True)],
        audiences=INSIDE,
        description="What was agreed with the estates (S-N1).",
    )
    plugin_faults: Connection[PluginFault] = connection(
        order=[Order("last_at", descending=True)],
        audiences=STAFF,
        description="What has gone wrong in plugins, the latest first.",
    )
    policy: Policy | None = promising.policy
    policies: Connection[PolicyVersion] = connection(
        order=[Order("adopted_at", descending=True)],
        audiences=INSIDE,
        description="Every version adopted by the group and its estates, the latest first.",
    )
    policy_preview: PolicyPreview | None = promising.policy_preview
    policy_simulation: list[PolicyForecast] = promising.policy_simulation
    dispatch_candidates: list[dispatch.DispatchCandidate] = derived(
        dispatch.candidates,
        staff_models.Staff,
        order="rank",
        weight=100,
        arguments=[
            argument("ticket_id", strawberry.ID, "The ticket to be dispatched."),
            argument("first", int, "At most this many, the best.", 10),
        ],
        audiences=STAFF,
        description="Who could do a ticket, best first (S-C2); for those who may dispatch it.",
    )
    dispatch_shares: list[dispatch.DispatchShare] = derived(
        dispatch.shares,
        staff_models.Staff,
        weight=100,
        arguments=[
            argument("estate_id", strawberry.ID, "The estate."),
            argument("since", datetime, "The period's begin."),
            argument("until", datetime, "The period's end, itself not in it."),
            argument("first", int, "At most this many, those with most jobs.", 100),
        ],
        audiences=STAFF,
        description="How an estate's jobs were shared out, those with none included (S-N3).",
    )
    dispatch_needs: list[dispatch.DispatchNeed] = derived(
        dispatch.needs,
        dispatch_models.DispatchNeed,
        most=200,
        weight=20,
        audiences=STAFF,
        description="Whom tickets of which kind and category need, as the group has it.",
    )


__all__ = ["Me", "Query"]
