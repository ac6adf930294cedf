"""Cases, their evidence and their history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate, refers_to
from core.sla.models import Clock
from core.staff.models import Department, Staff
from core.surveys.models import Survey
from core.tickets.models import Ticket
from plugins.merit.base import Base
from plugins.merit.kinds import MeritAction, MeritGrade, MeritGround, MeritKind, MeritState


class MeritCase(TenantRow, Base):
    """奖惩: a reward or a penalty, proposed or decided.

    `points`, `months` and `chain` (who approves, in order) are what the ladder said when it was
    proposed; `approvals` of them were given. `amount` is a bonus in fen. `rule_id` is the rule that
    proposed it, and `proposed_by` is then null. An objection is to be heard until `hearing_until`.
    It counts from `in_force_at` until `counts_until`, for good where that is null.
    """

    __tablename__ = "merit_case"
    __table_args__ = (
        in_estate(),
        refers_to(Staff, "staff_id"),
        refers_to(Department, "department_id"),
        same_estate("rule_id", to="plugin_merit.merit_rule"),
        Index(None, "estate_id", "staff_id", "proposed_at"),
        Index(None, "estate_id", "state", "proposed_at"),
        one_of("kind", MeritKind),
        one_of("grade", MeritGrade),
        one_of("ground", MeritGround),
        one_of("state", MeritState),
        CheckConstraint("(amount is not null) = (grade = 'BONUS')", name="amount"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("approvals between 0 and cardinality(chain)", name="approvals"),
        CheckConstraint("(rule_id is null) = (proposed_by is not null)", name="proposer"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    staff_id: Mapped[UUID]
    department_id: Mapped[UUID]
    kind: Mapped[MeritKind] = mapped_column(EnumText(MeritKind))
    grade: Mapped[MeritGrade] = mapped_column(EnumText(MeritGrade))
    ground: Mapped[MeritGround] = mapped_column(EnumText(MeritGround))
    amount: Mapped[int | None]
    points: Mapped[int]
    months: Mapped[int]
    reason: Mapped[str]
    state: Mapped[MeritState] = mapped_column(EnumText(MeritState))
    version: Mapped[int] = mapped_column(default=1)
    chain: Mapped[list[str]] = mapped_column(ARRAY(Text))
    approvals: Mapped[int] = mapped_column(default=0)
    rule_id: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None]
    told_at: Mapped[datetime | None]
    objection_until: Mapped[datetime | None]
    objected_at: Mapped[datetime | None]
    objection: Mapped[str | None]
    hearing_until: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]
    counts_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MeritEvidence(TenantRow, Base):
    """证据: what speaks for a case; never changed. A fact serves one case and no other."""

    __tablename__ = "merit_evidence"
    __table_args__ = (
        in_estate(),
        same_estate("case_id", to="plugin_merit.merit_case"),
        same_estate("fact_id", to="plugin_merit.merit_fact"),
        refers_to(Ticket, "ticket_id"),
        refers_to(Clock, "clock_id"),
        refers_to(Survey, "survey_id"),
        UniqueConstraint("estate_id", "case_id", "position"),
        UniqueConstraint("estate_id", "fact_id"),
        CheckConstraint(
            "num_nonnulls(fact_id, ticket_id, clock_id, survey_id, note) > 0", name="something"
        ),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    case_id: Mapped[UUID]
    position: Mapped[int]
    fact_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    clock_id: Mapped[UUID | None]
    survey_id: Mapped[UUID | None]
    note: Mapped[str | None]


class MeritStep(TenantRow, Base):
    """An entry of a case's history, never changed. `sequence` is the case's version.

    `staff_id` is whom the case is about; `told` entries are theirs to read. `actor_id` is null
    where a rule or time did it. Grade and points are told as they were and became, where a hearing
    has changed them.
    """

    __tablename__ = "merit_step"
    __table_args__ = (
        in_estate(),
        same_estate("case_id", to="plugin_merit.merit_case"),
        refers_to(Staff, "staff_id"),
        UniqueConstraint("estate_id", "case_id", "sequence"),
        one_of("action", MeritAction),
        one_of("grade_before", MeritGrade),
        one_of("grade_after", MeritGrade),
        CheckConstraint(
            "num_nonnulls(grade_before, grade_after, points_before, points_after) in (0, 4)",
            name="changed",
        ),
        one_of("from_state", MeritState),
        one_of("to_state", MeritState),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    case_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    sequence: Mapped[int]
    at: Mapped[datetime]
    action: Mapped[MeritAction] = mapped_column(EnumText(MeritAction))
    from_state: Mapped[MeritState | None] = mapped_column(EnumText(MeritState))
    to_state: Mapped[MeritState] = mapped_column(EnumText(MeritState))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str | None]
    note: Mapped[str | None]
    told: Mapped[bool]
    grade_before: Mapped[MeritGrade | None] = mapped_column(EnumText(MeritGrade))
    grade_after: Mapped[MeritGrade | None] = mapped_column(EnumText(MeritGrade))
    points_before: Mapped[int | None]
    points_after: Mapped[int | None]


__all__ = ["MeritCase", "MeritEvidence", "MeritStep"]
