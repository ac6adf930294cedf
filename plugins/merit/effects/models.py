"""Effects as rows: what is to be done, by when, and who did it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate, refers_to
from core.staff.models import Department, Staff
from plugins.merit.base import Base
from plugins.merit.effects.kinds import MeritDoer, MeritEffectKind, MeritEffectState


class MeritEffect(TenantRow, Base):
    """处理结果: something that follows from a case in force.

    A DUE one is to be carried out by `doer` until `due_at`; then it is DONE or WAIVED, with who did
    it and their words (`note`). What holds by itself, or lasts, does so from `holds_from` until
    `holds_until`. `amount` is in fen, on the pay-roll list of `month` (its first day); `course` is
    the code of a training course; `days` how long a suspension lasts.
    """

    __tablename__ = "merit_effect"
    __table_args__ = (
        in_estate(),
        same_estate("case_id", to="plugin_merit.merit_case"),
        refers_to(Staff, "staff_id"),
        refers_to(Department, "department_id"),
        UniqueConstraint("estate_id", "case_id", "number"),
        Index(None, "estate_id", "state", "due_at"),
        Index(None, "estate_id", "staff_id"),
        one_of("kind", MeritEffectKind),
        one_of("state", MeritEffectState),
        one_of("doer", MeritDoer),
        CheckConstraint("(month is null) = (kind not in ('PAYMENT', 'DEDUCTION'))", name="month"),
        CheckConstraint("(amount is null) = (month is null)", name="amount"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(done_at is null) = (state in ('DUE', 'HOLDS'))", name="done"),
        CheckConstraint("num_nonnulls(done_at, done_by, note) in (0, 3)", name="done_by"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    case_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    department_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[MeritEffectKind] = mapped_column(EnumText(MeritEffectKind))
    doer: Mapped[MeritDoer] = mapped_column(EnumText(MeritDoer))
    state: Mapped[MeritEffectState] = mapped_column(EnumText(MeritEffectState))
    version: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    days: Mapped[int | None]
    holds_from: Mapped[datetime | None]
    holds_until: Mapped[datetime | None]
    amount: Mapped[int | None]
    month: Mapped[date | None] = mapped_column(Date)
    course: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]
    done_name: Mapped[str | None]
    note: Mapped[str | None]


__all__ = ["MeritEffect"]
