"""E. Result: paid work."""

import pytest

from tests.standard.money import (
    BILL,
    PRICES,
    QUOTED,
    accepted_by_technician,
    agreed,
    billed,
    charging,
    published,
    quoted,
    worked,
)
from tests.standard.story import Story

LISTED = "{ estates { nodes { prices { title items { code price unit } } } } }"


@pytest.mark.rule("S-E3")
async def test_prices_are_everybodys_to_read_once_they_are_published(story: Story) -> None:
    await charging(story)
    draft = await story.done(
        story.estate.manager,
        "priceListDraft",
        "priceList { id version }",
        estateId=f"Estate:{story.estate.id}",
        title="价目表",
        items=PRICES,
    )
    lists = "{ priceLists { nodes { id } } }"
    assert (await story.ask(story.estate.resident, lists))["priceLists"]["nodes"] == []
    assert len((await story.ask(story.estate.agent, lists))["priceLists"]["nodes"]) == 1
    await story.done(
        story.estate.manager,
        "priceListPublish",
        "priceList { state }",
        priceListId=draft["priceList"]["id"],
        expectedVersion=1,
    )
    (estate,) = (await story.ask(story.estate.resident, LISTED))["estates"]["nodes"]
    assert [item["code"] for item in estate["prices"]["items"]] == ["PLUMBING", "VALVE", "VISIT"]


@pytest.mark.rule("S-E3")
async def test_nothing_is_quoted_but_from_the_published_prices(story: Story) -> None:
    await charging(story)
    ticket = await accepted_by_technician(story)
    said = {"ticketId": ticket["id"], "lines": QUOTED}
    payload = await story.do(story.estate.technician, "quoteOffer", "quote { id }", **said)
    assert [error["code"] for error in payload["userErrors"]] == ["NO_PRICES"]
    await published(story)
    said["lines"] = [{"code": "PAINTING"}]
    payload = await story.do(story.estate.technician, "quoteOffer", "quote { id }", **said)
    assert [error["code"] for error in payload["userErrors"]] == ["PRICE_CODE_UNKNOWN"]


@pytest.mark.rule("S-E3")
async def test_chargeable_work_begins_when_the_resident_has_agreed_and_not_before(
    story: Story,
) -> None:
    await charging(story)
    await published(story)
    ticket = await accepted_by_technician(story)
    quote = await quoted(story, ticket)
    assert (quote["state"], quote["amount"], quote["payer"]) == ("OFFERED", 15_500, "RESIDENT")
    start = {"ticketId": ticket["id"], "expectedVersion": ticket["version"]}
    refused = await story.do(story.estate.technician, "ticketStart", "ticket { id }", **start)
    assert [error["code"] for error in refused["userErrors"]] == ["VETOED"]
    assert "尚未同意报价" in refused["userErrors"][0]["message"]
    seen = await story.ask(
        story.estate.resident,
        "query($id: ID!) { ticket(id: $id) { quote { id version amount lines { title } } } }",
        id=ticket["id"],
    )
    assert len(seen["ticket"]["quote"]["lines"]) == 3
    await agreed(story, quote)
    await story.step(story.estate.technician, "ticketStart", ticket)


@pytest.mark.rule("S-E3")
async def test_an_agent_records_consent_with_its_evidence_or_not_at_all(story: Story) -> None:
    await charging(story)
    await published(story)
    ticket = await accepted_by_technician(story)
    quote = await quoted(story, ticket)
    said = {"quoteId": quote["id"], "expectedVersion": quote["version"], "consent": "PHONE"}
    refused = await story.do(story.estate.agent, "quoteAccept", "quote { id }", **said)
    assert [error["code"] for error in refused["userErrors"]] == ["EVIDENCE_REQUIRED"]
    payload = await story.done(
        story.estate.agent,
        "quoteAccept",
        "quote { state consent evidence }",
        evidence="录音 20250312-0007",
        **said,
    )
    assert payload["quote"] == {
        "state": "ACCEPTED",
        "consent": "PHONE",
        "evidence": "录音 20250312-0007",
    }


@pytest.mark.rule("S-E3")
async def test_what_was_used_is_charged_collected_and_receipted(story: Story) -> None:
    await charging(story)
    await published(story)
    ticket = await worked(story)
    bill = await billed(story, ticket)
    # the visit 30, half an hour at 80 an hour but at least 40, the valve 45
    assert [(line["code"], line["amount"]) for line in bill["lines"]] == [
        ("VISIT", 3_000),
        ("PLUMBING", 4_000),
        ("VALVE", 4_500),
    ]
    assert (bill["state"], bill["amount"], bill["outstanding"]) == ("OPEN", 11_500, 11_500)
    for amount, left in ((5_000, 6_500), (6_500, 0)):
        payload = await story.done(
            story.estate.agent,
            "paymentRecord",
            f"payment {{ receipts {{ number amount }} }} {BILL}",
            billId=bill["id"],
            method="CASH",
            amount=amount,
        )
        assert payload["bill"]["outstanding"] == left
        assert [each["amount"] for each in payload["payment"]["receipts"]] == [amount]
    assert payload["bill"]["state"] == "SETTLED"
    receipts = [each["receipts"][0]["number"] for each in payload["bill"]["payments"]]
    assert receipts == ["R00000001", "R00000002"]


@pytest.mark.rule("S-E3")
async def test_more_than_was_agreed_is_charged_with_fresh_consent_only(story: Story) -> None:
    await charging(story)
    await published(story)
    for accepted, amount in ((True, 23_500), (False, 15_500)):
        ticket = await worked(story, labourMinutes=120)
        bill = await billed(story, ticket)
        assert (bill["state"], bill["amount"]) == ("AWAITING_CONSENT", 23_500)
        refused = await story.do(
            story.estate.agent,
            "paymentRecord",
            "bill { id }",
            billId=bill["id"],
            method="CASH",
            amount=100,
        )
        assert [error["code"] for error in refused["userErrors"]] == ["BILL_NOT_OPEN"]
        payload = await story.done(
            story.estate.resident,
            "billConsent",
            BILL,
            billId=bill["id"],
            expectedVersion=bill["version"],
            accepted=accepted,
        )
        assert (payload["bill"]["state"], payload["bill"]["amount"]) == ("OPEN", amount)
        assert sum(line["amount"] for line in payload["bill"]["lines"]) == amount


@pytest.mark.rule("S-E3")
async def test_work_of_chargeable_categories_needs_a_quote(story: Story) -> None:
    await charging(story, chargeable_categories=["repair"])
    await published(story)
    ticket = await accepted_by_technician(story, categoryCode="repair.water")
    said = {"ticketId": ticket["id"], "expectedVersion": ticket["version"], "result": "已修"}
    refused = await story.do(story.estate.technician, "ticketComplete", "ticket { id }", **said)
    assert "需先报价" in refused["userErrors"][0]["message"]
    free = await quoted(story, ticket, payer="ESTATE", payerReason="公共管道，由项目承担")
    assert (free["state"], free["payer"]) == ("ACCEPTED", "ESTATE")
    await story.step(story.estate.technician, "ticketComplete", ticket, result="已修")
    bill = await billed(story, ticket)
    assert (bill["state"], bill["payer"], bill["outstanding"]) == ("SETTLED", "ESTATE", 0)
