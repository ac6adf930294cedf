"""Courses of a group, and at each estate the sessions held and what everybody made of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.coded import Coded
from core.db.base import Base, EnumText, GroupRow, TenantRow, of_estate, one_of, same_estate


class Subject(Coded):
    """What a course is about (S-K3)."""

    LAW = "LAW", "法律法规"
    PROFESSIONAL = "PROFESSIONAL", "专业知识"
    MANNERS = "MANNERS", "上门礼仪"
    LANGUAGE = "LANGUAGE", "语言"
    SAFETY = "SAFETY", "安全"


class Phase(Coded):
    """When a course is due first."""

    BEFORE_JOB = "BEFORE_JOB", "岗前"
    DURING_JOB = "DURING_JOB", "在岗"


class Course(GroupRow, Base):
    """A course of the group. `code` is unique in the group.

    `roles` are those who must take it; none: everybody. It is due on the day of joining
    (BEFORE_JOB) or `within_days` of it, and again when `valid_days` have passed since it was taken;
    without them once is enough. Scores run to 100; who reaches `pass_score` has passed.
    """

    __tablename__ = "course"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        UniqueConstraint("group_id", "code"),
        one_of("subject", Subject),
        one_of("phase", Phase),
        {"info": {"wall": "group", "narrow": "staff"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    title: Mapped[str]
    subject: Mapped[Subject] = mapped_column(EnumText(Subject))
    phase: Mapped[Phase] = mapped_column(EnumText(Phase))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    within_days: Mapped[int] = mapped_column(default=0)
    valid_days: Mapped[int | None]
    pass_score: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class TrainingSession(TenantRow, Base):
    """A course as it was held at an estate. Never changed."""

    __tablename__ = "training_session"
    __table_args__ = (
        of_estate(),
        ForeignKeyConstraint(["group_id", "course_id"], ["core.course.group_id", "core.course.id"]),
        Index(None, "estate_id", "held_on"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    course_id: Mapped[UUID]
    held_on: Mapped[date] = mapped_column(Date)
    trainer: Mapped[str]
    place: Mapped[str | None]
    minutes: Mapped[int | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]


class TrainingRecord(TenantRow, Base):
    """What one person made of a session. Never changed; a later record of the session counts.

    `valid_until` is the last day it counts, None where it counts for good.
    """

    __tablename__ = "training_record"
    __table_args__ = (
        of_estate(),
        ForeignKeyConstraint(["group_id", "course_id"], ["core.course.group_id", "core.course.id"]),
        same_estate("session_id", to="core.training_session"),
        same_estate("staff_id", to="core.staff"),
        Index(None, "estate_id", "staff_id", "course_id"),
        Index(None, "estate_id", "session_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    session_id: Mapped[UUID]
    course_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    attended: Mapped[bool]
    score: Mapped[int | None]
    passed: Mapped[bool]
    valid_until: Mapped[date | None] = mapped_column(Date)
