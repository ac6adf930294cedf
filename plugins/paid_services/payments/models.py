"""Payments, refunds, receipts, and what providers told of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.db.erasing import EMPTIED, STAYS
from core.plugin.base import in_estate
from plugins.paid_services.base import Base
from plugins.paid_services.payments.kinds import (
    NoticeOutcome,
    PaymentMethod,
    PaymentState,
    ProviderLineKind,
    ReceiptKind,
    RefundState,
)


class Payment(TenantRow, Base):
    """收款 on a bill, `amount` fen: `applied` of it to the bill, `excess` kept as paid ahead.

    `released` is what the bill no longer needs since the house has another owner: it is owed back
    to who paid, `returnable` of it still.

    Online, `provider` is the provider's name, `provider_reference` its number of the transaction.
    """

    __tablename__ = "payment"
    __table_args__ = (
        in_estate(),
        same_estate("bill_id", to="plugin_paid_services.bill"),
        Index(None, "estate_id", "bill_id", "begun_at"),
        Index(None, "estate_id", "settled_at"),
        Index(
            "uq_payment_provider",
            "estate_id",
            "provider",
            "provider_reference",
            unique=True,
            postgresql_where=text("provider_reference is not null"),
        ),
        one_of("method", PaymentMethod),
        one_of("state", PaymentState),
        CheckConstraint(
            "amount > 0 and applied >= 0 and excess >= 0 and released >= 0", name="amounts"
        ),
        CheckConstraint("returnable >= 0 and returnable <= released", name="returnable"),
        CheckConstraint(
            "state <> 'SETTLED' or applied + excess + released = amount", name="spread"
        ),
        CheckConstraint("refunded >= 0 and refunded <= amount", name="refunded"),
        CheckConstraint("(method = 'ONLINE') = (provider is not null)", name="provider"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "residency", "erased": EMPTIED}},
    )

    bill_id: Mapped[UUID]
    resident_id: Mapped[UUID | None]
    method: Mapped[PaymentMethod] = mapped_column(EnumText(PaymentMethod))
    state: Mapped[PaymentState] = mapped_column(EnumText(PaymentState))
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    applied: Mapped[int] = mapped_column(default=0)
    excess: Mapped[int] = mapped_column(default=0)
    released: Mapped[int] = mapped_column(default=0)
    returnable: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    reference: Mapped[str | None]
    provider: Mapped[str | None] = mapped_column(info={"erased": STAYS})
    provider_reference: Mapped[str | None] = mapped_column(info={"erased": STAYS})
    pay_url: Mapped[str | None]
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]


class Refund(TenantRow, Base):
    """退款 of part of a payment, in fen."""

    __tablename__ = "refund"
    __table_args__ = (
        in_estate(),
        same_estate("payment_id", to="plugin_paid_services.payment"),
        Index(None, "estate_id", "payment_id"),
        one_of("state", RefundState),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("decided_by is null or decided_by <> proposed_by", name="two_people"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "residency", "erased": EMPTIED}},
    )

    payment_id: Mapped[UUID]
    resident_id: Mapped[UUID | None]
    state: Mapped[RefundState] = mapped_column(EnumText(RefundState))
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
    provider_reference: Mapped[str | None] = mapped_column(info={"erased": STAYS})


class Receipt(TenantRow, Base):
    """收据: numbered within the estate without a gap."""

    __tablename__ = "receipt"
    __table_args__ = (
        in_estate(),
        same_estate("payment_id", to="plugin_paid_services.payment"),
        same_estate("refund_id", to="plugin_paid_services.refund"),
        UniqueConstraint("estate_id", "number"),
        UniqueConstraint(
            "estate_id", "payment_id", "refund_id", postgresql_nulls_not_distinct=True
        ),
        one_of("kind", ReceiptKind),
        CheckConstraint("(kind = 'REFUND') = (refund_id is not null)", name="kind_of"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "residency",
                "append_only": "until_erased",
                "erased": EMPTIED,
            }
        },
    )

    number: Mapped[int]
    kind: Mapped[ReceiptKind] = mapped_column(EnumText(ReceiptKind))
    payment_id: Mapped[UUID]
    refund_id: Mapped[UUID | None]
    resident_id: Mapped[UUID | None]
    amount: Mapped[int]
    issued_at: Mapped[datetime]


class ProviderNotice(TenantRow, Base):
    """A provider's notice, kept once however often it is sent. `notice` is its own number.

    `amount` is what it says, in fen; none where it does not.
    """

    __tablename__ = "provider_notice"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "provider", "notice"),
        one_of("outcome", NoticeOutcome),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "system",
                "append_only": "until_erased",
            }
        },
    )

    provider: Mapped[str]
    notice: Mapped[str]
    payment_id: Mapped[UUID | None]
    refund_id: Mapped[UUID | None]
    provider_reference: Mapped[str | None]
    amount: Mapped[int | None]
    outcome: Mapped[NoticeOutcome] = mapped_column(EnumText(NoticeOutcome))
    at: Mapped[datetime]


class ProviderLine(TenantRow, Base):
    """A line of a provider's file of a day: what it says it took or gave back, in fen."""

    __tablename__ = "provider_line"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "provider", "kind", "provider_reference"),
        Index(None, "estate_id", "day"),
        one_of("kind", ProviderLineKind),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "staff",
                "append_only": "until_erased",
            }
        },
    )

    provider: Mapped[str]
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[ProviderLineKind] = mapped_column(EnumText(ProviderLineKind))
    provider_reference: Mapped[str]
    ours: Mapped[str]
    amount: Mapped[int]
