"""What was paid and is no longer needed, since the house has another owner: owed back to who paid.

It lies in an account of its own, from which nobody else's bill is paid, until it is refunded.
"""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Residency
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.bills.posting import owing
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting
from plugins.paid_services.ledger.repository import balance
from plugins.paid_services.payments import repository
from plugins.paid_services.payments.repository import Paid

REFUNDS = Account(AccountKind.REFUNDS)


@dataclass(frozen=True, slots=True)
class Released:
    """`amount` fen that a bill no longer needs. `unrefunded` of them had been given back off the
    income, and now count as given back of what is owed back."""

    amount: int = 0
    unrefunded: int = 0
    postings: list[Posting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Release:
    """Releasing what was paid for a house; `cause` makes its transfers unique."""

    books: Books
    house_id: UUID | None
    cause: UUID

    async def from_bill(self, uow: UnitOfWork, bill: Owed, amount: int) -> Released:
        """Release `amount` of what was paid on a locked bill, of its latest payments first."""
        left, unrefunded = amount, 0
        postings: list[Posting] = []
        for payment in await repository.settled_on(uow, bill.estate_id, bill.id):
            part = min(left, payment.applied)
            given = min(part, payment.off_income)
            left, unrefunded = left - part, unrefunded + given
            back = part - given
            await self._change(uow, payment, part, back, applied=payment.applied - part)
            postings += self._carried(payment, "bill", owing(bill), self._returnable, part)
            postings += self._carried(payment, "refund", self._returnable, REFUNDS, given)
        return Released(amount - left, unrefunded, postings)

    async def paid_ahead(self, uow: UnitOfWork) -> list[Posting]:
        """Release what those who have left had paid ahead, as far as it is there still."""
        ahead = Account(AccountKind.PREPAID, self.house_id)
        left = await balance(uow, self.books.estate_id, ahead.code)
        postings: list[Posting] = []
        if left <= 0 or self.house_id is None:
            return postings
        gone = await repository.ahead_for(uow, self.books.estate_id, self.house_id)
        here = await _living_in(uow, self.books.estate_id, self.house_id)
        for payment in gone:
            if payment.resident_id is None or payment.resident_id in here:
                continue
            part = min(left, payment.ahead_left)
            left -= part
            await self._change(uow, payment, part, part, excess=payment.excess - part)
            postings += self._carried(payment, "ahead", ahead, self._returnable, part)
        return postings

    @property
    def _returnable(self) -> Account:
        return Account(AccountKind.RETURNABLE, self.house_id)

    async def _change(
        self, uow: UnitOfWork, payment: Paid, part: int, back: int, **rest: int
    ) -> None:
        if part:
            released, returnable = payment.released + part, payment.returnable + back
            values = {"released": released, "returnable": returnable, **rest}
            await repository.change_payment(uow, payment, values)

    def _carried(
        self, payment: Paid, what: str, debit: Account, credit: Account, amount: int
    ) -> list[Posting]:
        key = f"released:{self.cause}:{payment.id}:{what}"
        purpose = TransferPurpose.CARRIED
        return [Posting(debit, credit, amount, key, purpose, payment.id)] if amount else []


async def stays(uow: UnitOfWork, bill: Owed) -> bool:
    """Whether who owes a bill lives in its house, or owns it, today."""
    if bill.house_id is None or bill.resident_id is None:
        return True
    return bill.resident_id in await _living_in(uow, bill.estate_id, bill.house_id)


async def _living_in(uow: UnitOfWork, estate_id: int, house_id: UUID) -> set[UUID]:
    today = await bills.today(uow, estate_id)
    found = select(Residency.resident_id).where(
        Residency.estate_id == estate_id,
        Residency.house_id == house_id,
        or_(Residency.until.is_(None), Residency.until >= today),
    )
    return set((await uow.execute(found)).scalars())


__all__ = ["Release", "Released", "stays"]
