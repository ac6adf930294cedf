"""Facts of somebody's work, and the rules that propose from them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of
from core.plugin.base import in_estate, refers_to
from core.sla.models import Clock
from core.staff.models import Department, Staff
from core.surveys.models import Survey
from core.tickets.models import Ticket
from plugins.merit.base import Base
from plugins.merit.kinds import FactKind, MeritGrade, MeritGround


class MeritFact(TenantRow, Base):
    """事实: something that happened in somebody's work, once under its `key`; never changed.

    `promise` is the rule of a broken promise; `score` the mean of an answer's scores in hundredths
    (100 to 500).
    """

    __tablename__ = "merit_fact"
    __table_args__ = (
        in_estate(),
        refers_to(Staff, "staff_id"),
        refers_to(Department, "department_id"),
        refers_to(Ticket, "ticket_id"),
        refers_to(Clock, "clock_id"),
        refers_to(Survey, "survey_id"),
        UniqueConstraint("estate_id", "kind", "key"),
        Index(None, "estate_id", "staff_id", "at"),
        one_of("kind", FactKind),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    kind: Mapped[FactKind] = mapped_column(EnumText(FactKind))
    key: Mapped[str]
    staff_id: Mapped[UUID]
    department_id: Mapped[UUID]
    at: Mapped[datetime]
    ticket_id: Mapped[UUID]
    clock_id: Mapped[UUID | None]
    survey_id: Mapped[UUID | None]
    promise: Mapped[str | None]
    score: Mapped[int | None]
    note: Mapped[str | None]


class MeritRule(TenantRow, Base):
    """规则: proposes `grade` once somebody has `times` fresh facts of a kind within `days`.

    `promises` limits broken promises to some; answers count with a score from `score_from` to
    `score_to`, in hundredths. It only proposes: people decide.
    """

    __tablename__ = "merit_rule"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "code"),
        one_of("fact", FactKind),
        one_of("grade", MeritGrade),
        one_of("ground", MeritGround),
        CheckConstraint("grade <> 'BONUS'", name="no_bonus"),
        CheckConstraint("times between 1 and 100", name="times"),
        CheckConstraint("days between 1 and 366", name="days"),
        CheckConstraint("score_from <= score_to", name="scores"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "staff"}},
    )

    code: Mapped[str]
    title: Mapped[str]
    fact: Mapped[FactKind] = mapped_column(EnumText(FactKind))
    promises: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    score_from: Mapped[int | None]
    score_to: Mapped[int | None]
    times: Mapped[int]
    days: Mapped[int]
    grade: Mapped[MeritGrade] = mapped_column(EnumText(MeritGrade))
    ground: Mapped[MeritGround] = mapped_column(EnumText(MeritGround))
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


__all__ = ["MeritFact", "MeritRule"]
