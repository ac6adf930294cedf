"""Indicators, score cards of months, quarters and years, and corrections of these."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate, refers_to
from core.staff.models import Department, Staff
from plugins.merit.appraisals.kinds import MeritMeasure, MeritPeriod
from plugins.merit.base import Base


class MeritIndicator(TenantRow, Base):
    """考核指标: `weight` of a measure, whose score runs from 0 at `zero_at` to 100 at `full_at`."""

    __tablename__ = "merit_indicator"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "code"),
        one_of("measure", MeritMeasure),
        CheckConstraint("weight between 1 and 100", name="weight"),
        CheckConstraint("zero_at <> full_at", name="run"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "staff"}},
    )

    code: Mapped[str]
    title: Mapped[str]
    measure: Mapped[MeritMeasure] = mapped_column(EnumText(MeritMeasure))
    weight: Mapped[int]
    zero_at: Mapped[int]
    full_at: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


class MeritCard(TenantRow, Base):
    """月度考核: how somebody's month was scored, written when it is locked and never changed.

    `month` is its first day. `score` is in hundredths (0 to 10,000), null where no indicator had
    any facts; `points` are those of rewards and penalties in force at the month's end; `total` is
    both together.
    """

    __tablename__ = "merit_card"
    __table_args__ = (
        in_estate(),
        refers_to(Staff, "staff_id"),
        refers_to(Department, "department_id"),
        UniqueConstraint("estate_id", "staff_id", "month"),
        Index(None, "estate_id", "month"),
        CheckConstraint("score between 0 and 10000", name="score"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    staff_id: Mapped[UUID]
    department_id: Mapped[UUID]
    month: Mapped[date] = mapped_column(Date)
    score: Mapped[int | None]
    points: Mapped[int]
    total: Mapped[int]
    locked_at: Mapped[datetime]


class MeritCardLine(TenantRow, Base):
    """One indicator of a card as it was then: its weight, what was measured, and the score."""

    __tablename__ = "merit_card_line"
    __table_args__ = (
        in_estate(),
        same_estate("card_id", to="plugin_merit.merit_card"),
        UniqueConstraint("estate_id", "card_id", "code"),
        one_of("measure", MeritMeasure),
        CheckConstraint("score between 0 and 10000", name="score"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    card_id: Mapped[UUID]
    code: Mapped[str]
    title: Mapped[str]
    measure: Mapped[MeritMeasure] = mapped_column(EnumText(MeritMeasure))
    weight: Mapped[int]
    measured: Mapped[int]
    score: Mapped[int]


class MeritCorrection(TenantRow, Base):
    """更正: an indicator's score set right after the lock, with the reason; never changed.

    `sequence` counts from 1 within the card, whose latest `total_after` is what counts.
    """

    __tablename__ = "merit_correction"
    __table_args__ = (
        in_estate(),
        same_estate("card_id", to="plugin_merit.merit_card"),
        UniqueConstraint("estate_id", "card_id", "sequence"),
        CheckConstraint("score_after between 0 and 10000", name="score"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    card_id: Mapped[UUID]
    sequence: Mapped[int]
    code: Mapped[str]
    score_before: Mapped[int]
    score_after: Mapped[int]
    total_before: Mapped[int]
    total_after: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]


class MeritPeriodCard(TenantRow, Base):
    """季度、年度考核: the weighted mean of somebody's months, or quarters; written once.

    `begins` is the first day; `total` is in hundredths, as the parts stood when it was locked.
    """

    __tablename__ = "merit_period_card"
    __table_args__ = (
        in_estate(),
        refers_to(Staff, "staff_id"),
        refers_to(Department, "department_id"),
        UniqueConstraint("estate_id", "staff_id", "period", "begins"),
        Index(None, "estate_id", "period", "begins"),
        one_of("period", MeritPeriod),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    staff_id: Mapped[UUID]
    department_id: Mapped[UUID]
    period: Mapped[MeritPeriod] = mapped_column(EnumText(MeritPeriod))
    begins: Mapped[date] = mapped_column(Date)
    total: Mapped[int]
    locked_at: Mapped[datetime]


class MeritPeriodPart(TenantRow, Base):
    """A month of a quarter, or a quarter of a year, by its first day, as it was then."""

    __tablename__ = "merit_period_part"
    __table_args__ = (
        in_estate(),
        same_estate("card_id", to="plugin_merit.merit_period_card"),
        UniqueConstraint("estate_id", "card_id", "begins"),
        CheckConstraint("weight between 1 and 100", name="weight"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    card_id: Mapped[UUID]
    begins: Mapped[date] = mapped_column(Date)
    weight: Mapped[int]
    total: Mapped[int]


class MeritPeriodCorrection(TenantRow, Base):
    """更正: what the correction of a month made of its quarter and its year; never changed.

    `part` is the first day of the part that is another one; `sequence` counts within the card.
    """

    __tablename__ = "merit_period_correction"
    __table_args__ = (
        in_estate(),
        same_estate("card_id", to="plugin_merit.merit_period_card"),
        UniqueConstraint("estate_id", "card_id", "sequence"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    card_id: Mapped[UUID]
    sequence: Mapped[int]
    part: Mapped[date] = mapped_column(Date)
    part_before: Mapped[int]
    part_after: Mapped[int]
    total_before: Mapped[int]
    total_after: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]


__all__ = [
    "MeritCard",
    "MeritCardLine",
    "MeritCorrection",
    "MeritIndicator",
    "MeritPeriodCard",
    "MeritPeriodCorrection",
    "MeritPeriodPart",
]
