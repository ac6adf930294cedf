"""Costs recharged to the developer: claims alone, and bills where paid services is on."""

from typing import Any

from tests.standard.developer import Company, answered, company, handed, leak, with_developer
from tests.standard.story import Story

COST = "cost { id version state bookedAs settledAt endNote }"
BILLS = """query($n: Int!) { bills(first: $n) { nodes {
    id number version state payer amount outstanding ticket { id } } } }"""
BALANCE = "query($e: ID!) { trialBalance(estateId: $e) { kind balance } }"


async def claimed(story: Story, developer: Company) -> dict[str, Any]:
    """155 yuan for a matter that the developer refused and the estate saw to."""
    hand_over = await handed(story, developer, await leak(story))
    await answered(story, developer, hand_over, "developerRefuse", reason="非我司责任")
    payload = await story.done(
        story.estate.supervisor,
        "developerCostClaim",
        COST,
        handOverId=hand_over["id"],
        amount=155_00,
        reason="代为抢修：更换角阀与水管",
    )
    cost: dict[str, Any] = payload["cost"]
    return cost


async def said(
    story: Story, developer: Company, cost: dict[str, Any], *, yes: bool
) -> dict[str, Any]:
    """The developer's word on it; the claim is brought up to date."""
    payload = await story.done(
        developer.person,
        "developerCostAnswer",
        COST,
        costId=cost["id"],
        expectedVersion=cost["version"],
        acknowledged=yes,
        answer=None if yes else "金额偏高",
    )
    cost.update(payload["cost"])
    return cost


async def ended(story: Story, cost: dict[str, Any], name: str) -> list[str]:
    """Withdrawn or paid; the codes of a refusal."""
    payload = await story.do(
        story.estate.supervisor,
        name,
        COST,
        costId=cost["id"],
        expectedVersion=cost["version"],
        **{"reference" if name == "developerCostPaid" else "reason": "双方协商"},
    )
    cost.update(payload["cost"] or {})
    return [each["code"] for each in payload["userErrors"]]


async def bills(story: Story) -> list[dict[str, Any]]:
    """Every bill of the estate, the latest first."""
    found: list[dict[str, Any]]
    found = (await story.ask(story.estate.manager, BILLS, n=10))["bills"]["nodes"]
    return found


async def test_alone_an_agreed_cost_stands_as_a_claim_until_it_is_paid_or_withdrawn(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    cost = await claimed(story, developer)
    assert await ended(story, cost, "developerCostPaid") == ["COST_NOT_OPEN"]
    await said(story, developer, cost, yes=True)
    assert (cost["state"], cost["bookedAs"]) == ("ACKNOWLEDGED", None)
    assert await ended(story, cost, "developerCostPaid") == []
    assert (cost["state"], cost["endNote"]) == ("PAID", "双方协商")
    assert await ended(story, cost, "developerCostWithdraw") == ["COST_NOT_OPEN"]
    other = await claimed(story, developer)
    await said(story, developer, other, yes=False)
    assert await ended(story, other, "developerCostWithdraw") == []
    assert other["state"] == "WITHDRAWN"


async def test_with_paid_services_an_agreed_cost_is_a_bill_and_the_claim_is_paid_with_it(
    story: Story,
) -> None:
    await with_developer(story, "paid_services")
    developer = await company(story)
    cost = await claimed(story, developer)
    assert await bills(story) == []
    await said(story, developer, cost, yes=True)
    (bill,) = await bills(story)
    assert cost["bookedAs"] == f"账单 {bill['number']}"
    assert (bill["state"], bill["payer"], bill["outstanding"]) == ("OPEN", "DEVELOPER", 155_00)
    assert await ended(story, cost, "developerCostPaid") == ["COST_NOT_OPEN"]
    for amount, state in ((100_00, "ACKNOWLEDGED"), (55_00, "PAID")):
        await story.done(
            story.estate.agent,
            "paymentRecord",
            "payment { id }",
            billId=bill["id"],
            method="TRANSFER",
            amount=amount,
            reference="网银 8812",
        )
        await story.on(seconds=2)
        assert (await now(story, developer, cost))["state"] == state
        if state == "ACKNOWLEDGED":
            assert await ended(story, cost, "developerCostWithdraw") == ["COST_NOT_BOOKABLE"]
    assert (await bills(story))[0]["state"] == "SETTLED"


async def test_disputed_or_withdrawn_the_bill_is_cancelled_and_its_posting_reversed(
    story: Story,
) -> None:
    await with_developer(story, "paid_services")
    developer = await company(story)
    cost = await claimed(story, developer)
    await said(story, developer, cost, yes=True)
    assert await owed(story) == 155_00
    await said(story, developer, cost, yes=False)
    assert (cost["state"], cost["bookedAs"]) == ("CONTESTED", None)
    assert await owed(story) == 0
    await said(story, developer, cost, yes=True)
    assert await owed(story) == 155_00
    assert await ended(story, cost, "developerCostWithdraw") == []
    assert await owed(story) == 0
    assert [each["state"] for each in await bills(story)] == ["CANCELLED", "CANCELLED"]


async def test_a_bill_that_is_cancelled_in_the_books_leaves_the_claim_standing(
    story: Story,
) -> None:
    await with_developer(story, "paid_services")
    developer = await company(story)
    cost = await claimed(story, developer)
    await said(story, developer, cost, yes=True)
    (bill,) = await bills(story)
    await story.done(
        story.estate.manager,
        "billCancel",
        "bill { state }",
        billId=bill["id"],
        expectedVersion=bill["version"],
        reason="抬头有误",
    )
    await story.on(seconds=2)
    found = await now(story, developer, cost)
    assert (found["state"], found["bookedAs"]) == ("ACKNOWLEDGED", None)


async def now(story: Story, developer: Company, cost: dict[str, Any]) -> dict[str, Any]:
    """The claim as the developer sees it."""
    asked = "query($id: ID!) { node(id: $id) { ... on DeveloperCost { state version bookedAs } } }"
    found: dict[str, Any] = (await story.ask(developer.person, asked, id=cost["id"]))["node"]
    cost.update(found)
    return found


async def owed(story: Story) -> int:
    """What developers owe, by the ledger, in fen; the books balance."""
    accounts = (await story.ask(story.estate.manager, BALANCE, e=f"Estate:{story.estate.id}"))[
        "trialBalance"
    ]
    return sum(each["balance"] for each in accounts if each["kind"] == "DEVELOPER_RECEIVABLE")
