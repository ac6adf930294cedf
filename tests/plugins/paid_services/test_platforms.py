"""WeChat Pay and Alipay from the resident's button to the reconciled file, over real sockets both
ways: ours asks the platform's server, the platform's notices come in by the plugin's address."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from plugins.paid_services.ledger.kinds import DifferenceKind
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.payments import merchants
from plugins.paid_services.payments.models import ProviderNotice
from tests.api.door import serving
from tests.database import TestDatabase
from tests.factories import MORNING, make_world
from tests.plugins.paid_services.platforms.alipay import Alipay
from tests.plugins.paid_services.platforms.platform import BUSY, SLOW, Platform, Said, Trade
from tests.plugins.paid_services.platforms.wechat import WeChat
from tests.standard.money import billed, charging, published, worked
from tests.standard.story import Story

FIELDS = (
    "{ id version state amount applied excess refunded payUrl receipts { number amount }"
    " refunds { state } }"
)
SEEN = f"query($id: ID!) {{ node(id: $id) {{ ... on Payment {FIELDS} }} }}"
PATIENCE = 0.5
"""Seconds that ours waits for an answer in these tests."""


@pytest_asyncio.fixture(params=[WeChat, Alipay], ids=["wechat", "alipay"])
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    async with request.param().serving() as served:
        yield served


@pytest_asyncio.fixture
async def story(
    platform: Platform,
    fresh_database: TestDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Story]:
    """An estate that is paid by the platform; in the end its books are right."""
    with clock.at(MORNING) as hands:
        async with serving(fresh_database) as door:
            file = tmp_path / "merchants.toml"
            lines = {
                "public_url": door.address,
                "address": platform.address,
                **platform.merchant(tmp_path),
            }
            said = "\n".join(f'{name} = "{value}"' for name, value in lines.items())
            file.write_text(f"[hexin]\n{said}\n", "utf-8")
            monkeypatch.setenv(merchants.VARIABLE, str(file))
            monkeypatch.setattr(merchants, "SECONDS", PATIENCE)
            told = Story(door, await make_world(door.database), hands)
            await charging(told, online_provider=platform.name, merchant="hexin")
            await published(told)
            yield told
            assert await told.failures() == []


async def begun(story: Story, platform: Platform) -> tuple[str, Trade]:
    """A payment that the resident has begun: its id, and the platform's order of it."""
    bill = await billed(story, await worked(story))
    payload = await story.done(
        story.estate.resident, "paymentBegin", "payment { id }", billId=bill["id"]
    )
    await story.worker.drain()
    id_: str = payload["payment"]["id"]
    return id_, platform.trades[id_.rpartition(":")[2].replace("-", "")]


async def seen(story: Story, id_: str) -> dict[str, Any]:
    """A payment as its payer sees it."""
    found: dict[str, Any] = (await story.ask(story.estate.resident, SEEN, id=id_))["node"]
    return found


async def told(platform: Platform, trade: Trade, said: Said) -> bool:
    """Whether a notice that the platform sends is taken."""
    return await platform.tell(said, trade.notify_url)


async def outcomes(story: Story) -> list[str]:
    """What came of the notices that are on record, oldest first."""
    estate = story.estate
    kept = (
        select(ProviderNotice.outcome)
        .where(ProviderNotice.notice.not_like("query:%"))
        .order_by(ProviderNotice.at, ProviderNotice.id)
    )
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        return [outcome.value for outcome in (await uow.execute(kept)).scalars()]


async def differing(story: Story) -> list[DifferenceKind]:
    """The kinds of what differs in the books of the first day."""
    estate = story.estate
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        return [each.kind for each in await differences(uow, estate.id, MORNING.date())]


async def given_back(story: Story, payment: str, amount: int) -> str:
    """A refund that two people have agreed to; its number with the platform."""
    said = {"paymentId": payment, "amount": amount, "reason": "角阀返修"}
    selection = "refund { id version }"
    proposed = await story.done(story.estate.agent, "refundPropose", selection, **said)
    await story.done(
        story.estate.manager,
        "refundDecide",
        "refund { state }",
        refundId=proposed["refund"]["id"],
        expectedVersion=proposed["refund"]["version"],
        approved=True,
    )
    number: str = proposed["refund"]["id"].rpartition(":")[2].replace("-", "")
    return number


async def test_paid_refunded_and_reconciled_however_often_notices_are_sent(
    story: Story, platform: Platform
) -> None:
    payment, trade = await begun(story, platform)
    pending = await seen(story, payment)
    assert pending["state"] == "PENDING"
    assert pending["payUrl"].startswith(("weixin://", "https://qr."))
    platform.pay(trade.number)
    notice = platform.notice(trade.number)
    assert await told(platform, trade, notice)
    settled = await seen(story, payment)
    assert (settled["state"], settled["applied"], settled["excess"]) == ("SETTLED", 11_500, 0)
    for again in (notice, platform.notice(trade.number)):  # a recording, and one signed anew
        assert await told(platform, trade, again)
    assert await seen(story, payment) == settled

    platform.patient = True
    number = await given_back(story, payment, 4_000)
    await story.worker.drain()
    waiting = await seen(story, payment)
    assert (waiting["refunded"], waiting["refunds"]) == (0, [{"state": "APPROVED"}])
    platform.give_back(number)
    for _ in range(3):
        assert await told(platform, trade, platform.refund_notice(number))
    returned = await seen(story, payment)
    assert (returned["refunded"], returned["refunds"]) == (4_000, [{"state": "SETTLED"}])
    assert [each["amount"] for each in returned["receipts"]] == [11_500, 4_000]
    assert await outcomes(story) == ["APPLIED", "APPLIED"]

    platform.patient = False
    await given_back(story, payment, 500)
    await story.on(hours=1)
    assert (await seen(story, payment))["refunded"] == 4_500

    stranger = Trade("f" * 32, 700, "另一笔", trade.notify_url, "stranger", True, trade.paid_on)
    platform.trades[stranger.number] = stranger
    platform.refund("e" * 32, trade.number, 300)  # in the platform's own office
    await story.on(hours=29)  # the file of the day has been fetched, and names what ours lacks
    assert await differing(story) == [DifferenceKind.PROVIDER_MISSING_HERE] * 2
    assert set(platform.refused) <= {"NO_STATEMENT_EXIST", "isp.bill_not_exist"}


async def test_another_amount_and_another_merchant_are_refused_and_kept_on_record(
    story: Story, platform: Platform
) -> None:
    payment, trade = await begun(story, platform)
    platform.pay(trade.number)
    less, theirs = (
        platform.notice(trade.number, amount=1),
        platform.notice(trade.number, stranger=True),
    )
    for _ in range(2):
        assert not await told(platform, trade, less)
        assert not await told(platform, trade, theirs)
    assert (await seen(story, payment))["state"] == "PENDING"
    assert await outcomes(story) == ["AMOUNT_DIFFERS", "MERCHANT_DIFFERS"]
    # and what does not come from the platform leaves no trace
    forged = Said(less.headers, less.body.replace(b"sign", b"sing").replace(b"resource", b"source"))
    assert not await told(platform, trade, forged)
    assert len(await outcomes(story)) == 2
    # the right one is lost: the platform is asked, and knows
    await story.on(minutes=11)
    assert (await seen(story, payment))["state"] == "SETTLED"


async def test_a_platform_that_fails_or_hangs_is_asked_again_and_has_one_order(
    story: Story, platform: Platform
) -> None:
    bill = await billed(story, await worked(story))
    platform.faults.extend([BUSY, SLOW, SLOW])
    payload = await story.done(
        story.estate.resident, "paymentBegin", "payment { id }", billId=bill["id"]
    )
    await story.on(minutes=4)
    (trade,) = platform.trades.values()
    assert (await seen(story, payload["payment"]["id"]))["payUrl"] is not None
    platform.pay(trade.number)
    platform.faults.extend([BUSY, SLOW])
    await story.on(minutes=15)
    settled = await seen(story, payload["payment"]["id"])
    assert (settled["state"], len(settled["receipts"])) == ("SETTLED", 1)
    platform.faults.extend([SLOW, BUSY])
    await given_back(story, payload["payment"]["id"], 11_500)
    await story.on(minutes=15)
    assert (await seen(story, payload["payment"]["id"]))["refunded"] == 11_500
    assert len(platform.returns) == 1


async def test_what_nobody_pays_is_closed_there_too_unless_it_is_paid_at_the_last_moment(
    story: Story, platform: Platform
) -> None:
    unpaid, trade = await begun(story, platform)
    trade.known = True  # somebody has looked at it
    await story.on(hours=5)
    late, last = await begun(story, platform)
    await story.on(hours=6)
    assert (await seen(story, unpaid))["state"] == "CLOSED"
    assert trade.closed
    assert platform.asked[-1].endswith("close")
    platform.pay(last.number)
    await story.on(hours=12)
    assert (await seen(story, late))["state"] == "SETTLED"
