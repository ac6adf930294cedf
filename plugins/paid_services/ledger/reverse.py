"""Correction: a transfer is taken back by its opposite, with the reason, once."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.ids import new_id
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.ledger import repository
from plugins.paid_services.ledger.kinds import TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting, post

NOTE_MOST = 200


@dataclass(frozen=True, slots=True)
class ReverseTransfer:
    """Which transfer is taken back, and why."""

    estate_id: int
    transfer_id: UUID
    reason: str


async def reverse(actor: Actor, new: ReverseTransfer, uow: UnitOfWork) -> UUID:
    """Take a transfer back; the id of the reversal. Who calls has checked the right to.

    Raises `NotFound`, ALREADY_REVERSED, REVERSAL_CANNOT_BE_REVERSED and BALANCE_TOO_LOW.
    """
    reason = text.required("reason", new.reason, NOTE_MOST)
    found = await repository.find_transfer(uow, new.estate_id, new.transfer_id)
    if found is None:
        raise NotFound("transferId")
    if found["reverses_id"] is not None:
        raise refuse(PaidCode.REVERSAL_CANNOT_BE_REVERSED, "transferId")
    posting = Posting(
        debit=Account(found["credit_kind"], found["credit_house"]),
        credit=Account(found["debit_kind"], found["debit_house"]),
        amount=found["amount"],
        key=f"reverse:{new.transfer_id}",
        purpose=TransferPurpose.REVERSED,
        subject_id=found["subject_id"],
        note=reason,
        reverses_id=new.transfer_id,
        id=new_id(),
    )
    books = Books(actor.group_id, new.estate_id, actor.account_id)
    if await post(uow, books, [posting]) == 0:
        raise refuse(PaidCode.ALREADY_REVERSED, "transferId")
    return posting.id


__all__ = ["NOTE_MOST", "ReverseTransfer", "reverse"]
