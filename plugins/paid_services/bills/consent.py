"""Consent to a bill above its quote; without it no more is charged than was agreed (S-E3)."""

from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict
from plugins.paid_services.bills import repository
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.bills.posting import billed
from plugins.paid_services.bills.rules import AS_QUOTED
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.ledger.post import Books, post
from plugins.paid_services.prices.rules import THOUSAND, Line
from plugins.paid_services.quotes import repository as quotes
from plugins.paid_services.quotes.consent import given_by
from plugins.paid_services.quotes.kinds import ConsentForm


@dataclass(frozen=True, slots=True)
class ConsentToBill:
    """Yes: the whole is owed. No: what was quoted is owed."""

    estate_id: int
    bill_id: UUID
    expected_version: int
    accepted: bool
    consent: ConsentForm | None = None
    evidence: str | None = None


async def consent_to_bill(actor: Actor, new: ConsentToBill, uow: UnitOfWork) -> None:
    """Keep the answer; the bill is owed from then on.

    Raises `NotFound`, `Conflict`, EVIDENCE_REQUIRED and CONSENT_NOT_AWAITED.
    """
    bill = await repository.locked(uow, new.estate_id, new.bill_id)
    given = given_by(actor, new.estate_id, bill.resident_id, new.consent, new.evidence)
    if bill.version != new.expected_version:
        raise Conflict(bill.version)
    if bill.state is not BillState.AWAITING_CONSENT or bill.quote_id is None:
        raise refuse(PaidCode.CONSENT_NOT_AWAITED, "billId")
    amount = bill.amount
    if not new.accepted:
        amount = (await quotes.locked(uow, new.estate_id, bill.quote_id)).amount
        beyond = bill.amount - amount
        off = Line(AS_QUOTED, "超出报价部分未获同意", "项", THOUSAND, -beyond, -beyond)
        position = await repository.lines_count(uow, bill) + 1
        repository.add_lines(uow, bill, [off], first_position=position)
    async with as_system(uow, bill.group_id, bill.estate_id):
        books = Books(bill.group_id, bill.estate_id, actor.account_id)
        await post(uow, books, billed(bill, amount))
    await repository.change(
        uow,
        bill,
        {
            "amount": amount,
            "state": BillState.OPEN if amount else BillState.SETTLED,
            "consented_at": uow.now,
            "consented_by": actor.account_id,
            "consent_evidence": given.evidence or given.consent.value,
        },
    )
    uow.emit(
        "paid_services.bill_consented" if new.accepted else "paid_services.bill_limited",
        group_id=bill.group_id,
        estate_id=bill.estate_id,
        subject_id=bill.id,
        amount=amount,
    )


__all__ = ["ConsentToBill", "consent_to_bill"]
