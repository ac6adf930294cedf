"""Escalation on record: what began it, who was told when and how, what they owe (section G).

A chain's steps are copied here when it begins, under the version of chains then in force, so that
another one changes nothing that is under way.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.actor import Role
from core.adopted.models import AdoptedVersion, by_scope
from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate
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


class Escalation(TenantRow, Base):
    """升级: one run of one chain on one ticket.

    `key` tells it from every other run at the estate. `cause_rule` and `cause_round` are the broken
    promise's; `round` is how often the ticket had been reopened. Times of steps and reports count
    from `started_at`. Without a `started_by` the system began it. `chains_id` is the version it
    began under, which it keeps; null: the first that was shipped.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "key"),
        Index(None, "estate_id", "ticket_id"),
        one_of("chain", ChainCode),
        one_of("cause", Cause),
        one_of("state", EscalationState),
        one_of("ending", Ending),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    ticket_id: Mapped[UUID]
    key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    chain: Mapped[ChainCode] = mapped_column(EnumText(ChainCode))
    chains_id: Mapped[UUID | None]
    cause: Mapped[Cause] = mapped_column(EnumText(Cause))
    cause_rule: Mapped[str | None]
    cause_round: Mapped[int | None]
    round: Mapped[int]
    state: Mapped[EscalationState] = mapped_column(EnumText(EscalationState))
    urgent: Mapped[bool]
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None]
    started_by_name: Mapped[str | None]
    reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[Ending | None] = mapped_column(EnumText(Ending))
    ended_by: Mapped[UUID | None]
    ended_by_name: Mapped[str | None]
    end_reason: Mapped[str | None]


class ChainsVersion(AdoptedVersion, Base):
    """Chains adopted by a group, or by one estate of it; never changed (section G)."""

    __tablename__ = "chains_version"
    __table_args__ = by_scope()


class EscalationStep(TenantRow, Base):
    """One step: who was to be told when, who was, and who acknowledged it.

    `role` is whom the chain names, `told_role` whom it was told instead where nobody held that
    (S-G6). `after` is in seconds; a step without a `due_at` yet counts them from the telling of the
    one before it. Who is told owes a report by `report_due_at`, where there is one.
    """

    __tablename__ = "escalation_step"
    __table_args__ = (
        of_estate(),
        same_estate("escalation_id", to="core.escalation"),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "escalation_id", "ordinal"),
        Index(None, "estate_id", "ticket_id"),
        Index(
            "ix_escalation_step_told", "estate_id", "id", postgresql_where=text("state = 'TOLD'")
        ),
        one_of("role", Role),
        one_of("told_role", Role),
        one_of("purpose", Purpose),
        one_of("state", StepState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    escalation_id: Mapped[UUID]
    ticket_id: Mapped[UUID]
    report_id: Mapped[UUID | None]
    ordinal: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(EnumText(Purpose))
    role: Mapped[Role] = mapped_column(EnumText(Role))
    told_role: Mapped[Role | None] = mapped_column(EnumText(Role))
    state: Mapped[StepState] = mapped_column(EnumText(StepState))
    after: Mapped[int]
    due_at: Mapped[datetime | None]
    report_rule: Mapped[str | None]
    report_due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    acknowledged_by_name: Mapped[str | None]
    passed_on: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]


class EscalationTelling(TenantRow, Base):
    """One person told at one step. `message_id` is the message, whose channels say how."""

    __tablename__ = "escalation_telling"
    __table_args__ = (
        of_estate(),
        same_estate("step_id", to="core.escalation_step"),
        same_estate("staff_id", to="core.staff"),
        Index(None, "estate_id", "step_id"),
        Index(None, "estate_id", "account_id"),
        one_of("role", Role),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    step_id: Mapped[UUID]
    staff_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(EnumText(Role))
    told_at: Mapped[datetime]
    message_id: Mapped[UUID | None]


class EscalationReport(TenantRow, Base):
    """A written report that a matter asks for (S-G2, S-G3), owed by who was told of it.

    `pressed` counts how often somebody further up was told that it is overdue.
    """

    __tablename__ = "escalation_report"
    __table_args__ = (
        of_estate(),
        same_estate("escalation_id", to="core.escalation"),
        same_estate("step_id", to="core.escalation_step"),
        same_estate("ticket_id", to="core.ticket"),
        Index(None, "estate_id", "ticket_id"),
        Index(None, "estate_id", "escalation_id"),
        one_of("role", Role),
        one_of("state", ReportState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    escalation_id: Mapped[UUID]
    step_id: Mapped[UUID]
    ticket_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str]
    role: Mapped[Role] = mapped_column(EnumText(Role))
    state: Mapped[ReportState] = mapped_column(EnumText(ReportState))
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]
    pressed: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None]
    submitted_by_name: Mapped[str | None]
    text: Mapped[str | None]


class JointVerification(TenantRow, Base):
    """联合验收: developer and property company verify a matter together once it was handled (S-G4).

    One for each completion; `round` is how often the ticket had been reopened before it.
    """

    __tablename__ = "joint_verification"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "ticket_id", "round"),
        one_of("state", VerificationState),
        one_of("finding", Finding),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    ticket_id: Mapped[UUID]
    round: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[VerificationState] = mapped_column(EnumText(VerificationState))
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None]
    recorded_by_name: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    developer_person: Mapped[str | None] = mapped_column(info={"personal": "name"})
    finding: Mapped[Finding | None] = mapped_column(EnumText(Finding))
    note: Mapped[str | None]


class LateNotice(TenantRow, Base):
    """迟延说明: a department says that it cannot finish in time, and why (S-D2).

    `expected_at` is when it will be done; `in_time` whether it was said within 2 h of the dispatch.
    """

    __tablename__ = "late_notice"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        Index(None, "estate_id", "ticket_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    ticket_id: Mapped[UUID]
    given_at: Mapped[datetime]
    given_by: Mapped[UUID]
    given_by_name: Mapped[str]
    reason: Mapped[str]
    expected_at: Mapped[datetime]
    in_time: Mapped[bool]


__all__ = [
    "ChainsVersion",
    "Escalation",
    "EscalationReport",
    "EscalationStep",
    "EscalationTelling",
    "JointVerification",
    "LateNotice",
]
