"""Takings go to the bank: what the till held at the close of a day, or what a provider paid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.errors import check_amount
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting, post

REFERENCE_MOST = 64


class Takings(StrEnum):
    """Where money is before it is at the bank."""

    CASH = "CASH"  # 库存现金
    CLEARING = "CLEARING"  # 第三方支付在途


ACCOUNTS: Mapping[Takings, AccountKind] = {
    Takings.CASH: AccountKind.CASH,
    Takings.CLEARING: AccountKind.CLEARING,
}


@dataclass(frozen=True, slots=True)
class BankTakings:
    """`amount` fen that came to the bank; `reference` is the slip's or the statement's number."""

    estate_id: int
    takings: Takings
    amount: int
    reference: str
    id: UUID = field(default_factory=new_id)


async def bank(actor: Actor, new: BankTakings, uow: UnitOfWork) -> None:
    """Post it; `id` is the transfer's.

    Raises `NotFound`, AMOUNT_INVALID, TEXT_REQUIRED, and BALANCE_TOO_LOW where there is not so much
    in the till.
    """
    rights.require(actor, new.estate_id, rights.BOOKS)
    posting = Posting(
        Account(AccountKind.BANK),
        Account(ACCOUNTS[new.takings]),
        check_amount(new.amount),
        f"banked:{new.id}",
        TransferPurpose.BANKED,
        note=text.required("reference", new.reference, REFERENCE_MOST),
        id=new.id,
    )
    await post(uow, Books(actor.group_id, new.estate_id, actor.account_id), [posting])


__all__ = ["REFERENCE_MOST", "BankTakings", "Takings", "bank"]
