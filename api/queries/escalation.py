"""Queries on escalation: who would be told about a ticket if nothing happened, and who waits."""

from collections.abc import Sequence

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.errands import Errands, Found, errand, listed, recordset
from api.graph.fields import INSIDE, Order, Row, argument, connection
from api.mutations.tickets import ref_or_nobody
from api.queries.documents import ERRAND
from api.types.escalation import (
    FORETOLD,
    EscalationForetold,
    EscalationReport,
    EscalationStep,
    JointVerification,
    awaiting_me,
    owed_by_me,
)
from core.actor import Audience
from core.db.scope import Scope
from core.escalation import models
from core.escalation.forecast import Foretold, forecast
from core.tickets.refs import TicketRef
from tenants.holders import holders_at


async def _foretell(errands: Errands, ticket_id: str) -> Sequence[Found]:
    ref, uow, actor = ref_or_nobody(ticket_id, "Ticket"), errands.uow, errands.actor
    if ref.estate_id not in uow.scope.estates:
        return ()
    own = uow.scope
    # Who holds which role, at the estate and above it, is the system's to read.
    await uow.enter(Scope.system(actor.group_id, ref.estate_id))
    found = await forecast(uow, ref, holders_at)
    await uow.enter(own)
    return [_found(actor.group_id, ref, each) for each in found]


def _found(group_id: int, ref: TicketRef, each: Foretold) -> Found:
    tenant = {"group_id": group_id, "estate_id": ref.estate_id}
    return {
        **tenant,
        "at": each.at,
        "chain": each.chain,
        "cause": each.cause,
        "cause_rule": each.cause_rule,
        "rule": each.rule,
        "purpose": each.purpose,
        "role": each.role,
        "told_role": each.seat.role,
        "failed": each.seat.failed,
        "begun": each.begun,
        "report_rule": each.report_rule,
        "report_due_at": each.report_due_at,
        "people": [
            {**tenant, "staff_id": one.staff_id, "person": one.name, "role": one.role}
            for one in each.people
        ],
    }


def _preview(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    found = errand(binds, _foretell, ticket_id=arguments.get("ticketId").getter)
    return recordset(listed(binds, found), "escalation_foretold", **FORETOLD)


STAFF = frozenset({Audience.STAFF})


@strawberry.type
class EscalationQueries:
    """What is foretold, and what waits for the caller."""

    escalation_preview: list[EscalationForetold] = derived(
        _preview,
        models.Escalation,
        most=200,
        weight=ERRAND,
        audiences=STAFF,
        arguments=(argument("ticket_id", strawberry.ID, "The ticket."),),
        description="Who would be told about a ticket, and when, if nothing happened (S-G6).",
    )
    my_escalations: Connection[EscalationStep] = connection(
        order=[Order("told_at")],
        where=awaiting_me,
        audiences=STAFF,
        description="What the caller was told and nobody has acknowledged, the oldest first.",
    )
    my_escalation_reports: Connection[EscalationReport] = connection(
        order=[Order("due_at")],
        where=owed_by_me,
        audiences=STAFF,
        description="Written reports that the caller owes, the first to fall due first.",
    )
    joint_verifications: Connection[JointVerification] = connection(
        order=[Order("due_at")],
        audiences=INSIDE,
        description="Verifications with the developer, owed and recorded (S-G4).",
    )


__all__ = ["EscalationQueries"]
