"""What a provider says of a payment or a refund: taken once, in whichever way and order it comes.

Locks go payment, refund, bill, accounts, receipt number.
"""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.ledger.post import Books
from plugins.paid_services.payments import repository
from plugins.paid_services.payments.kinds import (
    NoticeOutcome,
    PaymentMethod,
    PaymentState,
    RefundState,
)
from plugins.paid_services.payments.providers.base import Notice, Progress, RefundNews, Told, Trade
from plugins.paid_services.payments.refund import carry_out
from plugins.paid_services.payments.repository import Paid, Returned
from plugins.paid_services.payments.settle import settle

CARRIED = frozenset({RefundState.APPROVED, RefundState.FAILED})
"""Refunds that the provider may still tell of: what failed may be given back after all."""


async def take(
    uow: UnitOfWork, group_id: int, estate_id: int, provider: str, notice: Notice
) -> NoticeOutcome:
    """Take a notice (or the answer to a question); what came of it. The scope is the system's.

    It is kept once, under the provider's own number of it. What it says is done once, whatever its
    number: a payment that is settled stays as it is. A payment that was closed meanwhile is settled
    all the same: the money is there.
    """
    told = notice.told
    if isinstance(told, RefundNews):
        return await _refunded(uow, Books(group_id, estate_id), provider, notice, told)
    payment = await _payment(uow, estate_id, told.order)
    outcome = _of_payment(payment, provider, told) if notice.ours else _not_ours()
    await _keep(uow, Books(group_id, estate_id), provider, notice, outcome, payment, None)
    if payment is not None and outcome is NoticeOutcome.APPLIED:
        await _settled(uow, Books(group_id, estate_id), payment, told)
    await uow.flush()
    return outcome


def _of_payment(payment: Paid | None, provider: str, told: Told) -> NoticeOutcome:
    if payment is None or payment.provider != provider:
        return NoticeOutcome.UNKNOWN
    if told.trade is not Trade.PAID:
        return NoticeOutcome.NOT_PAID
    if payment.amount != told.amount:
        return NoticeOutcome.AMOUNT_DIFFERS
    settled = payment.state is PaymentState.SETTLED
    return NoticeOutcome.ALREADY if settled else NoticeOutcome.APPLIED


async def _settled(uow: UnitOfWork, books: Books, payment: Paid, told: Told) -> None:
    bill = await bills.locked(uow, books.estate_id, payment.bill_id)
    spread = await settle(uow, books, payment.id, PaymentMethod.ONLINE, payment.amount, bill)
    await repository.change_payment(
        uow,
        payment,
        {
            "state": PaymentState.SETTLED,
            "applied": spread.applied,
            "excess": spread.excess,
            "released": spread.released,
            "returnable": spread.released,
            "provider_reference": told.reference,
            "settled_at": uow.now,
        },
    )


async def _refunded(
    uow: UnitOfWork, books: Books, provider: str, notice: Notice, told: RefundNews
) -> NoticeOutcome:
    payment = await _payment(uow, books.estate_id, told.order)
    refund_id = _id(told.refund)
    refund = None
    if payment is not None and refund_id is not None:
        refund = await repository.find_refund(uow, books.estate_id, refund_id, lock=True)
    outcome = _of_refund(payment, refund, provider, told) if notice.ours else _not_ours()
    await _keep(uow, books, provider, notice, outcome, payment, refund)
    if payment is not None and refund is not None and outcome is NoticeOutcome.APPLIED:
        await carry_out(uow, books, refund, payment, told.reference)
    elif refund is not None and outcome is NoticeOutcome.NOT_PAID:
        failed = told.progress is Progress.FAILED and refund.state is RefundState.APPROVED
        if failed:
            await repository.change_refund(uow, refund, {"state": RefundState.FAILED})
    await uow.flush()
    return outcome


def _of_refund(
    payment: Paid | None, refund: Returned | None, provider: str, told: RefundNews
) -> NoticeOutcome:
    if payment is None or refund is None or payment.provider != provider:
        return NoticeOutcome.UNKNOWN
    if refund.payment_id != payment.id:
        return NoticeOutcome.UNKNOWN
    if told.amount is not None and told.amount != refund.amount:
        return NoticeOutcome.AMOUNT_DIFFERS
    if told.progress is not Progress.DONE:
        return NoticeOutcome.NOT_PAID
    if refund.state is RefundState.SETTLED:
        return NoticeOutcome.ALREADY
    # money that nobody here has agreed to give back, or more than there was
    agreed = refund.state in CARRIED and payment.refunded + refund.amount <= payment.amount
    return NoticeOutcome.APPLIED if agreed else NoticeOutcome.AMOUNT_DIFFERS


def _not_ours() -> NoticeOutcome:
    return NoticeOutcome.MERCHANT_DIFFERS


async def _keep(
    uow: UnitOfWork,
    books: Books,
    provider: str,
    notice: Notice,
    outcome: NoticeOutcome,
    payment: Paid | None,
    refund: Returned | None,
) -> None:
    await repository.keep_notice(
        uow,
        {
            "group_id": books.group_id,
            "estate_id": books.estate_id,
            "id": new_id(),
            "provider": provider,
            "notice": notice.number,
            "payment_id": None if payment is None else payment.id,
            "refund_id": None if refund is None else refund.id,
            "provider_reference": notice.told.reference,
            "amount": notice.told.amount,
            "outcome": outcome,
            "at": uow.now,
        },
    )


async def _payment(uow: UnitOfWork, estate_id: int, order: str) -> Paid | None:
    id_ = _id(order)
    if id_ is None:
        return None
    return await repository.find_payment(uow, estate_id, id_, lock=True)


def _id(number: str) -> UUID | None:
    try:
        return UUID(hex=number)
    except ValueError:
        return None


__all__ = ["take"]
