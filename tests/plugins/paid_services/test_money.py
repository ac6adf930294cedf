"""Money through the API: reliefs by two people, the books, and who sees what."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from plugins.paid_services.ledger.reconcile import differences
from tests.api.door import gid, serving
from tests.database import TestDatabase
from tests.factories import MORNING, make_world
from tests.standard.money import BILL, accepted_by_technician, billed, charging, published, quoted
from tests.standard.money import worked as completed
from tests.standard.story import Story

RELIEF = "relief { id version state amount }"


@pytest_asyncio.fixture
async def story(fresh_database: TestDatabase) -> AsyncIterator[Story]:
    """An estate that charges; in the end its books are right."""
    with clock.at(MORNING) as hands:
        async with serving(fresh_database) as door:
            told = Story(door, await make_world(door.database), hands)
            await charging(told)
            await published(told)
            yield told
            estate = told.estate
            async with unit_of_work(door.database, Scope.system(estate.group_id, estate.id)) as uow:
                assert await differences(uow, estate.id, MORNING.date()) == ()


async def codes(story: Story, person: Any, name: str, **given: Any) -> list[str]:
    """Why a mutation was refused."""
    payload = await story.do(person, name, "__typename", **given)
    return [error["code"] for error in payload["userErrors"]]


async def seen(story: Story, person: Any, bill: dict[str, Any]) -> dict[str, Any] | None:
    """A bill as somebody sees it."""
    fields = BILL.removeprefix("bill ")
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on Bill {fields} }} }}"
    found: dict[str, Any] | None = (await story.ask(person, query, id=bill["id"]))["node"]
    return found


async def test_a_waiver_takes_two_people_and_a_voucher_is_the_residents_to_use(
    story: Story,
) -> None:
    estate = story.estate
    bill = await billed(story, await completed(story))
    said = {"estateId": f"Estate:{estate.id}", "reason": "返修致歉"}
    waiver = await story.done(
        estate.supervisor,
        "reliefPropose",
        RELIEF,
        kind="WAIVER",
        billId=bill["id"],
        amount=1_500,
        **said,
    )
    decision = {"reliefId": waiver["relief"]["id"], "expectedVersion": 1, "granted": True}
    assert await codes(story, estate.supervisor, "reliefDecide", **decision) == [
        "SECOND_PERSON_NEEDED"
    ]
    granted = await story.done(estate.manager, "reliefDecide", RELIEF, **decision)
    assert granted["relief"]["state"] == "USED"
    voucher = await story.done(
        estate.agent,
        "reliefPropose",
        RELIEF,
        kind="VOUCHER",
        residentId=gid("Resident", estate.id, estate.resident.id),
        amount=20_000,
        **said,
    )
    key = voucher["relief"]["id"]
    redeem = {"reliefId": key, "billId": bill["id"]}
    assert await codes(story, estate.resident, "voucherRedeem", **redeem) == ["RELIEF_NOT_OPEN"]
    await story.done(
        estate.manager, "reliefDecide", RELIEF, reliefId=key, expectedVersion=1, granted=True
    )
    used = await story.done(estate.resident, "voucherRedeem", f"{RELIEF} {BILL}", **redeem)
    assert (used["bill"]["state"], used["bill"]["waived"]) == ("SETTLED", 11_500)


async def test_the_books_are_read_by_those_who_may_and_balance(story: Story) -> None:
    estate = story.estate
    bill = await billed(story, await completed(story))
    pay = {"billId": bill["id"], "method": "CASH", "amount": 4_000}
    await story.done(estate.agent, "paymentRecord", "bill { id }", **pay)
    query = (
        "query($e: ID!, $a: DateTime!, $b: DateTime!) { trialBalance(estateId: $e) { kind debit"
        ' credit balance } accountStatement(estateId: $e, code: "CASH", since: $a, until: $b)'
        " { transferId purpose change balance } ledgerAccounts { nodes { code balance } } }"
    )
    given = {
        "e": f"Estate:{estate.id}",
        "a": "2025-03-01T00:00:00+08:00",
        "b": "2025-04-01T00:00:00+08:00",
    }
    found = await story.ask(estate.manager, query, **given)
    lines = {each["kind"]: each["balance"] for each in found["trialBalance"]}
    assert lines == {"CASH": 4_000, "RECEIVABLE": 7_500, "SERVICE_INCOME": 11_500}
    (line,) = found["accountStatement"]
    assert (line["purpose"], line["change"], line["balance"]) == ("PAID", 4_000, 4_000)
    assert len(found["ledgerAccounts"]["nodes"]) == 3
    hidden = await story.ask(estate.technician, query, **given)
    assert hidden == {
        "trialBalance": [],
        "accountStatement": [],
        "ledgerAccounts": {"nodes": []},
    }
    assert await codes(
        story, estate.agent, "ledgerTransferReverse", transferId=line["transferId"], reason="试"
    ) == ["NOT_FOUND"]


async def test_residents_see_their_own_bills_and_nobody_elses(story: Story) -> None:
    estate = story.estate
    bill = await billed(story, await completed(story))
    assert (await seen(story, estate.resident, bill)) is not None
    assert (await seen(story, estate.neighbour, bill)) is None
    houses = "{ bills { nodes { id } } houses { nodes { bills { nodes { id } } } } }"
    theirs = await story.ask(estate.neighbour, houses)
    assert theirs["bills"]["nodes"] == []
    assert all(house["bills"]["nodes"] == [] for house in theirs["houses"]["nodes"])
    begin = {"billId": bill["id"]}
    assert await codes(story, estate.neighbour, "paymentBegin", **begin) == ["NOT_FOUND"]


async def test_a_payment_that_is_sent_again_is_made_once(story: Story) -> None:
    bill = await billed(story, await completed(story))
    pay = {
        "billId": bill["id"],
        "method": "CASH",
        "amount": 4_000,
        "idempotencyKey": "till-1-0007",
    }
    for _ in range(3):
        payload = await story.done(story.estate.agent, "paymentRecord", BILL, **pay)
        assert payload["bill"]["paid"] == 4_000


async def test_a_wrong_bill_is_cancelled_and_the_ticket_billed_anew(story: Story) -> None:
    estate = story.estate
    ticket = await completed(story)
    bill = await billed(story, ticket)
    again = {"ticketId": ticket["id"]}
    assert await codes(story, estate.agent, "billIssue", **again) == ["ALREADY_BILLED"]
    said = {"billId": bill["id"], "expectedVersion": bill["version"], "reason": "漏计材料"}
    await story.done(estate.manager, "billCancel", BILL, **said)
    lines = [{"code": "VALVE", "quantity": 2_000}, {"code": "VISIT", "quantity": 0}]
    anew = await billed(story, ticket, lines=lines)
    assert anew["amount"] == 4_000 + 9_000


async def test_a_new_quote_takes_the_place_of_the_former(story: Story) -> None:
    ticket = await accepted_by_technician(story)
    first = await quoted(story, ticket)
    second = await quoted(story, ticket, lines=[{"code": "VISIT"}])
    accept = {"quoteId": first["id"], "expectedVersion": first["version"] + 1}
    assert await codes(story, story.estate.resident, "quoteAccept", **accept) == ["QUOTE_NOT_OPEN"]
    await story.on(days=8)
    late = {"quoteId": second["id"], "expectedVersion": second["version"]}
    assert await codes(story, story.estate.resident, "quoteAccept", **late) == ["QUOTE_EXPIRED"]


async def test_nothing_is_quoted_once_it_is_billed_or_over(story: Story) -> None:
    estate = story.estate
    ticket = await completed(story)
    await billed(story, ticket)
    again = {"ticketId": ticket["id"], "lines": [{"code": "VISIT"}]}
    assert await codes(story, estate.technician, "quoteOffer", **again) == ["ALREADY_BILLED"]
    other = await story.reported(estate.resident)
    await story.step(estate.resident, "ticketWithdraw", other, reason="自己修好了")
    over = {"ticketId": other["id"], "lines": [{"code": "VISIT"}]}
    assert await codes(story, estate.technician, "quoteOffer", **over) == ["WORK_OVER"]


async def test_a_wrong_bill_that_was_paid_is_refunded_and_then_cancelled(story: Story) -> None:
    estate = story.estate
    bill = await billed(story, await completed(story))
    pay = {"billId": bill["id"], "method": "CASH", "amount": 6_000}
    paid = await story.done(estate.agent, "paymentRecord", f"payment {{ id }} {BILL}", **pay)
    cancel = {"billId": bill["id"], "reason": "开错户", "expectedVersion": paid["bill"]["version"]}
    assert await codes(story, estate.manager, "billCancel", **cancel) == ["BILL_PARTLY_PAID"]
    back = {"paymentId": paid["payment"]["id"], "amount": 6_000, "reason": "开错户"}
    refund = await story.done(estate.agent, "refundPropose", "refund { id }", **back)
    more = {**back, "amount": 1}
    assert await codes(story, estate.agent, "refundPropose", **more) == ["MORE_THAN_PAID"]
    decision = {"refundId": refund["refund"]["id"], "expectedVersion": 1, "approved": True}
    await story.done(estate.manager, "refundDecide", "refund { state }", **decision)
    now = await seen(story, estate.agent, bill)
    assert now is not None
    cancel["expectedVersion"] = now["version"]
    await story.done(estate.manager, "billCancel", BILL, **cancel)
    balances = "query($e: ID!) { trialBalance(estateId: $e) { kind balance } }"
    found = await story.ask(estate.manager, balances, e=f"Estate:{estate.id}")
    assert {each["balance"] for each in found["trialBalance"]} == {0}


async def test_the_till_is_banked_at_the_close_of_a_day_and_never_more_than_it_holds(
    story: Story,
) -> None:
    estate = story.estate
    bill = await billed(story, await completed(story))
    pay = {"billId": bill["id"], "method": "CASH", "amount": 4_000}
    await story.done(estate.agent, "paymentRecord", "bill { id }", **pay)
    said = {"estateId": f"Estate:{estate.id}", "takings": "CASH", "reference": "缴款单 0312"}
    assert await codes(story, estate.agent, "ledgerBank", amount=4_000, **said) == ["NOT_FOUND"]
    assert await codes(story, estate.manager, "ledgerBank", amount=4_001, **said) == [
        "BALANCE_TOO_LOW"
    ]
    done = await story.done(
        estate.manager, "ledgerBank", "transfer { purpose amount note }", amount=4_000, **said
    )
    assert done["transfer"] == {"purpose": "BANKED", "amount": 4_000, "note": "缴款单 0312"}
    assert await codes(story, estate.manager, "ledgerBank", amount=1, **said) == ["BALANCE_TOO_LOW"]


async def test_vouchers_are_somebodys_and_their_dates_the_right_way_round(story: Story) -> None:
    estate = story.estate
    said = {
        "estateId": f"Estate:{estate.id}",
        "kind": "VOUCHER",
        "amount": 500,
        "reason": "节日",
        "residentId": gid("Resident", estate.id, estate.agent.id),
    }
    assert await codes(story, estate.agent, "reliefPropose", **said) == ["NOT_FOUND"]
    said["residentId"] = gid("Resident", estate.id, estate.resident.id)
    dates = {"validFrom": "2025-05-01", "validTo": "2025-04-30"}
    assert await codes(story, estate.agent, "reliefPropose", **said, **dates) == [
        "VALIDITY_REVERSED"
    ]
    for amount in (0, -1, 10_000_000_001):
        wrong = {**said, "amount": amount}
        assert await codes(story, estate.agent, "reliefPropose", **wrong) == ["AMOUNT_INVALID"]
