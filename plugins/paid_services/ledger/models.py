"""Accounts with their totals, the transfers between them, series of numbers, reconciliations."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    Index,
    Table,
    Text,
    UniqueConstraint,
    case,
    cast,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.db.erasing import EMPTIED, STAYS
from core.estates.models import House
from core.plugin.base import in_estate, refers_to
from plugins.paid_services.base import Base
from plugins.paid_services.ledger.kinds import (
    AccountKind,
    BalanceSide,
    DifferenceKind,
    TransferPurpose,
)

KEPT = {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": "until_erased"}
"""Rows that are written once, seen inside, and go only when the whole estate is erased."""


def _code_of_no_house(accounts: Table) -> ColumnElement[str]:
    """What an account is called once nobody is to know whose house it was kept for."""
    return case((accounts.c.house_id.is_(None), accounts.c.code), else_=cast(accounts.c.id, Text))


class LedgerAccount(TenantRow, Base):
    """An account of an estate's ledger. `code` is its kind, with the house where it has one.

    The totals are the sums of its transfers, in fen, kept in the transaction that posts them; the
    balance is counted on `side`, and the database refuses one below `floor`.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        in_estate(),
        refers_to(House, "house_id"),
        UniqueConstraint("estate_id", "code"),
        Index(None, "estate_id", "house_id"),
        one_of("kind", AccountKind),
        one_of("side", BalanceSide),
        CheckConstraint("debit_total >= 0 and credit_total >= 0", name="totals"),
        CheckConstraint(
            "floor is null or floor <= case side when 'DEBIT' then debit_total - credit_total"
            " else credit_total - debit_total end",
            name="floor",
        ),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "erased": EMPTIED}},
    )

    code: Mapped[str] = mapped_column(info={"erased": _code_of_no_house})
    kind: Mapped[AccountKind] = mapped_column(EnumText(AccountKind))
    house_id: Mapped[UUID | None]
    side: Mapped[BalanceSide] = mapped_column(EnumText(BalanceSide))
    floor: Mapped[int | None]
    debit_total: Mapped[int] = mapped_column(default=0)
    credit_total: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]


class LedgerTransfer(TenantRow, Base):
    """分录: `amount` fen from one account to another, in one row, so that the books balance.

    `key` says what was posted: the same is never posted twice. `subject_id` is the bill, payment
    or refund it is about. `reverses_id` is the transfer it takes back.
    """

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        in_estate(),
        same_estate("debit_id", to="plugin_paid_services.ledger_account"),
        same_estate("credit_id", to="plugin_paid_services.ledger_account"),
        same_estate("reverses_id", to="plugin_paid_services.ledger_transfer"),
        UniqueConstraint("estate_id", "key"),
        UniqueConstraint("estate_id", "reverses_id"),
        Index(None, "estate_id", "debit_id", "at", "id"),
        Index(None, "estate_id", "credit_id", "at", "id"),
        Index(None, "estate_id", "subject_id"),
        one_of("purpose", TransferPurpose),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
        {"info": {**KEPT, "erased": EMPTIED}},
    )

    debit_id: Mapped[UUID]
    credit_id: Mapped[UUID]
    amount: Mapped[int]
    at: Mapped[datetime]
    purpose: Mapped[TransferPurpose] = mapped_column(EnumText(TransferPurpose))
    key: Mapped[str] = mapped_column(info={"erased": STAYS})
    subject_id: Mapped[UUID | None] = mapped_column(info={"erased": STAYS})
    reverses_id: Mapped[UUID | None]
    note: Mapped[str | None]
    posted_by: Mapped[UUID | None]


class NumberSeries(TenantRow, Base):
    """How far a series of numbers has come. Its row stays locked until what was numbered is there,
    so that a number is either used or given again."""

    __tablename__ = "number_series"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "series"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "system", "erased": EMPTIED}},
    )

    series: Mapped[str] = mapped_column(info={"erased": STAYS})
    last: Mapped[int] = mapped_column(default=0)


class Reconciliation(TenantRow, Base):
    """The ledger looked through, once for a day: how much was compared, how much differed."""

    __tablename__ = "reconciliation"
    __table_args__ = (
        in_estate(),
        Index(None, "estate_id", "day"),
        {"info": KEPT},
    )

    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    accounts: Mapped[int]
    transfers: Mapped[int]
    bills: Mapped[int]
    payments: Mapped[int]
    differences: Mapped[int]


class Difference(TenantRow, Base):
    """One thing that a reconciliation found: of what, what should be, and what is (fen)."""

    __tablename__ = "difference"
    __table_args__ = (
        in_estate(),
        same_estate("reconciliation_id", to="plugin_paid_services.reconciliation"),
        Index(None, "estate_id", "reconciliation_id"),
        one_of("kind", DifferenceKind),
        {"info": KEPT},
    )

    reconciliation_id: Mapped[UUID]
    kind: Mapped[DifferenceKind] = mapped_column(EnumText(DifferenceKind))
    subject: Mapped[str]
    expected: Mapped[int]
    found: Mapped[int]
