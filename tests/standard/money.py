"""An estate that charges, as stories about money need it: contract, prices, quotes, bills."""

from typing import Any

from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.api.door import gid
from tests.standard.story import Story

PRICES = [
    {"code": "VISIT", "title": "上门服务", "basis": "VISIT", "unit": "次", "price": 3_000},
    {
        "code": "PLUMBING",
        "title": "水暖维修工时",
        "basis": "HOUR",
        "unit": "小时",
        "price": 8_000,
        "least": 4_000,
    },
    {"code": "VALVE", "title": "角阀", "basis": "MATERIAL", "unit": "个", "price": 4_500},
]
"""Prices in fen: a visit 30, an hour 80 but at least 40, a valve 45 yuan."""

QUOTED = [
    {"code": "VISIT"},
    {"code": "PLUMBING", "quantity": 1_000},
    {"code": "VALVE", "quantity": 1_000},
]
"""A visit, an hour's work and a valve: 155 yuan."""

QUOTE = "quote { id version state amount payer lines { code quantity amount } }"
BILL = (
    "bill { id number version state payer amount waived paid refunded outstanding title"
    " dueOn lines { code title quantity amount } payments { id amount receipts { number } } }"
)


async def charging(story: Story, **configuration: Any) -> None:
    """The estate's contract includes paid services from now on."""
    async with administering(story.door.access, console(story.estate.group_id)) as (actor, uow):
        term = PluginTerm("paid_services", configuration)
        new = SignContract(story.estate.id, "有偿服务补充协议", uow.now, plugins=(term,))
        await sign_contract(actor, new, uow)


async def published(story: Story, prices: list[dict[str, Any]] = PRICES) -> str:
    """Prices, drafted and published by the manager; the id of their list."""
    payload = await story.done(
        story.estate.manager,
        "priceListDraft",
        "priceList { id version }",
        estateId=f"Estate:{story.estate.id}",
        title="2025 年价目表",
        items=prices,
    )
    drafted = payload["priceList"]
    await story.done(
        story.estate.manager,
        "priceListPublish",
        "priceList { state }",
        priceListId=drafted["id"],
        expectedVersion=drafted["version"],
    )
    id_: str = drafted["id"]
    return id_


async def accepted_by_technician(story: Story, **given: Any) -> dict[str, Any]:
    """A resident's leak that the technician has taken on."""
    ticket = await story.reported(story.estate.resident, **given)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    return ticket


async def quoted(story: Story, ticket: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The technician's quote on a ticket."""
    said = {"lines": QUOTED, **given}
    payload = await story.done(
        story.estate.technician, "quoteOffer", QUOTE, ticketId=ticket["id"], **said
    )
    quote: dict[str, Any] = payload["quote"]
    return quote


async def agreed(story: Story, quote: dict[str, Any]) -> None:
    """The resident accepts it in the app."""
    await story.done(
        story.estate.resident,
        "quoteAccept",
        "quote { state consent }",
        quoteId=quote["id"],
        expectedVersion=quote["version"],
    )


async def billed(story: Story, ticket: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The bill for a ticket."""
    payload = await story.done(
        story.estate.agent, "billIssue", BILL, ticketId=ticket["id"], **given
    )
    bill: dict[str, Any] = payload["bill"]
    return bill


async def worked(story: Story, **completion: Any) -> dict[str, Any]:
    """A ticket quoted, agreed to and completed: half an hour's work, and one valve."""
    ticket = await accepted_by_technician(story)
    await agreed(story, await quoted(story, ticket))
    said = {
        "result": "更换角阀",
        "labourMinutes": 30,
        "materials": [{"name": "角阀", "quantity": 1_000, "unit": "个", "cost": 2_800}],
        **completion,
    }
    await story.step(story.estate.technician, "ticketComplete", ticket, **said)
    return ticket


__all__ = [
    "BILL",
    "PRICES",
    "QUOTE",
    "QUOTED",
    "accepted_by_technician",
    "agreed",
    "billed",
    "charging",
    "published",
    "quoted",
    "worked",
]
