"""The same ticket in three estates with different contracts: three schemas, three behaviours, one
process; and a plugin that fails costs nobody but itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from core import clock
from core.db.unit_of_work import UnitOfWork
from core.plugin.answers import Veto
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from core.tickets.intake import Report
from tests.api.door import Caller, Door, gid, serving
from tests.contract.signing import Signing
from tests.database import TestDatabase
from tests.factories import EstateWorld, World, make_world
from tests.plugin.made import plugin
from tests.plugins_for_tests.keys import manifest as keys

REPORT = """mutation($input: TicketReportInput!) { ticketReport(input: $input) {
    ticket { id number state } userErrors { code message } } }"""


@hook()
def ticket_reporting(report: Report) -> Veto | None:
    """Refuses what says 停."""
    return Veto("STOP", "停用") if "停" in report.content else None


def bad(kind: str) -> Any:
    """A plugin's hook that raises, hangs, or answers nonsense."""

    @hook(priority=1)
    async def ticket_reporting(uow: UnitOfWork, report: Report) -> Any:
        if kind == "raises":
            raise ValueError("王丽 13800000000")
        if kind == "hangs":
            await asyncio.sleep(60)
        return {"not": "an answer"}

    return ticket_reporting


@dataclass(frozen=True, slots=True)
class Three:
    """Three estates: with `keys`, with `keys` and `stop`, and with neither."""

    door: Door
    world: World
    director: Signing

    async def agent(self, number: int) -> Caller:
        return await self.door.caller(self.world.estates[number].agent.actor)


@pytest.fixture(scope="module")
def several() -> Iterator[Catalogue]:
    with ExitStack() as stack:
        made = [stack.enter_context(plugin("stop", ticket_reporting))]
        made += [
            stack.enter_context(plugin(kind, bad(kind))) for kind in ("raises", "hangs", "babbles")
        ]
        yield Catalogue([keys.MANIFEST, *made])


@pytest_asyncio.fixture
async def three(plugin_database: TestDatabase, several: Catalogue) -> AsyncIterator[Three]:
    async with serving(plugin_database, catalogue=several) as door:
        world = await make_world(door.database, estates=3)
        yield Three(door, world, Signing(await door.caller(world.director)))


async def report(agent: Caller, estate: EstateWorld, key: str, content: str) -> dict[str, Any]:
    given = {
        "idempotencyKey": key,
        "estateId": f"Estate:{estate.id}",
        "kind": "REPAIR",
        "channel": "PHONE",
        "content": content,
        "houseId": gid("House", estate.id, estate.houses[0]),
        "requesterId": gid("Resident", estate.id, estate.resident.id),
        "unknownOccurred": "来电未说明",
    }
    told: dict[str, Any] = (await agent.ask(REPORT, {"input": given}, estate=estate.code))[
        "ticketReport"
    ]
    return told


async def test_the_same_ticket_in_three_estates_has_three_schemas_and_three_behaviours(
    three: Three,
) -> None:
    first, second, _ = three.world.estates
    await three.director.signed(first, "keys")
    await three.director.signed(second, "keys", "stop")
    schemas, answers = [], []
    for number, estate in enumerate(three.world.estates):
        agent = await three.agent(number)
        text = (await agent.http.get(f"/estates/{estate.code}/schema.graphql")).text
        schemas.append("heldKeys" in text)
        told = await report(agent, estate, "t1", "停水了")
        code = told["userErrors"][0]["code"] if told["userErrors"] else told["ticket"]["state"]
        held = await agent.send("{ tickets { nodes { heldKeys { tag } } } }", estate=estate.code)
        answers.append((code, "Cannot query field" in held.text))
    assert schemas == [True, True, False]
    assert answers == [("REPORTED", False), ("VETOED", False), ("REPORTED", True)]


async def test_switching_a_plugin_on_at_noon_changes_the_schema_at_noon(three: Three) -> None:
    estate = three.world.estates[2]
    with clock.at(clock.now()) as hands:
        agent = await three.agent(2)
        noon = clock.now() + timedelta(minutes=8)
        await three.director.signed(estate, {"plugin": "stop", "validFrom": noon.isoformat()})
        await three.director.signed(estate, {"plugin": "keys", "validFrom": noon.isoformat()})

        async def now(key: str) -> tuple[bool, bool]:
            text = (await agent.http.get(f"/estates/{estate.code}/schema.graphql")).text
            refused = (await report(agent, estate, key, "停水了"))["userErrors"]
            return "heldKeys" in text, bool(refused)

        hands.set(noon - timedelta(microseconds=1))
        assert await now("before") == (False, False)
        hands.set(noon)
        assert await now("after") == (True, True)


async def test_a_plugin_that_fails_costs_nobody_but_itself_and_is_on_record(three: Three) -> None:
    estate = three.world.estates[0]
    await three.director.signed(estate, "raises", "hangs", "babbles", "stop")
    agent = await three.agent(0)
    told = await report(agent, estate, "t1", "厨房水管漏水")
    assert told["userErrors"] == []
    assert told["ticket"]["state"] == "REPORTED"
    [refused] = (await report(agent, estate, "t2", "停水了"))["userErrors"]
    assert (refused["code"], "停用" in refused["message"]) == ("VETOED", True)
    asked = """{ pluginFaults(orderBy: [{field: TIMES, direction: DESC}]) {
        nodes { plugin place error times estate { code } } } }"""
    faults = (await three.director.caller.ask(asked))["pluginFaults"]["nodes"]
    assert {(each["plugin"], each["place"], each["times"]) for each in faults} == {
        ("raises", "ticket_reporting", 2),
        ("hangs", "ticket_reporting", 2),
        ("babbles", "ticket_reporting", 2),
    }
    assert {each["estate"]["code"] for each in faults} == {estate.code}
    assert "13800000000" not in str(faults)
    kinds = {each["plugin"]: each["error"].split()[0] for each in faults}
    assert kinds == {"raises": "ValueError", "hangs": "TimeoutError", "babbles": "Nonsense"}
