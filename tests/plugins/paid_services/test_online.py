"""Online payments by the local provider, from the resident's button to the reconciled file."""

import json
import os
import tomllib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from plugins.paid_services.ledger.kinds import DifferenceKind
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.payments.merchants import VARIABLE, Merchant, opened
from plugins.paid_services.payments.providers.local import LocalProvider
from tests.api.door import serving
from tests.database import TestDatabase
from tests.factories import MORNING, make_world
from tests.standard.money import billed, charging, published, worked
from tests.standard.story import Story

PAYMENT = "payment { id version state amount applied excess refunded payUrl receipts { number } }"
FIELDS = PAYMENT.removeprefix("payment ")
SEEN = f"query($id: ID!) {{ node(id: $id) {{ ... on Payment {FIELDS} }} }}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the local provider keeps its trades, told by the merchants' file."""
    file = tmp_path / "merchants.toml"
    file.write_text(f'[local]\nfolder = "{tmp_path}"\nsecret = "kept"\n', "utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    return tmp_path


@pytest_asyncio.fixture
async def story(fresh_database: TestDatabase, folder: Path) -> AsyncIterator[Story]:
    """An estate that charges, with its prices published."""
    with clock.at(MORNING) as hands:
        async with serving(fresh_database) as door:
            told = Story(door, await make_world(door.database), hands)
            await charging(told)
            await published(told)
            yield told
            assert await told.failures() == []


async def begun(story: Story, **given: Any) -> dict[str, Any]:
    """A payment that the resident has begun, with the address to make it at."""
    bill = await billed(story, await worked(story))
    payload = await story.done(
        story.estate.resident, "paymentBegin", PAYMENT, billId=bill["id"], **given
    )
    await story.worker.drain()
    seen = await payment(story, payload["payment"]["id"])
    assert seen["state"] == "PENDING"
    return {**seen, "bill": bill}


async def payment(story: Story, id_: str) -> dict[str, Any]:
    """A payment as its payer sees it."""
    found: dict[str, Any] = (await story.ask(story.estate.resident, SEEN, id=id_))["node"]
    return found


async def posted(story: Story, address: str, **more: Any) -> httpx.Response:
    """A call to one of the plugin's addresses, by nobody in particular."""
    parts = urlsplit(address)
    return await story.door.http().post(f"{parts.path}?{parts.query}", **more)


async def found(story: Story, day: date) -> list[DifferenceKind]:
    """The kinds of what differs."""
    estate = story.estate
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        return [each.kind for each in await differences(uow, estate.id, day)]


async def test_a_notice_settles_a_payment_once_however_often_it_is_sent(story: Story) -> None:
    pending = await begun(story)
    number = pending["id"].rpartition(":")[2].replace("-", "")
    assert (await posted(story, pending["payUrl"])).status_code == 200
    settled = await payment(story, pending["id"])
    assert (settled["state"], settled["applied"], settled["excess"]) == ("SETTLED", 11_500, 0)
    async with opened("local", Merchant(story.estate.id, _local_values())) as provider:
        assert isinstance(provider, LocalProvider)
        headers, body = provider.pay(number)
    address = pending["payUrl"].partition("/pay?")[0]
    for _ in range(3):
        assert (await posted(story, address, content=body, headers=headers)).status_code == 204
    assert await payment(story, pending["id"]) == settled
    assert settled["receipts"] == [{"number": "R00000001"}]
    assert await found(story, MORNING.date()) == []
    forged = {**headers, "local-signature": "0" * 64}
    assert (await posted(story, address, content=body, headers=forged)).status_code == 400


def _local_values() -> dict[str, str]:
    values: dict[str, str] = tomllib.loads(Path(os.environ[VARIABLE]).read_text("utf-8"))["local"]
    return values


async def test_what_was_paid_at_the_counter_meanwhile_is_kept_as_paid_ahead(story: Story) -> None:
    pending = await begun(story)
    said = {"billId": pending["bill"]["id"], "method": "CASH", "amount": 10_000}
    await story.done(story.estate.agent, "paymentRecord", "bill { id }", **said)
    await posted(story, pending["payUrl"])
    settled = await payment(story, pending["id"])
    assert (settled["applied"], settled["excess"]) == (1_500, 10_000)
    assert await found(story, MORNING.date()) == []


async def test_a_lost_notice_is_asked_after(story: Story) -> None:
    pending = await begun(story)
    number = pending["id"].rpartition(":")[2].replace("-", "")
    async with opened("local", Merchant(story.estate.id, _local_values())) as provider:
        assert isinstance(provider, LocalProvider)
        provider.pay(number)  # the notice gets lost
    await story.on(minutes=9)
    assert (await payment(story, pending["id"]))["state"] == "PENDING"
    await story.on(minutes=2)
    assert (await payment(story, pending["id"]))["state"] == "SETTLED"


async def test_a_payment_that_nobody_makes_is_closed_in_the_end(story: Story) -> None:
    pending = await begun(story)
    await story.on(hours=24)
    assert (await payment(story, pending["id"]))["state"] == "CLOSED"


async def test_a_refund_goes_back_the_way_it_came_by_two_people_and_is_receipted(
    story: Story,
) -> None:
    pending = await begun(story)
    await posted(story, pending["payUrl"])
    said = {"paymentId": pending["id"], "amount": 4_000, "reason": "角阀返修"}
    refund = await story.done(
        story.estate.supervisor, "refundPropose", "refund { id version }", **said
    )
    decision = {
        "refundId": refund["refund"]["id"],
        "expectedVersion": refund["refund"]["version"],
        "approved": True,
    }
    refused = await story.do(story.estate.supervisor, "refundDecide", "refund { id }", **decision)
    assert [error["code"] for error in refused["userErrors"]] == ["SECOND_PERSON_NEEDED"]
    await story.done(story.estate.manager, "refundDecide", "refund { state }", **decision)
    await story.worker.drain()
    seen = await payment(story, pending["id"])
    assert (seen["refunded"], len(seen["receipts"])) == (4_000, 2)
    assert await found(story, MORNING.date()) == []


async def test_the_providers_file_is_compared_and_each_difference_is_named(
    story: Story, folder: Path
) -> None:
    pending = await begun(story)
    await posted(story, pending["payUrl"])
    file = folder / f"{story.estate.id}.jsonl"
    day = MORNING.date()
    stranger = {"what": "paid", "day": str(day), "number": "f" * 32, "amount": 700}
    file.write_text(file.read_text("utf-8") + json.dumps(stranger) + "\n", "utf-8")
    await story.on(hours=26)  # 11:00 the next day: the file has been fetched
    await story.on(hours=4)
    assert await found(story, day) == [DifferenceKind.PROVIDER_MISSING_HERE]
    reconciliations = "{ reconciliations(first: 1) { nodes { differences found { kind found } } } }"
    told = await story.ask(story.estate.manager, reconciliations)
    assert told["reconciliations"]["nodes"] == [
        {"differences": 1, "found": [{"kind": "PROVIDER_MISSING_HERE", "found": 0}]}
    ]
    assert (await story.ask(story.estate.agent, reconciliations))["reconciliations"]["nodes"] == []
