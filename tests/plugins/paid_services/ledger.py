"""An estate's ledger as tests handle it: post, look, compare with a model of it in Python."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from plugins.paid_services.ledger.kinds import CHART, AccountKind, BalanceSide, TransferPurpose
from plugins.paid_services.ledger.models import LedgerAccount, LedgerTransfer
from plugins.paid_services.ledger.post import Account, Books, Posting, post

CASH = Account(AccountKind.CASH)
BANK = Account(AccountKind.BANK)
INCOME = Account(AccountKind.SERVICE_INCOME)


def owed_by(house_id: UUID) -> Account:
    """What the residents of a house owe."""
    return Account(AccountKind.RECEIVABLE, house_id)


def move(
    debit: Account,
    credit: Account,
    amount: int,
    key: str,
    purpose: TransferPurpose = TransferPurpose.BILLED,
) -> Posting:
    """A posting without a subject."""
    return Posting(debit, credit, amount, key, purpose)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one estate, through the application's own role."""

    db: Database
    group_id: int
    estate_id: int

    @property
    def scope(self) -> Scope:
        return Scope.system(self.group_id, self.estate_id)

    @property
    def books(self) -> Books:
        return Books(self.group_id, self.estate_id)

    async def post(self, *postings: Posting) -> int:
        """Post in a transaction of its own."""
        async with unit_of_work(self.db, self.scope) as uow:
            return await post(uow, self.books, postings)

    async def balances(self) -> dict[str, int]:
        """The balance of each account by code, counted on its own side."""
        async with unit_of_work(self.db, self.scope) as uow:
            rows = await uow.execute(
                select(
                    LedgerAccount.code,
                    LedgerAccount.side,
                    LedgerAccount.debit_total,
                    LedgerAccount.credit_total,
                ).where(LedgerAccount.estate_id == self.estate_id)
            )
            return {
                row.code: (row.debit_total - row.credit_total)
                * (1 if row.side is BalanceSide.DEBIT else -1)
                for row in rows
            }

    async def off(self) -> int:
        """How far debit and credit are apart: nothing, at every instant, in one snapshot."""
        async with unit_of_work(self.db, self.scope) as uow:
            apart = text(
                "select coalesce(sum(debit_total - credit_total), 0)::bigint"
                " from plugin_paid_services.ledger_account where estate_id = :estate"
            )
            found: int = (await uow.execute(apart, [{"estate": self.estate_id}])).scalar_one()
            return found

    async def transfers(self) -> int:
        """How many there are."""
        async with unit_of_work(self.db, self.scope) as uow:
            counted = select(func.count()).where(LedgerTransfer.estate_id == self.estate_id)
            found: int = (await uow.execute(counted)).scalar_one()
            return found


class Model:
    """The same ledger, of dictionaries: what the real one is compared with."""

    def __init__(self) -> None:
        self.totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.kinds: dict[str, AccountKind] = {}
        self.keys: set[str] = set()

    def post(self, postings: Sequence[Posting]) -> bool:
        """Whether all of them may be posted; then they are."""
        after = {code: list(total) for code, total in self.totals.items()}
        kinds = dict(self.kinds)
        keys = set(self.keys)
        for each in postings:
            for index, account in enumerate((each.debit, each.credit)):
                kinds[account.code] = account.kind
                after.setdefault(account.code, [0, 0])
                if each.key not in keys:
                    after[account.code][index] += each.amount
            keys.add(each.key)
        for code, (debit, credit) in after.items():
            entry = CHART[kinds[code]]
            balance = debit - credit if entry.side is BalanceSide.DEBIT else credit - debit
            if entry.floor is not None and balance < entry.floor:
                return False
        self.totals.clear()
        self.totals.update(after)
        self.kinds, self.keys = kinds, keys
        return True

    def balances(self) -> dict[str, int]:
        """As `Ledger.balances` has them."""
        return {
            code: (debit - credit)
            * (1 if CHART[self.kinds[code]].side is BalanceSide.DEBIT else -1)
            for code, (debit, credit) in self.totals.items()
        }


__all__ = ["BANK", "CASH", "INCOME", "Ledger", "Model", "move", "owed_by"]
