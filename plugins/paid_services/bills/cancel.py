"""Cancelling a bill that was wrong: what was paid has been given back, and the posting is taken
back."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict
from core.plugin.answers import PayerKind
from plugins.paid_services import rights
from plugins.paid_services.bills import repository
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.ledger.kinds import TransferPurpose
from plugins.paid_services.ledger.post import Books, post
from plugins.paid_services.ledger.reverse import NOTE_MOST
from plugins.paid_services.ledger.standing import standing
from plugins.paid_services.payments.release import Release

STANDING = frozenset({BillState.OPEN, BillState.AWAITING_CONSENT, BillState.SETTLED})


@dataclass(frozen=True, slots=True)
class CancelBill:
    """Which bill, and why."""

    estate_id: int
    bill_id: UUID
    expected_version: int
    reason: str


async def cancel(actor: Actor, new: CancelBill, uow: UnitOfWork) -> None:
    """Cancel it. Raises `NotFound`, `Conflict`, BILL_NOT_OPEN and BILL_PARTLY_PAID."""
    rights.require(actor, new.estate_id, rights.DECIDE, "billId")
    reason = text.required("reason", new.reason, NOTE_MOST)
    bill = await repository.locked(uow, new.estate_id, new.bill_id)
    if bill.version != new.expected_version:
        raise Conflict(bill.version)
    if bill.state not in STANDING:
        raise refuse(PaidCode.BILL_NOT_OPEN, "billId")
    borne = bill.payer is PayerKind.ESTATE
    if bill.waived or (bill.paid > bill.refunded and not borne):
        raise refuse(PaidCode.BILL_PARTLY_PAID, "billId")
    async with as_system(uow, bill.group_id, bill.estate_id):
        books = Books(bill.group_id, bill.estate_id, actor.account_id)
        postings = []
        if not borne:
            release = Release(books, bill.house_id, bill.id)
            postings += (await release.from_bill(uow, bill, bill.paid)).postings
        for posted in await standing(uow, bill.estate_id, bill.id, TransferPurpose.BILLED):
            postings.append(posted.reversal(reason))
        await post(uow, books, postings)
    await repository.change(uow, bill, {"state": BillState.CANCELLED, "paid": 0, "refunded": 0})
    uow.emit(
        "paid_services.bill_cancelled",
        group_id=bill.group_id,
        estate_id=bill.estate_id,
        subject_id=bill.id,
        reason=reason,
    )


__all__ = ["CancelBill", "cancel"]
