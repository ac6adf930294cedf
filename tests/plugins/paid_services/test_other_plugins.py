"""What other plugins charge, and whom they name as payer, in a quote; also where one fails."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from sqlalchemy import update

from api.cli.installation import catalogue
from core import clock
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.answers import Payer, PayerKind, PriceLine
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.api.door import serving
from tests.database import TestDatabase
from tests.factories import MORNING, make_world
from tests.plugin.made import plugin
from tests.standard.money import (
    QUOTE,
    QUOTED,
    accepted_by_technician,
    agreed,
    billed,
    published,
    quoted,
)
from tests.standard.story import Story

FAULTS = "{ pluginFaults { nodes { plugin place times } } }"


@dataclass
class Answers:
    """What the plugin `parking` says now: called with the unit of work and the ticket."""

    lines: Callable[..., Any] = lambda uow, ticket: None
    payer: Callable[..., Any] = lambda uow, ticket: None


async def _told(answer: Any) -> Any:
    return await answer if asyncio.iscoroutine(answer) else answer


def lifts() -> tuple[Callable[..., Any], ...]:
    """The hooks of a plugin that charges first, and names a payer last."""

    @hook(priority=10)
    def price_lines(ticket: TicketRef) -> PriceLine:
        return PriceLine("LIFT", "电梯保护", 500)

    @hook(priority=200)
    def ticket_payer(ticket: TicketRef) -> Payer:
        return Payer(PayerKind.ESTATE, "公共区域")

    return price_lines, ticket_payer


def parking(answers: Answers) -> tuple[Callable[..., Any], ...]:
    """The hooks of a plugin that says what it is told to."""

    @hook()
    async def price_lines(uow: UnitOfWork, ticket: TicketRef) -> Any:
        return await _told(answers.lines(uow, ticket))

    @hook()
    async def ticket_payer(uow: UnitOfWork, ticket: TicketRef) -> Any:
        return await _told(answers.payer(uow, ticket))

    return price_lines, ticket_payer


@pytest_asyncio.fixture
async def answers() -> Answers:
    return Answers()


@pytest_asyncio.fixture
async def story(fresh_database: TestDatabase, answers: Answers) -> AsyncIterator[Story]:
    """An estate with paid services and two plugins beside."""
    with ExitStack() as stack:
        hands = stack.enter_context(clock.at(MORNING))
        made = [
            stack.enter_context(plugin("lifts", *lifts())),
            stack.enter_context(plugin("parking", *parking(answers))),
        ]
        known = Catalogue([*catalogue().manifests.values(), *made])
        async with serving(fresh_database, catalogue=known) as door:
            told = Story(door, await make_world(door.database), hands)
            terms = tuple(PluginTerm(id_, {}) for id_ in ("paid_services", "lifts", "parking"))
            async with administering(door.access, console(told.estate.group_id)) as (actor, uow):
                new = SignContract(told.estate.id, "物业服务合同", uow.now, plugins=terms)
                await sign_contract(actor, new, uow)
            await published(told)
            yield told


async def faults(story: Story) -> dict[tuple[str, str], int]:
    """How often which plugin failed where."""
    nodes = (await story.ask(story.estate.manager, FAULTS))["pluginFaults"]["nodes"]
    found: Counter[tuple[str, str]] = Counter()
    for each in nodes:
        found[each["plugin"], each["place"]] += each["times"]
    return found


QUOTING = (
    "mutation($input: QuoteOfferInput!) { quoteOffer(input: $input)"
    " { quote { id } userErrors { code } } }"
)


async def refused(story: Story, ticket: dict[str, Any]) -> tuple[str, str | None]:
    """Why no quote can be offered, and whose fault that is."""
    said = {"idempotencyKey": str(new_id()), "ticketId": ticket["id"], "lines": QUOTED}
    caller = await story.caller(story.estate.technician)
    told = (await caller.send(QUOTING, {"input": said})).json()
    if "errors" in told:
        found = told["errors"][0]["extensions"]
        return found["code"], found["plugin"]
    payload = told["data"]["quoteOffer"]
    assert payload["quote"] is None
    return payload["userErrors"][0]["code"], None


async def test_what_plugins_charge_stands_in_the_quote_and_in_the_bill(
    story: Story, answers: Answers
) -> None:
    answers.payer = lambda uow, ticket: Payer(PayerKind.RESIDENT, "车主自付")
    answers.lines = lambda uow, ticket: (
        PriceLine("MOVE", "移车", 2_000),
        PriceLine("MEMBER", "会员优惠", -700),
    )
    ticket = await accepted_by_technician(story)
    quote = await quoted(story, ticket)
    # by priority: `lifts` charges before `parking`, and names a payer after it
    further = [(line["code"], line["amount"]) for line in quote["lines"][3:]]
    assert further == [("LIFT", 500), ("MOVE", 2_000), ("MEMBER", -700)]
    assert (quote["amount"], quote["payer"]) == (15_500 + 1_800, "RESIDENT")
    named = "query($id: ID!) { ticket(id: $id) { quote { payerReason lines { plugin } } } }"
    seen = (await story.ask(story.estate.agent, named, id=ticket["id"]))["ticket"]["quote"]
    assert seen["payerReason"] == "车主自付"
    assert [line["plugin"] for line in seen["lines"]] == [None] * 3 + ["lifts", *["parking"] * 2]
    await agreed(story, quote)
    done = {"result": "完成", "labourMinutes": 60}
    await story.step(story.estate.technician, "ticketComplete", ticket, **done)
    answers.lines = lambda uow, ticket: PriceLine("MOVE", "移车", 99_999)
    bill = await billed(story, ticket)
    assert [line["code"] for line in bill["lines"]][-3:] == ["LIFT", "MOVE", "MEMBER"]
    assert bill["amount"] == sum(line["amount"] for line in bill["lines"])
    assert await faults(story) == {}


async def test_a_rebate_never_makes_a_bill_of_less_than_nothing(
    story: Story, answers: Answers
) -> None:
    answers.payer = lambda uow, ticket: Payer(PayerKind.RESIDENT, "")
    answers.lines = lambda uow, ticket: PriceLine("MEMBER", "会员优惠", -9_000)
    ticket = await accepted_by_technician(story)
    await agreed(story, await quoted(story, ticket))
    done = {"result": "无需更换", "labourMinutes": 0}
    await story.step(story.estate.technician, "ticketComplete", ticket, **done)
    unused = [{"code": code, "quantity": 0} for code in ("VISIT", "PLUMBING", "VALVE")]
    bill = await billed(story, ticket, lines=unused)
    assert (bill["amount"], bill["state"]) == (0, "SETTLED")
    assert sum(line["amount"] for line in bill["lines"]) == 0


async def test_without_every_plugins_lines_there_is_no_price(
    story: Story, answers: Answers
) -> None:
    ticket = await accepted_by_technician(story)

    async def hanging(*_: Any) -> None:
        await asyncio.sleep(60)

    async def writing(uow: UnitOfWork, ticket: TicketRef) -> None:
        away = update(Ticket).where(Ticket.estate_id == ticket.estate_id).values(result="免费")
        await uow.execute(away)

    nonsense: list[Callable[..., Any]] = [
        lambda uow, ticket: 1 // 0,
        hanging,
        lambda uow, ticket: 42,
        lambda uow, ticket: Payer(PayerKind.ESTATE, "答非所问"),
        lambda uow, ticket: PriceLine("MOVE", "移车", 12.5),  # type: ignore[arg-type]
        lambda uow, ticket: PriceLine("MOVE", "移车", "2000"),  # type: ignore[arg-type]
        lambda uow, ticket: PriceLine("", "移车", 2_000),
        lambda uow, ticket: [PriceLine("MOVE", "移车", 10**30)],
    ]
    for each in nonsense:
        answers.lines = each
        assert await refused(story, ticket) == ("UNAVAILABLE", "parking")
    found = await faults(story)
    assert {plugin for plugin, _ in found} == {"parking"}
    assert sum(found.values()) == len(nonsense)
    # a rebate that is more than all the rest is no price either, though nobody's fault
    answers.lines = lambda uow, ticket: PriceLine("MEMBER", "会员优惠", -90_000)
    assert await refused(story, ticket) == ("AMOUNT_INVALID", None)
    answers.lines = writing
    assert (await quoted(story, ticket))["amount"] == 16_000
    kept = "query($id: ID!) { ticket(id: $id) { result quotes { id } } }"
    seen = (await story.ask(story.estate.agent, kept, id=ticket["id"]))["ticket"]
    assert (seen["result"], len(seen["quotes"])) == (None, 1)


async def test_who_names_no_payer_rightly_is_left_out_and_the_next_one_asked(
    story: Story, answers: Answers
) -> None:
    ticket = await accepted_by_technician(story)

    async def hanging(*_: Any) -> None:
        await asyncio.sleep(60)

    nonsense: list[Callable[..., Any]] = [
        lambda uow, ticket: 1 // 0,
        hanging,
        lambda uow, ticket: "RESIDENT",
        lambda uow, ticket: Payer("THE_KING", "…"),  # type: ignore[arg-type]
        lambda uow, ticket: Payer(PayerKind.RESIDENT, None),  # type: ignore[arg-type]
    ]
    for each in nonsense:
        answers.payer = each
        said = {"ticketId": ticket["id"], "lines": QUOTED}
        payload = await story.done(story.estate.technician, "quoteOffer", QUOTE, **said)
        quote = payload["quote"]
        assert (quote["payer"], quote["state"]) == ("ESTATE", "ACCEPTED")
    found = await faults(story)
    assert found[("parking", "ticket_payer")] >= 1
    assert {plugin for plugin, _ in found} == {"parking"}
    assert sum(found.values()) == len(nonsense)
    # said by hand, nobody is asked
    by_hand = await quoted(story, ticket, payer="RESIDENT")
    assert by_hand["payer"] == "RESIDENT"
    assert sum((await faults(story)).values()) == len(nonsense)
