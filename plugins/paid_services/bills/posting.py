"""What a bill does to the ledger."""

from collections.abc import Sequence
from dataclasses import replace

from plugins.paid_services.bills.kinds import BillKind
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.bills.rules import OWED
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Posting
from plugins.paid_services.ledger.standing import Standing

INCOME = {
    BillKind.SERVICE: AccountKind.SERVICE_INCOME,
    BillKind.FEE: AccountKind.FEE_INCOME,
}
HOUSED = frozenset({AccountKind.RECEIVABLE})
"""Accounts that are kept house by house."""


def owing(bill: Owed) -> Account:
    """The account that holds what is owed on the bill."""
    kind = OWED[bill.payer]
    return Account(kind, bill.house_id if kind in HOUSED else None)


def billed(bill: Owed, amount: int) -> list[Posting]:
    """The bill is owed from now on; a bill over nothing moves nothing."""
    if not amount:
        return []
    income = Account(INCOME[bill.kind])
    key = billed_key(bill)
    return [Posting(owing(bill), income, amount, key, TransferPurpose.BILLED, bill.id)]


def rebilled(bill: Owed, posted: Sequence[Standing], amount: int, note: str) -> list[Posting]:
    """The bill is owed over another amount from now on: what stands is taken back."""
    anew = billed(bill, amount)
    key = f"{billed_key(bill)}:{bill.version + 1}"
    return [
        *(each.reversal(note) for each in posted),
        *(replace(each, key=key, note=note) for each in anew),
    ]


def billed_key(bill: Owed) -> str:
    """Under which a bill is posted, once."""
    return f"bill:{bill.id}"


__all__ = ["HOUSED", "INCOME", "billed", "billed_key", "owing", "rebilled"]
