"""What the books still owe or are owed, before an estate is erased with who and where of it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.db.unit_of_work import UnitOfWork
from core.plugin.answers import Unsettled
from plugins.paid_services.base import Base
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.ledger.kinds import AccountKind
from plugins.paid_services.ledger.models import LedgerAccount
from plugins.paid_services.payments.kinds import PaymentState, RefundState
from plugins.paid_services.payments.models import Payment, Refund

_Matter = tuple[str, str, type[Base], ColumnElement[bool]]


def _matters() -> Iterator[_Matter]:
    unpaid = Bill.state.in_([BillState.AWAITING_CONSENT, BillState.OPEN])
    yield "张账单未结清", "bills not settled", Bill, unpaid
    yield (
        "笔线上支付未完成",
        "online payments begun",
        Payment,
        Payment.state == PaymentState.PENDING,
    )
    asked = Refund.state.in_([RefundState.PROPOSED, RefundState.APPROVED, RefundState.FAILED])
    yield "笔退款未办结", "refunds not done", Refund, asked
    ahead = (LedgerAccount.kind == AccountKind.PREPAID) & (
        LedgerAccount.credit_total > LedgerAccount.debit_total
    )
    yield "户有预收款余额", "houses that paid ahead", LedgerAccount, ahead


async def unsettled(uow: UnitOfWork, estate_id: int) -> list[Unsettled]:
    """How many of each kind."""
    found = []
    for title, title_en, model, open_ in _matters():
        table: Any = model
        counted = select(func.count()).where(table.estate_id == estate_id, open_)
        found.append(Unsettled(title, title_en, (await uow.execute(counted)).scalar_one()))
    return found


__all__ = ["unsettled"]
