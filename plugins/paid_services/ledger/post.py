"""Posting: transfers written together with the totals they move, in one transaction.

    await post(uow, books, [Posting(owed, income, 8_000, "bill:…", TransferPurpose.BILLED)])

A posting whose key is there already changes nothing. Accounts are locked by their codes in
alphabetical order, before anything is written, and a transaction posts once, so that writers wait
for one another and never in a circle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.ledger import repository
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose

FLOOR = "ck_ledger_account_floor"


@dataclass(frozen=True, slots=True)
class Books:
    """Whose ledger it is, and who posts (None: the system)."""

    group_id: int
    estate_id: int
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its kind, and the house it is kept for where it is one house's."""

    kind: AccountKind
    house_id: UUID | None = None

    @property
    def code(self) -> str:
        """Its name in the ledger."""
        return self.kind.value if self.house_id is None else f"{self.kind.value}:{self.house_id}"


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount` fen (above 0) from the credited account to the debited one."""

    debit: Account
    credit: Account
    amount: int
    key: str
    purpose: TransferPurpose
    subject_id: UUID | None = None
    note: str | None = None
    reverses_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


async def post(uow: UnitOfWork, books: Books, postings: Sequence[Posting]) -> int:
    """Post them; says how many were new.

    The scope has to see the ledger (staff, or `seeing.as_system`). Raises BALANCE_TOO_LOW, after
    which the transaction can only be rolled back, and ValueError for an amount that is none.
    """
    if not postings:
        return 0
    if any(posting.amount <= 0 for posting in postings):
        raise ValueError("a posting moves more than nothing")
    await uow.flush()
    accounts = {each.code: each for posting in postings for each in _sides(posting)}
    known = await repository.known_codes(uow, books.estate_id, list(accounts))
    missing = [accounts[code] for code in sorted(accounts.keys() - known)]
    if missing:
        await repository.open_accounts(uow, books.group_id, books.estate_id, missing)
    ids = await repository.lock_accounts(uow, books.estate_id, list(accounts))
    try:
        return await repository.insert_transfers(
            uow, books.group_id, books.estate_id, books.account_id, ids, postings
        )
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint == FLOOR:
            raise refuse(PaidCode.BALANCE_TOO_LOW, "amount") from None
        raise


def _sides(posting: Posting) -> Iterable[Account]:
    return (posting.debit, posting.credit)


__all__ = ["Account", "Books", "Posting", "post"]
