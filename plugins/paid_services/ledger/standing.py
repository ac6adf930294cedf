"""What stands in the books about a bill: transfers that nothing has taken back, and their taking
back, whole or but for a part."""

from dataclasses import dataclass
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from plugins.paid_services.ledger import repository
from plugins.paid_services.ledger.kinds import TransferPurpose
from plugins.paid_services.ledger.post import Account, Posting


@dataclass(frozen=True, slots=True)
class Standing:
    """A transfer that stands."""

    id: UUID
    key: str
    debit: Account
    credit: Account
    amount: int
    purpose: TransferPurpose
    subject_id: UUID | None

    def reversal(self, note: str) -> Posting:
        """Its opposite."""
        return Posting(
            self.credit,
            self.debit,
            self.amount,
            f"reverse:{self.id}",
            TransferPurpose.REVERSED,
            self.subject_id,
            note,
            self.id,
        )

    def lessened(self, amount: int, key: str, note: str) -> list[Posting]:
        """Its opposite, and `amount` of it posted anew under another key."""
        anew = Posting(self.debit, self.credit, amount, key, self.purpose, self.subject_id, note)
        return [self.reversal(note), *([anew] if amount else [])]


async def standing(
    uow: UnitOfWork, estate_id: int, subject_id: UUID, purpose: TransferPurpose
) -> list[Standing]:
    """The transfers of a purpose about a subject that stand."""
    return [
        Standing(
            row["id"],
            row["key"],
            Account(row["debit_kind"], row["debit_house"]),
            Account(row["credit_kind"], row["credit_house"]),
            row["amount"],
            purpose,
            subject_id,
        )
        for row in await repository.standing_transfers(uow, estate_id, subject_id, purpose)
    ]


__all__ = ["Standing", "standing"]
