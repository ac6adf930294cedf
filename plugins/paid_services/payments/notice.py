"""What a provider says of a payment: taken once, however often and in whichever way it comes."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.ledger.post import Books
from plugins.paid_services.payments import repository
from plugins.paid_services.payments.kinds import NoticeOutcome, PaymentMethod, PaymentState
from plugins.paid_services.payments.providers.base import Told, Trade
from plugins.paid_services.payments.settle import settle


async def take(
    uow: UnitOfWork, group_id: int, estate_id: int, provider: str, notice: str, told: Told
) -> NoticeOutcome:
    """Take a notice (or the answer to a question) about a payment; what came of it.

    `notice` is the provider's own number of it: the same changes nothing a second time, and neither
    does another about a payment that is settled. A payment that was closed meanwhile is settled all
    the same: the money is there. The scope has to be the system's.
    """
    payment_id = _id(told.order)
    payment = (
        None
        if payment_id is None
        else await repository.find_payment(uow, estate_id, payment_id, lock=True)
    )
    outcome = NoticeOutcome.UNKNOWN
    if payment is not None and payment.provider == provider:
        if told.trade is not Trade.PAID:
            outcome = NoticeOutcome.NOT_PAID
        elif payment.state is PaymentState.SETTLED:
            outcome = NoticeOutcome.ALREADY
        elif payment.amount != told.amount:
            outcome = NoticeOutcome.AMOUNT_DIFFERS
        else:
            outcome = NoticeOutcome.APPLIED
    new = await repository.keep_notice(
        uow,
        {
            "group_id": group_id,
            "estate_id": estate_id,
            "id": new_id(),
            "provider": provider,
            "notice": notice,
            "payment_id": None if payment is None else payment.id,
            "provider_reference": told.reference,
            "amount": told.amount,
            "outcome": outcome,
            "at": uow.now,
        },
    )
    if not new or payment is None or outcome is not NoticeOutcome.APPLIED:
        return outcome
    bill = await bills.locked(uow, estate_id, payment.bill_id)
    books = Books(group_id, estate_id)
    spread = await settle(uow, books, payment.id, PaymentMethod.ONLINE, payment.amount, bill)
    await repository.change_payment(
        uow,
        payment,
        {
            "state": PaymentState.SETTLED,
            "applied": spread.applied,
            "excess": spread.excess,
            "provider_reference": told.reference,
            "settled_at": uow.now,
        },
    )
    await uow.flush()
    return outcome


def _id(order: str) -> UUID | None:
    try:
        return UUID(hex=order)
    except ValueError:
        return None


__all__ = ["take"]
