"""Money has come in: applied to the bill, what is too much kept as paid ahead, receipted.

Locks go payment, bill, accounts, receipt number, in this order, everywhere.
"""

from dataclasses import dataclass
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.bills.posting import owing
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.numbers import RECEIPTS, take_numbers
from plugins.paid_services.ledger.post import Account, Books, Posting, post
from plugins.paid_services.payments.kinds import PaymentMethod, ReceiptKind
from plugins.paid_services.payments.models import Receipt
from plugins.paid_services.payments.release import stays

HELD_IN: dict[PaymentMethod, AccountKind] = {
    PaymentMethod.CASH: AccountKind.CASH,
    PaymentMethod.TRANSFER: AccountKind.BANK,
    PaymentMethod.ONLINE: AccountKind.CLEARING,
    PaymentMethod.PREPAID: AccountKind.PREPAID,
}
"""Where the money of a payment is."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What of a payment went where, in fen: the bill needed `applied`; the rest is kept as paid
    ahead, or is owed back where who pays has left the house."""

    applied: int
    excess: int
    released: int = 0


def holding(method: PaymentMethod, house_id: UUID | None) -> Account:
    """The account that a payment's money is in."""
    return Account(HELD_IN[method], house_id if method is PaymentMethod.PREPAID else None)


async def settle(
    uow: UnitOfWork, books: Books, payment_id: UUID, method: PaymentMethod, amount: int, bill: Owed
) -> Spread:
    """Post a payment on a locked bill, and write the receipt. The scope has to be the system's.

    What the bill does not need (it was paid meanwhile, or cancelled) is kept as paid ahead, for
    those who are still in the house.
    """
    applied = min(amount, bill.left) if bill.state is BillState.OPEN else 0
    excess = amount - applied
    source = holding(method, bill.house_id)
    postings = []
    if applied:
        key = f"payment:{payment_id}"
        postings.append(
            Posting(source, owing(bill), applied, key, TransferPurpose.PAID, payment_id)
        )
    here = not excess or await stays(uow, bill)
    if excess:
        ahead = Account(AccountKind.PREPAID if here else AccountKind.RETURNABLE, bill.house_id)
        key = f"payment:{payment_id}:excess"
        postings.append(Posting(source, ahead, excess, key, TransferPurpose.OVERPAID, payment_id))
    await post(uow, books, postings)
    if applied:
        settled = applied == bill.left
        await bills.change(
            uow,
            bill,
            {"paid": bill.paid + applied}
            | ({"state": BillState.SETTLED, "settled_at": uow.now} if settled else {}),
        )
    await receipt(uow, books, ReceiptKind.PAYMENT, payment_id, None, bill.resident_id, amount)
    tenant = {"group_id": books.group_id, "estate_id": books.estate_id}
    uow.emit(
        "paid_services.payment_settled",
        **tenant,
        subject_id=payment_id,
        bill=str(bill.id),
        method=method.value,
        amount=amount,
        excess=excess,
    )
    return Spread(applied, excess) if here else Spread(applied, 0, excess)


async def receipt(
    uow: UnitOfWork,
    books: Books,
    kind: ReceiptKind,
    payment_id: UUID,
    refund_id: UUID | None,
    resident_id: UUID | None,
    amount: int,
) -> None:
    """Write the next receipt."""
    (number,) = await take_numbers(uow, books.group_id, books.estate_id, RECEIPTS)
    uow.add(
        Receipt,
        group_id=books.group_id,
        estate_id=books.estate_id,
        id=new_id(),
        number=number,
        kind=kind,
        payment_id=payment_id,
        refund_id=refund_id,
        resident_id=resident_id,
        amount=amount,
        issued_at=uow.now,
    )


__all__ = ["HELD_IN", "Spread", "holding", "receipt", "settle"]
