"""L. Residents and community: fees."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import Relation
from core.estates.move_in import MoveIn, move_in
from core.estates.move_out import MoveOut, move_out
from tests.standard.money import BILL, charging
from tests.standard.story import Story

BILLS = (
    "{ bills(orderBy: {field: NUMBER}) { nodes { id version state amount paid outstanding payer"
    " periodFrom periodTo dueOn reminders house { label } resident { id } followUps { step note }"
    " lines { title quantity amount } } } }"
)


async def rule_set(story: Story, **given: Any) -> dict[str, Any]:
    """A rule: the property service fee, 2.80 yuan a month for a square metre, from April on."""
    said = {
        "estateId": f"Estate:{story.estate.id}",
        "code": "PROPERTY",
        "title": "物业服务费",
        "kind": "PROPERTY",
        "basis": "AREA",
        "period": "MONTH",
        "rate": 28_000,
        "validFrom": "2025-04-01",
        "dueDays": 15,
        **given,
    }
    payload = await story.done(story.estate.manager, "feeRuleSet", "feeRule { id version }", **said)
    rule: dict[str, Any] = payload["feeRule"]
    return rule


async def bills(story: Story) -> list[dict[str, Any]]:
    """All bills, as the agent sees them."""
    found: list[dict[str, Any]] = (await story.ask(story.estate.agent, BILLS))["bills"]["nodes"]
    return found


@pytest.mark.rule("S-L5")
async def test_fees_are_billed_by_area_and_by_house_as_each_period_begins(story: Story) -> None:
    await charging(story)
    await rule_set(story)
    refuse = {"code": "REFUSE", "title": "垃圾清运费", "kind": "REFUSE", "basis": "HOUSE"}
    await rule_set(story, **refuse, period="QUARTER", rate=100_000)
    await story.until(datetime(2025, 3, 31, 4, 0, tzinfo=UTC))
    assert await bills(story) == []
    await story.until(datetime(2025, 5, 2, 4, 0, tzinfo=UTC))
    found = await bills(story)
    # 98 m² × 2.80: 274.40 a month; 10.00 × 3 a quarter; two houses, two months, one quarter
    assert sorted((each["periodFrom"], each["amount"]) for each in found) == [
        ("2025-04-01", 3_000),
        ("2025-04-01", 3_000),
        ("2025-04-01", 27_440),
        ("2025-04-01", 27_440),
        ("2025-05-01", 27_440),
        ("2025-05-01", 27_440),
    ]
    mine = "{ myBills { nodes { amount house { label } } } }"
    seen = (await story.ask(story.estate.resident, mine))["myBills"]["nodes"]
    assert {each["house"]["label"] for each in seen} == {story.estate.house_labels[0]}
    assert len(seen) == 3


@pytest.mark.rule("S-L5")
async def test_a_period_is_billed_once_by_whomever(story: Story) -> None:
    await charging(story)
    rule = await rule_set(story)
    said = {"feeRuleId": rule["id"], "periodFrom": "2025-04-01"}
    run = await story.done(
        story.estate.manager, "feeGenerate", "feeRun { bills amount periodTo }", **said
    )
    assert run["feeRun"] == {"bills": 2, "amount": 54_880, "periodTo": "2025-04-30"}
    again = await story.do(story.estate.manager, "feeGenerate", "feeRun { bills }", **said)
    assert [error["code"] for error in again["userErrors"]] == ["PERIOD_ALREADY_BILLED"]
    await story.until(datetime(2025, 4, 20, 4, 0, tzinfo=UTC))
    assert len(await bills(story)) == 2


@pytest.mark.rule("S-L5")
async def test_a_change_of_owner_divides_the_fees_by_days(story: Story) -> None:
    await charging(story)
    await rule_set(story)
    await story.until(datetime(2025, 4, 5, 4, 0, tzinfo=UTC))
    assert [each["amount"] for each in await bills(story)] == [27_440, 27_440]
    estate = story.estate
    residencies = "query($id: ID!) { resident(id: $id) { residencies { id } } }"
    seller = f"Resident:{estate.id}:{estate.resident.id}"
    found = await story.ask(estate.agent, residencies, id=seller)
    residency = found["resident"]["residencies"][0]["id"].rpartition(":")[2]
    actor = estate.manager.actor
    async with unit_of_work(story.door.database, Scope.of(actor, (estate.id,))) as uow:
        await move_out(actor, MoveOut(estate.id, residency, date(2025, 4, 10)), uow)
        new = MoveIn(
            estate.id,
            estate.houses[0],
            Relation.OWNER,
            date(2025, 4, 11),
            name="李新",
            phone="13900001111",
        )
        await move_in(actor, new, uow)
    await story.on(minutes=1)
    mine = [
        (each["periodFrom"], each["periodTo"], each["amount"], each["state"])
        for each in await bills(story)
        if each["house"]["label"] == estate.house_labels[0]
    ]
    # 10 of 30 days, and 20: to the fen what the month is
    assert mine == [
        ("2025-04-01", "2025-04-10", 9_147, "OPEN"),
        ("2025-04-11", "2025-04-30", 18_293, "OPEN"),
    ]


@pytest.mark.rule("S-L5")
async def test_arrears_are_followed_up_by_the_butler_and_the_rate_is_theirs(story: Story) -> None:
    await charging(story, dunning_days=[1, 10])
    await rule_set(story)
    await story.until(datetime(2025, 4, 2, 4, 0, tzinfo=UTC))
    first, second = await bills(story)
    await story.done(
        story.estate.butler,
        "paymentRecord",
        BILL,
        billId=first["id"],
        method="TRANSFER",
        amount=first["amount"],
        reference="20250402-17",
    )
    await story.until(datetime(2025, 4, 18, 4, 0, tzinfo=UTC))
    await story.until(datetime(2025, 4, 30, 4, 0, tzinfo=UTC))
    paid, owed = await bills(story)
    assert (paid["reminders"], owed["reminders"]) == (0, 2)
    await story.done(
        story.estate.butler,
        "billFollowUp",
        "bill { promisedOn }",
        billId=second["id"],
        note="业主出差，月底前缴清",
        promisedOn="2025-05-05",
    )
    follow_ups = (await bills(story))[1]["followUps"]
    assert [each["step"] for each in follow_ups] == [1, 2, None]
    rates = (
        'query($estate: ID!) { collectionRates(estateId: $estate, since: "2025-04-01",'
        ' until: "2025-04-30") { butler { name } bills settled owed paid arrears rate } }'
    )
    estate = f"Estate:{story.estate.id}"
    found = await story.ask(story.estate.manager, rates, estate=estate)
    assert found["collectionRates"] == [
        {
            "butler": {"name": story.estate.butler.name},
            "bills": 2,
            "settled": 1,
            "owed": 54_880,
            "paid": 27_440,
            "arrears": 27_440,
            "rate": 500,
        }
    ]
