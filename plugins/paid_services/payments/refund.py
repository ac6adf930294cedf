"""Refunds: proposed by one person, approved by another, paid out, receipted."""

from dataclasses import dataclass, field
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.errors import PaidCode, check_amount, refuse
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting, post
from plugins.paid_services.payments import repository
from plugins.paid_services.payments.kinds import (
    PaymentMethod,
    PaymentState,
    ReceiptKind,
    RefundState,
)
from plugins.paid_services.payments.models import Refund
from plugins.paid_services.payments.repository import Paid, Returned
from plugins.paid_services.payments.settle import holding, receipt

REASON_MOST = 200
APPROVED = "paid_services.refund_approved"
"""The topic on which a provider is asked to give money back."""


@dataclass(frozen=True, slots=True)
class ProposeRefund:
    """`amount` fen of a payment, and why."""

    estate_id: int
    payment_id: UUID
    amount: int
    reason: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class DecideRefund:
    """Approved or not."""

    estate_id: int
    refund_id: UUID
    expected_version: int
    approved: bool


async def propose_refund(actor: Actor, new: ProposeRefund, uow: UnitOfWork) -> None:
    """Propose it. Raises `NotFound`, AMOUNT_INVALID, PAYMENT_NOT_SETTLED and MORE_THAN_PAID."""
    rights.require(actor, new.estate_id, rights.PROPOSE, "paymentId")
    amount = check_amount(new.amount)
    reason = text.required("reason", new.reason, REASON_MOST)
    payment = await repository.locked_payment(uow, new.estate_id, new.payment_id)
    if payment.state is not PaymentState.SETTLED:
        raise refuse(PaidCode.PAYMENT_NOT_SETTLED, "paymentId")
    left = payment.amount - await repository.promised(uow, payment)
    if amount > left:
        raise refuse(PaidCode.MORE_THAN_PAID, "amount", left=left)
    uow.add(
        Refund,
        group_id=payment.group_id,
        estate_id=new.estate_id,
        id=new.id,
        payment_id=payment.id,
        resident_id=payment.resident_id,
        state=RefundState.PROPOSED,
        amount=amount,
        reason=reason,
        proposed_at=uow.now,
        proposed_by=actor.account_id,
    )


async def decide_refund(actor: Actor, new: DecideRefund, uow: UnitOfWork) -> None:
    """Approve or reject. At the counter it is paid out at once; online the provider is asked.

    Raises `NotFound`, `Conflict`, REFUND_NOT_OPEN, SECOND_PERSON_NEEDED, and BALANCE_TOO_LOW where
    there is not so much cash.
    """
    rights.require(actor, new.estate_id, rights.DECIDE, "refundId")
    refund = await repository.locked_refund(uow, new.estate_id, new.refund_id)
    if refund.version != new.expected_version:
        raise Conflict(refund.version)
    if refund.state is not RefundState.PROPOSED:
        raise refuse(PaidCode.REFUND_NOT_OPEN, "refundId")
    if refund.proposed_by == actor.account_id:
        raise refuse(PaidCode.SECOND_PERSON_NEEDED, "refundId")
    decided = {"decided_at": uow.now, "decided_by": actor.account_id}
    state = RefundState.APPROVED if new.approved else RefundState.REJECTED
    await repository.change_refund(uow, refund, {"state": state, **decided})
    if not new.approved:
        return
    payment = await repository.locked_payment(uow, new.estate_id, refund.payment_id)
    if payment.method is PaymentMethod.ONLINE:
        tenant = {"group_id": refund.group_id, "estate_id": new.estate_id}
        uow.emit(APPROVED, **tenant, subject_id=refund.id, amount=refund.amount)
        return
    async with as_system(uow, refund.group_id, new.estate_id):
        books = Books(refund.group_id, new.estate_id, actor.account_id)
        await carry_out(uow, books, refund, payment, None)


async def carry_out(
    uow: UnitOfWork, books: Books, refund: Returned, payment: Paid, reference: str | None
) -> None:
    """The money has gone back: what was owed back first, then what was paid ahead, the rest off the
    income."""
    bill = await bills.locked(uow, refund.estate_id, payment.bill_id)
    owed_back = min(refund.amount, payment.returnable)
    ahead = min(refund.amount - owed_back, payment.ahead_left)
    income = refund.amount - owed_back - ahead
    source = holding(payment.method, bill.house_id)
    parts = (
        (Account(AccountKind.RETURNABLE, bill.house_id), owed_back, "owed_back"),
        (Account(AccountKind.PREPAID, bill.house_id), ahead, "ahead"),
        (Account(AccountKind.REFUNDS), income, "income"),
    )
    await post(
        uow,
        books,
        [
            Posting(
                account,
                source,
                amount,
                f"refund:{refund.id}:{part}",
                TransferPurpose.REFUNDED,
                refund.id,
            )
            for account, amount, part in parts
            if amount
        ],
    )
    given = {
        "refunded": payment.refunded + refund.amount,
        "returnable": payment.returnable - owed_back,
    }
    await repository.change_payment(uow, payment, given)
    if income:
        await bills.change(uow, bill, {"refunded": bill.refunded + income})
    await repository.change_refund(
        uow,
        refund,
        {"state": RefundState.SETTLED, "settled_at": uow.now, "provider_reference": reference},
    )
    await receipt(
        uow, books, ReceiptKind.REFUND, payment.id, refund.id, refund.resident_id, refund.amount
    )
    uow.emit(
        "paid_services.refund_settled",
        group_id=books.group_id,
        estate_id=books.estate_id,
        subject_id=refund.id,
        amount=refund.amount,
    )


__all__ = [
    "APPROVED",
    "DecideRefund",
    "ProposeRefund",
    "carry_out",
    "decide_refund",
    "propose_refund",
]
