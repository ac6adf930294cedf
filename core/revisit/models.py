"""Asking the customer afterwards (S-F1): an estate's way of doing it, the tasks, each attempt."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate
from core.revisit.kinds import RevisitState, RevisitWay


class RevisitSetting(TenantRow, Base):
    """How an estate asks: one row; one without it asks as is shipped (`core.revisit.rules`).

    `share` is the percentage of completions that are asked about; `close_days` null leaves
    tickets open until a person closes them.
    """

    __tablename__ = "revisit_setting"
    __table_args__ = (
        of_estate(),
        UniqueConstraint("estate_id"),
        CheckConstraint("share between 0 and 100", name="share"),
        CheckConstraint("link_days between 1 and 90", name="link_days"),
        CheckConstraint("close_days between 1 and 90", name="close_days"),
        CheckConstraint("attempts between 1 and 10", name="attempts"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "staff"}},
    )

    version: Mapped[int] = mapped_column(default=1)
    share: Mapped[int]
    link_days: Mapped[int]
    close_days: Mapped[int | None]
    attempts: Mapped[int]


class RevisitTask(TenantRow, Base):
    """回访任务: one completion that somebody is to ask the customer about by `due_at`.

    `next_at` is when to try again, `overdue_at` when the supervisor was told.
    """

    __tablename__ = "revisit_task"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        same_estate("survey_id", to="core.survey"),
        same_estate("taken_by", to="core.staff"),
        UniqueConstraint("estate_id", "survey_id"),
        Index(None, "estate_id", "due_at", "id"),
        Index(None, "estate_id", "ticket_id"),
        Index(
            "ix_revisit_task_open", "estate_id", "due_at", postgresql_where=text("state = 'OPEN'")
        ),
        one_of("state", RevisitState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    ticket_id: Mapped[UUID]
    survey_id: Mapped[UUID]
    state: Mapped[RevisitState] = mapped_column(EnumText(RevisitState))
    version: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    taken_by: Mapped[UUID | None]
    taken_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    overdue_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RevisitAttempt(TenantRow, Base):
    """One try to ask: who, when, how, and whether the customer was reached; never changed."""

    __tablename__ = "revisit_attempt"
    __table_args__ = (
        of_estate(),
        same_estate("task_id", to="core.revisit_task"),
        same_estate("staff_id", to="core.staff"),
        UniqueConstraint("estate_id", "task_id", "sequence"),
        one_of("way", RevisitWay),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    task_id: Mapped[UUID]
    sequence: Mapped[int]
    at: Mapped[datetime]
    staff_id: Mapped[UUID]
    way: Mapped[RevisitWay] = mapped_column(EnumText(RevisitWay))
    reached: Mapped[bool]
    note: Mapped[str | None]
    next_at: Mapped[datetime | None]
