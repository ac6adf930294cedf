"""The ledger: it balances by construction, forgets nothing, and refuses what cannot be."""

import asyncio
from datetime import date

import psycopg
import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import ProgrammingError

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.db.urls import connect
from core.errors import GuanjiaError
from plugins.paid_services.errors import PaidCode
from plugins.paid_services.ledger.kinds import DifferenceKind, TransferPurpose
from plugins.paid_services.ledger.models import LedgerTransfer
from plugins.paid_services.ledger.numbers import RECEIPTS, take_numbers
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.ledger.reverse import ReverseTransfer, reverse
from tests.database import TestDatabase
from tests.factories import EstateWorld
from tests.plugins.paid_services.ledger import BANK, CASH, INCOME, Ledger, move, owed_by

DAY = date(2025, 3, 12)


async def test_a_posting_debits_one_account_and_credits_another(
    ledger: Ledger, estate: EstateWorld
) -> None:
    house = owed_by(estate.houses[0])
    assert await ledger.post(move(house, INCOME, 8_000, "bill")) == 1
    assert await ledger.post(move(CASH, house, 3_000, "paid", TransferPurpose.PAID)) == 1
    assert await ledger.balances() == {house.code: 5_000, "SERVICE_INCOME": 8_000, "CASH": 3_000}
    assert await ledger.off() == 0


async def test_the_same_posting_is_never_posted_twice(ledger: Ledger) -> None:
    once = move(BANK, INCOME, 100, "notice-7")
    assert await ledger.post(once, move(BANK, INCOME, 100, "notice-7")) == 1
    assert await ledger.post(move(BANK, INCOME, 100, "notice-7")) == 0
    assert await ledger.balances() == {"BANK": 100, "SERVICE_INCOME": 100}


async def test_no_balance_falls_below_its_floor_and_nothing_of_such_a_posting_stays(
    ledger: Ledger,
) -> None:
    await ledger.post(move(CASH, INCOME, 100, "in"))
    with pytest.raises(GuanjiaError) as refused:
        await ledger.post(move(BANK, INCOME, 5, "with it"), move(BANK, CASH, 101, "out"))
    assert refused.value.code is PaidCode.BALANCE_TOO_LOW
    assert await ledger.balances() == {"CASH": 100, "SERVICE_INCOME": 100}


async def test_a_transfer_is_corrected_by_its_opposite_once(
    ledger: Ledger, estate: EstateWorld
) -> None:
    wrong = move(BANK, INCOME, 100, "wrong")
    await ledger.post(wrong)
    actor = estate.manager.actor
    async with unit_of_work(ledger.db, Scope.of(actor, (estate.id,))) as uow:
        back = await reverse(actor, ReverseTransfer(estate.id, wrong.id, "记错账户"), uow)
    assert await ledger.balances() == {"BANK": 0, "SERVICE_INCOME": 0}
    for again, code in (
        (wrong.id, PaidCode.ALREADY_REVERSED),
        (back, PaidCode.REVERSAL_CANNOT_BE_REVERSED),
    ):
        with pytest.raises(GuanjiaError) as refused:
            async with unit_of_work(ledger.db, Scope.of(actor, (estate.id,))) as uow:
                await reverse(actor, ReverseTransfer(estate.id, again, "再冲一次"), uow)
        assert refused.value.code is code
    assert await ledger.transfers() == 2


@pytest.mark.parametrize("statement", [update(LedgerTransfer).values(amount=1)])
async def test_what_was_posted_is_never_changed(ledger: Ledger, statement: object) -> None:
    await ledger.post(move(BANK, INCOME, 100, "kept"))
    with pytest.raises(ProgrammingError) as refused:
        async with unit_of_work(ledger.db, ledger.scope) as uow:
            await uow.execute(statement)  # type: ignore[arg-type]
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


async def test_nor_deleted_but_with_the_whole_estate(ledger: Ledger, estate: EstateWorld) -> None:
    await ledger.post(move(BANK, INCOME, 100, "kept"))
    mine = delete(LedgerTransfer).where(LedgerTransfer.estate_id == estate.id)
    async with unit_of_work(ledger.db, ledger.scope) as uow:
        assert (await uow.execute(mine)).rowcount == 0
    async with unit_of_work(ledger.db, Scope.of(estate.manager.actor)) as uow:
        await uow.execute(text(f"set local app.erasing = '{estate.id}'"))
        assert (await uow.execute(mine)).rowcount == 0
    assert await ledger.transfers() == 1


async def test_writers_that_cross_each_other_all_come_through(
    ledger: Ledger, estate: EstateWorld
) -> None:
    houses = [owed_by(house) for house in estate.houses]

    async def write(number: int) -> None:
        there, back = houses[number % 2], houses[1 - number % 2]
        await ledger.post(
            move(there, INCOME, 10, f"{number}.a"),
            move(BANK, INCOME, 1, f"{number}.b"),
            move(back, INCOME, 10, f"{number}.c"),
        )

    await asyncio.gather(*(write(number) for number in range(40)))
    assert await ledger.off() == 0
    assert (await ledger.balances())["SERVICE_INCOME"] == 40 * 21


async def test_numbers_have_no_gap_whoever_fails(ledger: Ledger) -> None:
    async def take(fail: bool) -> int | None:
        try:
            async with unit_of_work(ledger.db, ledger.scope) as uow:
                (number,) = await take_numbers(uow, ledger.group_id, ledger.estate_id, RECEIPTS)
                if fail:
                    raise ConnectionError
                return number
        except ConnectionError:
            return None

    taken = await asyncio.gather(*(take(number % 3 == 0) for number in range(30)))
    assert sorted(number for number in taken if number is not None) == list(range(1, 21))


async def test_a_reconciliation_names_what_somebody_changed_behind_the_ledgers_back(
    ledger: Ledger, database: TestDatabase
) -> None:
    await ledger.post(move(CASH, INCOME, 100, "in"))
    async with unit_of_work(ledger.db, ledger.scope) as uow:
        assert await differences(uow, ledger.estate_id, DAY) == ()
    with connect(database.admin_url) as admin:
        admin.execute(
            "update plugin_paid_services.ledger_account set debit_total = 90"
            " where estate_id = %s and code = 'CASH'",
            [ledger.estate_id],
        )
    async with unit_of_work(ledger.db, ledger.scope) as uow:
        found = await differences(uow, ledger.estate_id, DAY)
    assert [(each.kind, each.subject, each.expected, each.found) for each in found] == [
        (DifferenceKind.ACCOUNT_TOTAL, "CASH DEBIT", 100, 90),
        (DifferenceKind.BOOKS_UNBALANCED, "ledger", 90, 100),
    ]
