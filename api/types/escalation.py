"""Escalation as frontends see it: who was told, how, when, and what they owe (section G)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.fields import Order, Row, column, many, one
from api.types.documents import Columns, listed_in
from core.actor import Role
from core.escalation import models
from core.escalation.kinds import (
    Cause,
    ChainCode,
    Ending,
    EscalationState,
    Finding,
    Purpose,
    ReportState,
    StepState,
    VerificationState,
)

if TYPE_CHECKING:
    from api.types.files import Attachment
    from api.types.notify import Message
    from api.types.staff import Staff
    from api.types.tickets import Ticket

_Attachment = Annotated["Attachment", strawberry.lazy("api.types.files")]
_Message = Annotated["Message", strawberry.lazy("api.types.notify")]
_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]

EscalationChain: Any = strawberry.enum(
    ChainCode, name="EscalationChain", description="Who is told in turn, and of what."
)
EscalationCause: Any = strawberry.enum(
    Cause, name="EscalationCause", description="What an escalation began with."
)
EscalationEnding: Any = strawberry.enum(
    Ending, name="EscalationEnding", description="Why an escalation ended."
)
EscalationPurpose: Any = strawberry.enum(
    Purpose, name="EscalationPurpose", description="What somebody is told for."
)
EscalationReportState: Any = strawberry.enum(
    ReportState, name="EscalationReportState", description="Where a written report stands."
)
EscalationStepState: Any = strawberry.enum(
    StepState, name="EscalationStepState", description="FAILED: nobody could be told (S-G6)."
)
VerificationFinding: Any = strawberry.enum(
    Finding, name="VerificationFinding", description="What a joint verification found."
)


@entity(models.EscalationTelling)
class EscalationTelling(Node):
    """One person told at one step."""

    name: str = column()
    role: Role = column()
    staff: _Staff | None = one("staff_id", description="Null: somebody from above the estate.")
    told_at: datetime = column()
    message: _Message | None = one("message_id", description="How it was told, and how far it got.")


@entity(models.EscalationStep, filters=("state", "rule", "role", "due_at", "told_at"))
class EscalationStep(Node):
    """One step: who was to be told when, who was, and who acknowledged it."""

    position: int = column("ordinal")
    version: int = column(description="Give it back as `expectedVersion` when acknowledging.")
    rule: str = column(description="Its id in the service standard, such as S-G2.")
    purpose: EscalationPurpose = column()
    role: Role = column(description="Whom the chain names.")
    told_role: Role | None = column(description="Who was told: the next one up, if need be.")
    state: EscalationStepState = column()
    due_at: datetime | None = column(description="Null: so long after the step before was told.")
    told_at: datetime | None = column()
    acknowledged_at: datetime | None = column()
    acknowledged_by_name: str | None = column()
    passed_on: bool = column(description="Could not be solved here: the next one was told.")
    note: str | None = column()
    tellings: list[EscalationTelling] = many(
        "step_id", order=[Order("told_at"), Order("id")], default=10
    )
    escalation: Annotated["Escalation", strawberry.lazy("api.types.escalation")] = one(
        "escalation_id"
    )
    ticket: _Ticket = one("ticket_id")


@entity(models.EscalationReport, filters=("state", "rule", "role", "due_at"))
class EscalationReport(Node):
    """A written report that a matter asks for (S-G2, S-G3)."""

    version: int = column(description="Give it back as `expectedVersion` when handing it in.")
    rule: str = column()
    role: Role = column(description="Who owes it.")
    state: EscalationReportState = column()
    due_at: datetime = column()
    overdue_at: datetime | None = column()
    submitted_at: datetime | None = column()
    submitted_by_name: str | None = column()
    text: str | None = column()
    attachments: list[_Attachment] = many(
        "report_id",
        order=[Order("created_at"), Order("id")],
        default=20,
        description="Shown to those who see the report, not on the ticket.",
    )
    ticket: _Ticket = one("ticket_id")
    escalation: Annotated["Escalation", strawberry.lazy("api.types.escalation")] = one(
        "escalation_id"
    )


@entity(models.Escalation)
class Escalation(Node):
    """升级: one run of a chain on a ticket."""

    version: int = column(description="Give it back as `expectedVersion` when standing down.")
    chain: EscalationChain = column()
    cause: EscalationCause = column()
    cause_rule: str | None = column(description="The promise that broke.")
    state: EscalationState = column()
    started_at: datetime = column()
    started_by_name: str | None = column(description="Null: the system.")
    reason: str | None = column(description="Of who began it by hand.")
    ended_at: datetime | None = column()
    ending: EscalationEnding | None = column()
    ended_by_name: str | None = column()
    end_reason: str | None = column()
    steps: list[EscalationStep] = many("escalation_id", order=[Order("ordinal")], default=20)
    reports: list[EscalationReport] = many(
        "escalation_id", order=[Order("due_at"), Order("id")], default=10
    )
    ticket: _Ticket = one("ticket_id")


@entity(models.JointVerification, filters=("state", "finding", "due_at", "overdue_at"))
class JointVerification(Node):
    """联合验收 with the developer, within 8 h of the handling (S-G4)."""

    version: int = column()
    state: VerificationState = column()
    due_at: datetime = column()
    overdue_at: datetime | None = column()
    recorded_at: datetime | None = column()
    recorded_by_name: str | None = column()
    verified_at: datetime | None = column()
    developer_person: str | None = column(description="Who came for the developer.")
    finding: VerificationFinding | None = column()
    note: str | None = column()
    ticket: _Ticket = one("ticket_id")


@entity(models.LateNotice)
class LateNotice(Node):
    """迟延说明: a department said that it cannot finish in time (S-D2)."""

    given_at: datetime = column()
    given_by_name: str = column()
    reason: str = column()
    expected_at: datetime = column(description="When it will be done.")
    in_time: bool = column(description="Said within 2 h of the dispatch.")


def _told_me(row: Row, step: str, binds: Binds) -> ColumnElement[bool]:
    """Whether the caller is one of those told at the step that the row names."""
    telling = models.EscalationTelling.__table__.alias()
    told = select(telling.c.id).where(
        telling.c.estate_id == row.c.estate_id,
        telling.c.step_id == row.c[step],
        or_(
            telling.c.account_id == binds.account(),
            telling.c.staff_id == func.any(binds.persons()),
        ),
    )
    return told.correlate(row).exists()


def awaiting_me(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Steps that were told, to the caller among others, and not acknowledged."""
    return and_(
        row.c.state.in_([_code(StepState.TOLD), _code(StepState.FAILED)]),
        _told_me(row, "id", binds),
    )


def owed_by_me(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Reports owed for a step that the caller was told at."""
    return and_(row.c.state == _code(ReportState.OWED), _told_me(row, "step_id", binds))


def _code(value: StrEnum) -> ColumnElement[str]:
    return literal_column(f"'{value.value}'", Text())


FORETOLD: Columns = {
    "group_id": BigInteger,
    "estate_id": BigInteger,
    "at": DateTime(timezone=True),
    "chain": Text,
    "cause": Text,
    "cause_rule": Text,
    "rule": Text,
    "purpose": Text,
    "role": Text,
    "told_role": Text,
    "failed": Boolean,
    "begun": Boolean,
    "report_rule": Text,
    "report_due_at": DateTime(timezone=True),
    "people": JSONB,
}
"""The columns of what is foretold."""


_PERSON: Columns = {
    "group_id": BigInteger,
    "estate_id": BigInteger,
    "staff_id": Uuid,
    "person": Text,
    "role": Text,
}


@strawberry.type(description="Somebody who would be told.")
class ForetoldPerson:
    name: str = column("person")
    role: Role = column()
    staff: _Staff | None = one("staff_id", description="Null: somebody from above the estate.")


@strawberry.type(description="A telling that would come, if nothing happened until then.")
class EscalationForetold:
    at: datetime = column()
    chain: EscalationChain = column()
    cause: EscalationCause = column()
    cause_rule: str | None = column(description="The promise that would have broken.")
    rule: str = column()
    purpose: EscalationPurpose = column()
    role: Role = column(description="Whom the chain names.")
    told_role: Role | None = column(description="Who would be told.")
    failed: bool = column(description="Nobody holds the role, nor one above (S-G6).")
    begun: bool = column(description="The chain is under way already.")
    report_rule: str | None = column(description="The report they would then owe.")
    report_due_at: datetime | None = column()
    people: list[ForetoldPerson] = derived(
        listed_in("people", _PERSON), models.EscalationTelling, most=200
    )


__all__ = [
    "FORETOLD",
    "Escalation",
    "EscalationForetold",
    "EscalationReport",
    "EscalationStep",
    "EscalationTelling",
    "ForetoldPerson",
    "JointVerification",
    "LateNotice",
    "VerificationFinding",
    "awaiting_me",
    "owed_by_me",
]
