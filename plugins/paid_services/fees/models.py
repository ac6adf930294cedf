"""Rules for fees, their runs, and reminders of what is owed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate, refers_to
from core.staff.models import Staff
from plugins.paid_services.base import Base
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod


class FeeRule(TenantRow, Base):
    """收费规则. `rate` is hundredths of a fen a month, for a square metre or for a house.

    It holds for periods that begin from `valid_from` on, up to `valid_to` (included); for the
    houses of `building_ids`, or for all where there are none. Bills fall due `due_days` after they
    are made.
    """

    __tablename__ = "fee_rule"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "code", "valid_from"),
        one_of("kind", FeeKind),
        one_of("basis", FeeBasis),
        one_of("period", FeePeriod),
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("due_days between 0 and 365", name="due_days"),
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="validity"),
        {"info": {"wall": "estate", "cloned": True}},
    )

    code: Mapped[str]
    title: Mapped[str]
    kind: Mapped[FeeKind] = mapped_column(EnumText(FeeKind))
    basis: Mapped[FeeBasis] = mapped_column(EnumText(FeeBasis))
    period: Mapped[FeePeriod] = mapped_column(EnumText(FeePeriod))
    rate: Mapped[int]
    building_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    due_days: Mapped[int]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]


class FeeRun(TenantRow, Base):
    """One period of a rule, billed; the last day is included."""

    __tablename__ = "fee_run"
    __table_args__ = (
        in_estate(),
        same_estate("fee_rule_id", to="plugin_paid_services.fee_rule"),
        UniqueConstraint("estate_id", "fee_rule_id", "period_from"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    fee_rule_id: Mapped[UUID]
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    bills: Mapped[int]
    amount: Mapped[int]
    at: Mapped[datetime]


class Reminder(TenantRow, Base):
    """催缴: a bill was followed up, by a rule of days (`step` from 1) or by a person (no step)."""

    __tablename__ = "reminder"
    __table_args__ = (
        in_estate(),
        same_estate("bill_id", to="plugin_paid_services.bill"),
        refers_to(Staff, "butler_id"),
        UniqueConstraint("estate_id", "bill_id", "step"),
        Index(None, "estate_id", "butler_id", "at"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    bill_id: Mapped[UUID]
    step: Mapped[int | None]
    butler_id: Mapped[UUID | None]
    at: Mapped[datetime]
    note: Mapped[str | None]
    promised_on: Mapped[date | None] = mapped_column(Date)
    made_by: Mapped[UUID | None]
