"""A payment at the counter: cash, a transfer that came in, or what was paid ahead."""

from dataclasses import dataclass, field
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.errors import PaidCode, check_amount, refuse
from plugins.paid_services.ledger.post import Books
from plugins.paid_services.payments.kinds import PaymentMethod, PaymentState
from plugins.paid_services.payments.models import Payment
from plugins.paid_services.payments.settle import settle

REFERENCE_MOST = 64
COUNTER = frozenset({PaymentMethod.CASH, PaymentMethod.TRANSFER, PaymentMethod.PREPAID})


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """`amount` fen on a bill; `reference` is a slip's or a transfer's number."""

    estate_id: int
    bill_id: UUID
    method: PaymentMethod
    amount: int
    reference: str | None = None
    id: UUID = field(default_factory=new_id)


async def record(actor: Actor, new: RecordPayment, uow: UnitOfWork) -> None:
    """Record it, all or part of what is owed; the receipt is written with it.

    Raises `NotFound`, AMOUNT_INVALID, METHOD_NOT_AT_COUNTER, BILL_NOT_OPEN, MORE_THAN_OWED, and
    BALANCE_TOO_LOW where less was paid ahead.
    """
    rights.require(actor, new.estate_id, rights.COLLECT, "billId")
    amount = check_amount(new.amount)
    if new.method not in COUNTER:
        raise refuse(PaidCode.METHOD_NOT_AT_COUNTER, "method")
    reference = text.optional("reference", new.reference, REFERENCE_MOST)
    bill = await bills.locked(uow, new.estate_id, new.bill_id)
    if bill.state is not BillState.OPEN:
        raise refuse(PaidCode.BILL_NOT_OPEN, "billId")
    if amount > bill.left:
        raise refuse(PaidCode.MORE_THAN_OWED, "amount", owed=bill.left)
    uow.add(
        Payment,
        group_id=bill.group_id,
        estate_id=new.estate_id,
        id=new.id,
        bill_id=bill.id,
        resident_id=bill.resident_id,
        method=new.method,
        state=PaymentState.SETTLED,
        amount=amount,
        applied=amount,
        reference=reference,
        begun_at=uow.now,
        begun_by=actor.account_id,
        settled_at=uow.now,
    )
    async with as_system(uow, bill.group_id, new.estate_id):
        books = Books(bill.group_id, new.estate_id, actor.account_id)
        await settle(uow, books, new.id, new.method, amount, bill)


__all__ = ["COUNTER", "REFERENCE_MOST", "RecordPayment", "record"]
