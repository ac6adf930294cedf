"""An online payment begins: the provider is asked, after commit, for where to pay."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.configuration import configured
from plugins.paid_services.errors import PaidCode, check_amount, refuse
from plugins.paid_services.payments.kinds import PaymentMethod, PaymentState
from plugins.paid_services.payments.models import Payment

BEGUN = "paid_services.payment_begun"
"""The topic on which the provider is asked to take the payment."""

DOUBTFUL = "paid_services.payment_doubtful"
"""The kind of the timer, and the topic, by which a payment without a notice is asked after."""

DOUBT_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class BeginPayment:
    """`amount` fen on a bill; all that is owed where it is None."""

    estate_id: int
    bill_id: UUID
    amount: int | None = None
    id: UUID = field(default_factory=new_id)


async def begin(actor: Actor, new: BeginPayment, uow: UnitOfWork) -> None:
    """Begin it: `payUrl` follows shortly. Nothing is paid before the provider says so.

    Raises `NotFound`, AMOUNT_INVALID, BILL_NOT_OPEN and MORE_THAN_OWED.
    """
    bill = await bills.locked(uow, new.estate_id, new.bill_id)
    if actor.audience is Audience.RESIDENT:
        if bill.resident_id not in actor.persons:
            raise NotFound("billId")
    else:
        rights.require(actor, new.estate_id, rights.COLLECT, "billId")
    if bill.state is not BillState.OPEN:
        raise refuse(PaidCode.BILL_NOT_OPEN, "billId")
    amount = check_amount(bill.left if new.amount is None else new.amount)
    if amount > bill.left:
        raise refuse(PaidCode.MORE_THAN_OWED, "amount", owed=bill.left)
    tenant = {"group_id": bill.group_id, "estate_id": new.estate_id}
    uow.add(
        Payment,
        **tenant,
        id=new.id,
        bill_id=bill.id,
        resident_id=bill.resident_id,
        method=PaymentMethod.ONLINE,
        state=PaymentState.PENDING,
        amount=amount,
        provider=(await configured(uow, new.estate_id)).online_provider,
        begun_at=uow.now,
        begun_by=actor.account_id,
    )
    uow.emit(BEGUN, **tenant, subject_id=new.id, bill=str(bill.id), amount=amount)
    uow.set_timer(
        DOUBTFUL, f"{new.id}:1", uow.now + DOUBT_AFTER, **tenant, payment_id=str(new.id), asked=1
    )


__all__ = ["BEGUN", "DOUBTFUL", "DOUBT_AFTER", "BeginPayment", "begin"]
