"""A change of owner: each day is paid for once, by whoever owned it; what was paid stays with who
paid it; the books are right after each step."""

import os
import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import Relation, Residency
from core.estates.move_in import MOVED_IN, MoveIn, move_in
from core.ids import new_id
from core.jobs.handlers import Event
from plugins.paid_services.bills.kinds import BillState, ReliefKind
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.bills.reliefs import DecideRelief, ProposeRelief, decide, propose
from plugins.paid_services.fees.change_owner import owner_changed
from plugins.paid_services.fees.division import Ownership, Stretch, shares, stretches
from plugins.paid_services.fees.generate import bill_due
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.fees.set_rule import SetFeeRule, set_rule
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.payments.kinds import PaymentMethod
from plugins.paid_services.payments.models import Payment
from plugins.paid_services.payments.record import RecordPayment, record
from plugins.paid_services.payments.refund import (
    DecideRefund,
    ProposeRefund,
    decide_refund,
    propose_refund,
)
from tests.factories import EstateWorld, make_world
from tests.plugins.paid_services.ledger import Ledger
from tests.standard.money import BILL, charging
from tests.standard.story import Story
from tests.standard.test_l_community import bills, rule_set

SEQUENCES = int(os.environ.get("GUANJIA_LEDGER_SEQUENCES", "200")) // 10
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
NOON = datetime(2025, 6, 1, 4, tzinfo=UTC)
DAYS = st.dates(FIRST, LAST)
OWNERS = st.lists(
    st.builds(
        lambda since, days: Ownership(
            new_id(), since, None if days is None else since + timedelta(days=days)
        ),
        st.dates(FIRST - timedelta(days=400), LAST + timedelta(days=9)),
        st.none() | st.integers(0, 500),
    ),
    max_size=6,
)


@given(OWNERS, DAYS, DAYS, st.integers(1, 10_000_000))
@settings(max_examples=300, deadline=None)
def test_every_day_is_in_one_stretch_and_the_shares_add_up_to_the_fen(
    owners: list[Ownership], one: date, other: date, amount: int
) -> None:
    first, last = sorted((one, other))
    parts = stretches(owners, first, last)
    assert (parts[0].first, parts[-1].last) == (first, last)
    for before, after in pairwise(parts):
        assert after.first == before.last + timedelta(days=1)
        assert after.resident_id != before.resident_id
    for part in parts:
        for day in (part.first, part.last):
            there = [each for each in owners if each.on(day)]
            latest = max((each.since for each in there), default=None)
            payers = {each.resident_id for each in there if each.since == latest}
            assert part.resident_id in payers if payers else part.resident_id is None
    costs = shares(amount, parts)
    assert sum(costs) == amount
    days = (last - first).days + 1
    assert all(
        abs(cost - amount * part.days / days) <= 1 for cost, part in zip(costs, parts, strict=True)
    )


def test_a_year_is_divided_at_the_change() -> None:
    seller, buyer = new_id(), new_id()
    change = date(2025, 4, 11)
    owners = [Ownership(seller, FIRST, change - timedelta(days=1)), Ownership(buyer, change, None)]
    parts = stretches(owners, FIRST, LAST)
    assert parts == [
        Stretch(seller, FIRST, date(2025, 4, 10)),
        Stretch(buyer, change, LAST),
    ]
    assert shares(365_00, parts) == [100_00, 265_00]


class Sales:
    """A house that is sold again and again, while its fees are billed, paid and given back."""

    def __init__(self, db: Database, estate: EstateWorld, seed: int) -> None:
        self.db, self.estate, self.chance = db, estate, random.Random(seed)
        self.house = estate.houses[seed % len(estate.houses)]
        self.ledger = Ledger(db, estate.group_id, estate.id)

    async def step(self) -> None:
        await self.chance.choice(
            [self.sell, self.pay, self.pay, self.waive, self.give_back, self.bill]
        )()

    async def bill(self) -> None:
        async with self._system() as uow:
            await bill_due(uow, self.estate.id, date(2025, self.chance.randint(1, 12), 1))

    async def sell(self) -> None:
        """The last owner leaves on some day; a new one comes the next day, or later."""
        day = FIRST + timedelta(days=self.chance.randint(-40, 364))
        actor, estate = self.estate.manager.actor, self.estate
        async with self._staff() as uow:
            await uow.execute(
                update(Residency)
                .where(
                    Residency.estate_id == estate.id,
                    Residency.house_id == self.house,
                    Residency.relation == Relation.OWNER,
                    Residency.until.is_(None),
                    Residency.since < day,
                )
                .values(until=day - timedelta(days=1))
            )
            since = day + timedelta(days=self.chance.choice((0, 0, 0, 12)))
            name = f"业主{new_id().hex[:6]}"
            new = MoveIn(
                estate.id, self.house, Relation.OWNER, since, name=name, phone="13900001111"
            )
            moved = await move_in(actor, new, uow)
        async with self._system() as uow:
            about = {"house": str(self.house)}
            await owner_changed(uow, self._event(moved.resident_id, about))

    async def pay(self) -> None:
        """Part or all of a bill, in cash or from what was paid ahead."""
        open_ = await self._bills(BillState.OPEN)
        if open_:
            bill = self.chance.choice(open_)
            left = bill["amount"] - bill["waived"] - bill["paid"]
            amount = left if self.chance.random() < 0.6 else self.chance.randint(1, left)
            new = RecordPayment(self.estate.id, bill["id"], PaymentMethod.CASH, amount)
            async with self._staff() as uow:
                await record(self.estate.manager.actor, new, uow)

    async def waive(self) -> None:
        """Some of what is owed on a bill, by two people."""
        open_ = await self._bills(BillState.OPEN)
        if open_:
            bill = self.chance.choice(open_)
            left = bill["amount"] - bill["waived"] - bill["paid"]
            amount = self.chance.randint(1, left)
            new = ProposeRelief(
                self.estate.id, ReliefKind.WAIVER, amount, "致歉", bill_id=bill["id"]
            )
            async with self._staff() as uow:
                await propose(self.estate.agent.actor, new, uow)
            async with self._staff() as uow:
                decided = DecideRelief(self.estate.id, new.id, 1, granted=True)
                await decide(self.estate.manager.actor, decided, uow)

    async def give_back(self) -> None:
        """Some of a payment, by two people."""
        async with self._staff() as uow:
            rows = await uow.execute(select(Payment.id, Payment.amount, Payment.refunded))
            left = [(row.id, row.amount - row.refunded) for row in rows]
        left = [each for each in left if each[1]]
        if not left:
            return
        payment, most = self.chance.choice(left)
        new = ProposeRefund(self.estate.id, payment, self.chance.randint(1, most), "退款")
        async with self._staff() as uow:
            await propose_refund(self.estate.agent.actor, new, uow)
        async with self._staff() as uow:
            decided = DecideRefund(self.estate.id, new.id, 1, approved=True)
            await decide_refund(self.estate.manager.actor, decided, uow)

    async def look(self) -> None:
        """Everything that has to be so."""
        async with self._system() as uow:
            assert await differences(uow, self.estate.id, FIRST) == ()
            owners = [
                Ownership(*row)
                for row in await uow.execute(
                    select(Residency.resident_id, Residency.since, Residency.until).where(
                        Residency.house_id == self.house, Residency.relation == Relation.OWNER
                    )
                )
            ]
            owed_back = select(Payment.returnable).join(
                Bill, (Bill.estate_id == Payment.estate_id) & (Bill.id == Payment.bill_id)
            )
            found = (await uow.execute(owed_back.where(Bill.house_id == self.house))).scalars()
            returnable = sum(found)
            payers = await uow.execute(
                select(Payment.resident_id, Bill.resident_id).join(
                    Bill, (Bill.estate_id == Payment.estate_id) & (Bill.id == Payment.bill_id)
                )
            )
            assert all(payer == owes for payer, owes in payers)
        standing = await self._bills(BillState.OPEN, BillState.SETTLED)
        for month in {each["period_from"].month for each in standing}:
            parts = sorted(
                (each for each in standing if each["period_from"].month == month),
                key=lambda each: each["period_from"],
            )
            first, last = parts[0]["period_from"], parts[-1]["period_to"]
            wanted = stretches(owners, first, last)
            covered = [
                (each["period_from"] + timedelta(days=n), each["resident_id"])
                for each in parts
                for n in range((each["period_to"] - each["period_from"]).days + 1)
            ]
            assert covered == [
                (part.first + timedelta(days=n), part.resident_id)
                for part in wanted
                for n in range(part.days)
            ]
            assert first.day == 1
            assert (last + timedelta(days=1)).day == 1
            assert sum(each["amount"] for each in parts) == 27_440
        balances = await self.ledger.balances()
        assert balances.get(f"RETURNABLE:{self.house}", 0) == returnable

    async def _bills(self, *states: BillState) -> list[dict[str, Any]]:
        table = Bill.__table__
        async with self._system() as uow:
            rows = await uow.execute(
                select(table).where(table.c.house_id == self.house, table.c.state.in_(states))
            )
            return [dict(row) for row in rows.mappings()]

    def _event(self, resident_id: UUID, payload: dict[str, str]) -> Event:
        tenant = (self.estate.group_id, self.estate.id)
        return Event(new_id(), *tenant, MOVED_IN, resident_id, payload, clock.now())

    def _system(self) -> Any:
        return unit_of_work(self.db, Scope.system(self.estate.group_id, self.estate.id))

    def _staff(self) -> Any:
        return unit_of_work(self.db, Scope.of(self.estate.manager.actor, (self.estate.id,)))


async def ruled(uow: UnitOfWork, estate: EstateWorld) -> None:
    """A monthly fee by area: 98 m² at 2.80 yuan are 274.40."""
    rule = SetFeeRule(
        estate.id,
        "PROPERTY",
        "物业服务费",
        FeeKind.PROPERTY,
        FeeBasis.AREA,
        FeePeriod.MONTH,
        28_000,
        FIRST,
    )
    await set_rule(estate.manager.actor, rule, uow)


async def test_whatever_is_sold_paid_and_given_back_each_day_is_one_owners_and_the_books_right(
    db: Database,
) -> None:
    with clock.at(NOON):
        for seed in range(SEQUENCES):
            estate = (await make_world(db, estates=1)).estates[0]
            sales = Sales(db, estate, seed)
            async with unit_of_work(db, Scope.of(estate.manager.actor, (estate.id,))) as uow:
                await ruled(uow, estate)
            await sales.bill()
            for _ in range(10):
                await sales.step()
                await sales.look()


@pytest.mark.rule("S-L5")
async def test_a_year_paid_in_advance_is_divided_and_the_rest_owed_back_to_who_paid(
    story: Story,
) -> None:
    estate = story.estate
    await charging(story)
    await rule_set(story, period="YEAR", validFrom="2026-01-01")
    await story.until(datetime(2026, 1, 2, 4, 0, tzinfo=UTC))
    house = estate.house_labels[0]
    year = next(each for each in await bills(story) if each["house"]["label"] == house)
    assert year["amount"] == 329_280
    pay = {"billId": year["id"], "method": "CASH", "amount": 329_280}
    paid = await story.done(estate.agent, "paymentRecord", f"payment {{ id }} {BILL}", **pay)
    payment = paid["payment"]["id"]
    await story.until(datetime(2026, 4, 11, 1, 0, tzinfo=UTC))
    async with unit_of_work(
        story.door.database, Scope.of(estate.manager.actor, (estate.id,))
    ) as uow:
        await uow.execute(
            update(Residency)
            .where(Residency.estate_id == estate.id, Residency.house_id == estate.houses[0])
            .values(until=date(2026, 4, 10))
        )
        new = MoveIn(
            estate.id,
            estate.houses[0],
            Relation.OWNER,
            date(2026, 4, 11),
            name="李新",
            phone="13900001111",
        )
        await move_in(estate.manager.actor, new, uow)
    await story.on(minutes=1)
    mine = [each for each in await bills(story) if each["house"]["label"] == house]
    assert [(each["periodTo"], each["amount"], each["paid"], each["state"]) for each in mine] == [
        ("2026-04-10", 90_214, 90_214, "SETTLED"),
        ("2026-12-31", 239_066, 0, "OPEN"),
    ]
    waiting = "{ payments(filter: {returnable: {gt: 0}}) { nodes { id applied returnable } } }"
    assert (await story.ask(estate.agent, waiting))["payments"]["nodes"] == [
        {"id": payment, "applied": 90_214, "returnable": 239_066}
    ]
    # the new owner's bill is not paid with it
    ahead = {"billId": mine[1]["id"], "method": "PREPAID", "amount": 100}
    refused = await story.do(estate.agent, "paymentRecord", "bill { id }", **ahead)
    assert [error["code"] for error in refused["userErrors"]] == ["BALANCE_TOO_LOW"]
    back = {"paymentId": payment, "amount": 239_066, "reason": "业主变更"}
    refund = await story.done(estate.agent, "refundPropose", "refund { id }", **back)
    await story.done(
        estate.manager,
        "refundDecide",
        "refund { state }",
        refundId=refund["refund"]["id"],
        expectedVersion=1,
        approved=True,
    )
    balances = await Ledger(story.door.database, estate.group_id, estate.id).balances()
    assert balances["CASH"] == 90_214
    assert balances.get("REFUNDS", 0) == 0
    assert balances[f"RETURNABLE:{estate.houses[0]}"] == 0
