"""Generated sequences of operations: the ledger agrees with its model after each of them.

`GUANJIA_LEDGER_SEQUENCES=10000 pytest tests/plugins/paid_services/test_ledger_generated.py` runs
more of them than the suite has time for.
"""

import os
import random
from uuid import UUID

import pytest

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import GuanjiaError
from core.ids import new_id
from plugins.paid_services.errors import PaidCode
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Posting
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.ledger.reverse import ReverseTransfer, reverse
from tests.factories import EstateWorld, make_world
from tests.plugins.paid_services.ledger import Ledger, Model
from tests.plugins.paid_services.test_ledger import DAY

SEQUENCES = int(os.environ.get("GUANJIA_LEDGER_SEQUENCES", "200"))
LONGEST = 12
SEED = 20250312
PER_ESTATE = 50
"""Sequences that go on in one ledger: later ones find it used."""

KINDS = tuple(AccountKind)
HOUSED = frozenset({AccountKind.RECEIVABLE, AccountKind.PREPAID})


class Sequence:
    """One sequence of operations on a ledger and on its model."""

    def __init__(self, ledger: Ledger, model: Model, estate: EstateWorld, seed: int) -> None:
        self.ledger, self.model, self.estate = ledger, model, estate
        self.chance = random.Random(seed)
        self.done: list[Posting] = []

    def account(self) -> Account:
        kind = self.chance.choice(KINDS)
        return Account(kind, self.chance.choice(self.estate.houses) if kind in HOUSED else None)

    def posting(self) -> Posting:
        if self.done and self.chance.random() < 0.15:  # sent again, as it was
            return self.chance.choice(self.done)
        debit = credit = self.account()
        while credit.code == debit.code:
            credit = self.account()
        amount = self.chance.choice((1, 99, 8_000, 2_500_000))
        return Posting(debit, credit, amount, f"k{new_id()}", TransferPurpose.BILLED)

    async def step(self) -> None:
        if self.done and self.chance.random() < 0.2:
            await self.take_back(self.chance.choice(self.done))
            return
        several = [self.posting() for _ in range(self.chance.randint(1, 4))]
        if self.model.post(several):
            await self.ledger.post(*several)
            self.done += [each for each in several if each not in self.done]
        else:
            with pytest.raises(GuanjiaError) as refused:
                await self.ledger.post(*several)
            assert refused.value.code is PaidCode.BALANCE_TOO_LOW

    async def take_back(self, wrong: Posting) -> None:
        key = f"reverse:{wrong.id}"
        opposite = Posting(wrong.credit, wrong.debit, wrong.amount, key, TransferPurpose.REVERSED)
        known = key in self.model.keys
        allowed = not known and self.model.post([opposite])
        actor = self.estate.manager.actor
        refused: PaidCode | None = None
        try:
            async with unit_of_work(self.ledger.db, Scope.of(actor, (self.estate.id,))) as uow:
                await reverse(actor, ReverseTransfer(self.estate.id, wrong.id, "冲正"), uow)
        except GuanjiaError as error:
            refused = PaidCode(error.code)
        wanted = PaidCode.ALREADY_REVERSED if known else PaidCode.BALANCE_TOO_LOW
        assert refused == (None if allowed else wanted)


async def test_whatever_is_done_in_whatever_order_the_books_are_right(db: Database) -> None:
    for first in range(0, SEQUENCES, PER_ESTATE):
        estate = (await make_world(db, estates=1)).estates[0]
        ledger, model = Ledger(db, estate.group_id, estate.id), Model()
        for number in range(first, min(first + PER_ESTATE, SEQUENCES)):
            sequence = Sequence(ledger, model, estate, SEED + number)
            for _ in range(sequence.chance.randint(1, LONGEST)):
                await sequence.step()
            assert await ledger.balances() == model.balances(), number
            assert await ledger.off() == 0
        assert await ledger.transfers() == len(model.keys)
        async with unit_of_work(db, ledger.scope) as uow:
            found = await differences(uow, estate.id, DAY)
        assert found == (), found


def test_the_model_itself_refuses_what_the_chart_forbids() -> None:
    house = UUID(int=1)
    model = Model()
    out = Posting(
        Account(AccountKind.REFUNDS), Account(AccountKind.CASH), 1, "out", TransferPurpose.REFUNDED
    )
    owed = Posting(
        Account(AccountKind.RECEIVABLE, house),
        Account(AccountKind.FEE_INCOME),
        1,
        "owed",
        TransferPurpose.BILLED,
    )
    assert not model.post([out])
    assert model.post([owed])
