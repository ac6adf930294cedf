"""Bills, their lines, and reliefs: waivers and vouchers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.db.erasing import EMPTIED, STAYS
from core.estates.models import House, Resident
from core.plugin.answers import PayerKind
from core.plugin.base import in_estate, refers_to
from core.tickets.models import Ticket
from plugins.paid_services.base import Base
from plugins.paid_services.bills.kinds import BillKind, BillState, ReliefKind, ReliefState


class Bill(TenantRow, Base):
    """账单. Amounts in fen: what is left to pay is `amount - waived - paid`.

    `resident_id` is who owes it and may see it. A fee has its rule and the days it is for, the last
    one included; work has its ticket and quote.
    """

    __tablename__ = "bill"
    __table_args__ = (
        in_estate(),
        refers_to(House, "house_id"),
        refers_to(Resident, "resident_id"),
        refers_to(Ticket, "ticket_id"),
        same_estate("quote_id", to="plugin_paid_services.quote"),
        same_estate("fee_rule_id", to="plugin_paid_services.fee_rule"),
        UniqueConstraint("estate_id", "number"),
        Index(None, "estate_id", "issued_at", "id"),
        Index(None, "estate_id", "house_id", "issued_at"),
        Index(None, "estate_id", "resident_id", "issued_at"),
        Index(None, "estate_id", "ticket_id"),
        Index(
            "ix_bill_owed",
            "estate_id",
            "due_on",
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index(
            "uq_bill_fee",
            "estate_id",
            "fee_rule_id",
            "house_id",
            "period_from",
            unique=True,
            postgresql_where=text("fee_rule_id is not null and state <> 'CANCELLED'"),
        ),
        one_of("kind", BillKind),
        one_of("state", BillState),
        one_of("payer", PayerKind),
        CheckConstraint("amount >= 0 and waived >= 0 and paid >= 0 and refunded >= 0", name="sums"),
        CheckConstraint("waived + paid <= amount", name="not_overpaid"),
        CheckConstraint("refunded <= paid", name="not_over_refunded"),
        CheckConstraint("state <> 'SETTLED' or waived + paid = amount", name="settled"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "residency", "erased": EMPTIED}},
    )

    number: Mapped[int]
    kind: Mapped[BillKind] = mapped_column(EnumText(BillKind))
    state: Mapped[BillState] = mapped_column(EnumText(BillState))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    payer: Mapped[PayerKind] = mapped_column(EnumText(PayerKind))
    house_id: Mapped[UUID | None]
    resident_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    quote_id: Mapped[UUID | None]
    fee_rule_id: Mapped[UUID | None]
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    amount: Mapped[int]
    waived: Mapped[int] = mapped_column(default=0)
    paid: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]
    consented_at: Mapped[datetime | None]
    consented_by: Mapped[UUID | None]
    consent_evidence: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    butler_id: Mapped[UUID | None]
    reminders: Mapped[int] = mapped_column(default=0)
    promised_on: Mapped[date | None] = mapped_column(Date)


class BillLine(TenantRow, Base):
    """A line of a bill: `quantity` thousandths of `unit` at `price` fen make `amount` fen."""

    __tablename__ = "bill_line"
    __table_args__ = (
        in_estate(),
        same_estate("bill_id", to="plugin_paid_services.bill"),
        UniqueConstraint("estate_id", "bill_id", "position"),
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

    bill_id: Mapped[UUID]
    resident_id: Mapped[UUID | None]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(info={"erased": STAYS})
    title: Mapped[str]
    unit: Mapped[str] = mapped_column(info={"erased": STAYS})
    quantity: Mapped[int]
    price: Mapped[int]
    amount: Mapped[int]
    plugin: Mapped[str | None] = mapped_column(info={"erased": STAYS})


class Relief(TenantRow, Base):
    """减免与优惠券: `amount` fen that need not be paid. Who decides is not who proposed.

    A waiver is about one bill; a voucher is a resident's, and is used on a bill of theirs between
    its dates, both included.
    """

    __tablename__ = "relief"
    __table_args__ = (
        in_estate(),
        same_estate("bill_id", to="plugin_paid_services.bill"),
        refers_to(Resident, "resident_id"),
        Index(None, "estate_id", "bill_id"),
        Index(None, "estate_id", "resident_id"),
        one_of("kind", ReliefKind),
        one_of("state", ReliefState),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("decided_by is null or decided_by <> proposed_by", name="two_people"),
        CheckConstraint("kind <> 'WAIVER' or bill_id is not null", name="of_bill"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "residency", "erased": EMPTIED}},
    )

    kind: Mapped[ReliefKind] = mapped_column(EnumText(ReliefKind))
    state: Mapped[ReliefState] = mapped_column(EnumText(ReliefState))
    version: Mapped[int] = mapped_column(default=1)
    bill_id: Mapped[UUID | None]
    resident_id: Mapped[UUID | None]
    amount: Mapped[int]
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decision_note: Mapped[str | None]
    used_at: Mapped[datetime | None]
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
