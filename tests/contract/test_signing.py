"""Contracts through the API: signed, amended, ended; refused with reasons; at their instant."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from pydantic import BaseModel

from api.cli.installation import ContractGate
from core import clock
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.jobs.handlers import Handlers
from core.jobs.worker import Worker
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from tenants.turns import jobs
from tests.api.door import Caller, Door, serving
from tests.contract.signing import Signing, contract, refused
from tests.database import TestDatabase
from tests.factories import EstateWorld, World, make_world
from tests.plugin.made import plugin
from tests.plugins_for_tests.keys import manifest as keys
from tests.plugins_for_tests.keys.rules import KeyCode

TURNS: list[tuple[str, int, Any]] = []
"""What the plugin `diary` was asked: which turn, at which estate, with which configuration."""

FAILING: set[str] = set()
"""The turns at which `diary` breaks or refuses now."""


class DiaryConfiguration(BaseModel):
    """How loud."""

    volume: int = 1


@hook()
async def plugin_enabling(uow: UnitOfWork, estate_id: int, configuration: BaseModel) -> None:
    if "refuses" in FAILING:
        raise GuanjiaError(KeyCode.KEY_OUT)
    if "breaks" in FAILING:
        raise ValueError("王丽 13800000000")
    TURNS.append(("on", estate_id, configuration))


@hook()
async def plugin_disabling(uow: UnitOfWork, estate_id: int) -> None:
    if "stays" in FAILING:
        raise GuanjiaError(KeyCode.KEY_OUT)
    TURNS.append(("off", estate_id, None))


@pytest.fixture(scope="module")
def several() -> Iterator[Catalogue]:
    """`keys`; `diary`, which writes its turns down; `locks`, which requires keys."""
    with ExitStack() as stack:
        diary = stack.enter_context(
            plugin("diary", plugin_enabling, plugin_disabling, configuration=DiaryConfiguration)
        )
        locks = stack.enter_context(plugin("locks", requires={"keys": ">=1"}))
        yield Catalogue([keys.MANIFEST, diary, locks])


@dataclass(frozen=True, slots=True)
class Firm:
    """One database, two processes that serve it, and a worker."""

    door: Door
    other: Door
    world: World
    catalogue: Catalogue
    director: Signing

    @property
    def estate(self) -> EstateWorld:
        return self.world.estates[0]

    async def work(self) -> None:
        """What is due is done."""
        gate = ContractGate(self.door.database, self.catalogue)
        areas = (jobs(self.catalogue),)
        handlers = Handlers.compose(areas, self.catalogue.jobs, gate=gate)
        await Worker(self.door.database, handlers).drain()

    async def agents(self) -> tuple[Caller, Caller]:
        """The estate's agent, as each process knows them."""
        here = await self.door.caller(self.estate.agent.actor)
        token = here.http.headers["authorization"].removeprefix("Bearer ")
        return here, Caller(self.other.http(token), here.actor)


@pytest_asyncio.fixture
async def firm(plugin_database: TestDatabase, several: Catalogue) -> AsyncIterator[Firm]:
    TURNS.clear()
    FAILING.clear()
    async with (
        serving(plugin_database, catalogue=several) as door,
        serving(plugin_database, catalogue=several) as other,
    ):
        world = await make_world(door.database)
        director = Signing(await door.caller(world.director))
        yield Firm(door, other, world, several, director)


async def sees_keys(caller: Caller, estate: EstateWorld) -> bool:
    """Whether the estate's schema has the plugin's field, now."""
    response = await caller.send("{ houseKeys { nodes { tag } } }", estate=estate.code)
    assert response.status_code == 200, response.text
    return "Cannot query field" not in response.text


async def test_signed_through_one_process_it_is_on_in_every_process_with_the_next_request(
    firm: Firm,
) -> None:
    here, there = await firm.agents()
    assert not await sees_keys(here, firm.estate)
    assert not await sees_keys(there, firm.estate)
    signed = await firm.director.signed(firm.estate, "keys")
    assert signed["running"]
    assert [(each["plugin"], each["running"]) for each in signed["plugins"]] == [("keys", True)]
    assert signed["plugins"][0]["setUpAt"] is not None
    assert await sees_keys(there, firm.estate)
    assert await sees_keys(here, firm.estate)
    ended = contract(await firm.director.end(signed))
    assert not ended["running"]
    assert ended["version"] == signed["version"] + 1
    assert not await sees_keys(there, firm.estate)
    assert not await sees_keys(here, firm.estate)


async def test_a_date_in_the_contract_changes_the_schema_at_its_instant(firm: Firm) -> None:
    with clock.at(clock.now()) as hands:
        agents = await firm.agents()
        noon = clock.now() + timedelta(minutes=5)
        evening = noon + timedelta(minutes=5)
        await firm.director.signed(
            firm.estate,
            {"plugin": "keys", "validFrom": noon.isoformat()},
            validTo=evening.isoformat(),
        )
        tick = timedelta(microseconds=1)
        for instant, expected in (
            (noon - tick, False),
            (noon, True),
            (evening - tick, True),
            (evening, False),
        ):
            hands.set(instant)
            assert [await sees_keys(each, firm.estate) for each in agents] == [expected] * 2


async def test_a_plugin_has_its_turns_when_it_begins_and_ends(firm: Firm) -> None:
    estate = firm.estate.id
    with clock.at(clock.now()) as hands:
        signed = await firm.director.signed(
            firm.estate, {"plugin": "diary", "configuration": {"volume": 3}}
        )
        assert [("on", estate, DiaryConfiguration(volume=3))] == TURNS
        louder = {"plugin": "diary", "configuration": {"volume": 9}}
        amended = contract(await firm.director.amend(signed, plugins=[louder]))
        assert TURNS[1:] == [("on", estate, DiaryConfiguration(volume=9))]
        assert [each["configuration"] for each in amended["plugins"]] == [
            {"volume": 3},
            {"volume": 9},
        ]
        tomorrow = clock.now() + timedelta(days=1)
        await firm.director.end(amended, at=tomorrow.isoformat())
        await firm.work()
        assert len(TURNS) == 2
        hands.set(tomorrow)
        await firm.work()
        await firm.work()
        assert TURNS[2:] == [("off", estate, None)]


async def test_a_contract_that_continues_another_without_a_gap_is_no_turn(firm: Firm) -> None:
    with clock.at(clock.now()) as hands:
        midnight = clock.now() + timedelta(minutes=5)
        await firm.director.signed(firm.estate, "diary", validTo=midnight.isoformat())
        await firm.director.signed(firm.estate, "diary", validFrom=midnight.isoformat())
        hands.set(midnight)
        await firm.work()
        assert [turn for turn, *_ in TURNS] == ["on"]


async def test_a_plugin_that_refuses_its_turn_refuses_the_signing_with_its_reason(
    firm: Firm,
) -> None:
    FAILING.add("refuses")
    told = refused(await firm.director.sign(firm.estate, "diary"))
    assert told["code"] == "PLUGIN_REFUSES"
    assert told["plugin"] == "diary"
    assert "KEY_OUT" in told["message"] or "钥匙尚未归还" in told["message"]
    FAILING.clear()
    FAILING.add("breaks")
    told = refused(await firm.director.sign(firm.estate, "diary"))
    assert told["code"] == "PLUGIN_REFUSES"
    assert "ValueError at tests/contract/test_signing.py:" in told["message"]
    assert "13800000000" not in str(told)
    faults = await firm.director.caller.ask(
        "{ pluginFaults { nodes { plugin place error times estate { code } } } }"
    )
    assert {(each["plugin"], each["place"]) for each in faults["pluginFaults"]["nodes"]} == {
        ("diary", "plugin_enabling")
    }
    told = await firm.director.caller.ask("{ contracts { nodes { id } } }")
    assert told["contracts"]["nodes"] == []
    FAILING.clear()
    signed = await firm.director.signed(firm.estate, "diary")
    FAILING.add("stays")
    assert refused(await firm.director.end(signed))["code"] == "PLUGIN_REFUSES"
    FAILING.clear()
    contract(await firm.director.end(signed))


async def test_a_turn_that_fails_at_its_instant_is_seen_and_tried_again(firm: Firm) -> None:
    with clock.at(clock.now()) as hands:
        later = clock.now() + timedelta(minutes=5)
        await firm.director.signed(firm.estate, {"plugin": "diary", "validFrom": later.isoformat()})
        FAILING.add("breaks")
        hands.set(later)
        await firm.work()
        asked = "{ contracts { nodes { plugins { running setUpAt fault } } } }"
        [found] = (await firm.director.caller.ask(asked))["contracts"]["nodes"]
        assert found["plugins"][0]["running"]
        assert found["plugins"][0]["setUpAt"] is None
        assert found["plugins"][0]["fault"].startswith("ValueError at ")
        FAILING.clear()
        hands.advance(minutes=1)
        await firm.work()
        [found] = (await firm.director.caller.ask(asked))["contracts"]["nodes"]
        assert found["plugins"][0]["setUpAt"] is not None
        assert found["plugins"][0]["fault"] is None
        assert [turn for turn, *_ in TURNS] == ["on"]


async def test_what_cannot_be_switched_on_is_refused_with_the_reason(firm: Firm) -> None:
    sign = firm.director.sign
    told = refused(await sign(firm.estate, "nothing"))
    assert (told["code"], told["plugin"], told["field"]) == (
        "PLUGIN_UNKNOWN",
        "nothing",
        "plugins.0.plugin",
    )
    told = refused(await sign(firm.estate, {"plugin": "keys", "configuration": {"hours": 1}}))
    assert (told["code"], told["field"]) == ("INVALID", "plugins.0.configuration.hours")
    told = refused(await sign(firm.estate, {"plugin": "keys", "configuration": [1]}))
    assert (told["code"], told["field"]) == ("INVALID", "plugins.0.configuration")
    told = refused(await sign(firm.estate, "locks"))
    assert (told["code"], told["plugin"]) == ("PLUGIN_REQUIRES", "locks")
    later = (clock.now() + timedelta(days=1)).isoformat()
    told = refused(await sign(firm.estate, "locks", {"plugin": "keys", "validFrom": later}))
    assert told["code"] == "PLUGIN_REQUIRES"
    told = refused(await sign(firm.estate, "locks", {"plugin": "keys", "validTo": later}))
    assert told["code"] == "PLUGIN_REQUIRES"
    both = await firm.director.signed(firm.estate, "locks", "keys")
    told = refused(await firm.director.amend(both, ends=[{"plugin": "keys"}]))
    assert told["code"] == "PLUGIN_REQUIRES"
    told = refused(await sign(firm.estate, "keys"))
    assert told["code"] == "PLUGIN_ALREADY_ON"
    ends = [{"plugin": "keys"}, {"plugin": "locks"}]
    amended = contract(await firm.director.amend(both, ends=ends))
    assert not any(each["running"] for each in amended["plugins"])
    assert refused(await firm.director.amend(both, title="旧"))["code"] == "CONFLICT"


async def test_nothing_is_switched_on_for_the_past(firm: Firm) -> None:
    past = (clock.now() - timedelta(days=30)).isoformat()
    before = clock.now()
    signed = await firm.director.signed(
        firm.estate, {"plugin": "keys", "validFrom": past}, validFrom=past
    )
    [term] = signed["plugins"]
    assert term["validFrom"] >= before.isoformat()[:19]


async def test_the_end_of_a_contract_moves_with_what_ran_to_it(firm: Firm) -> None:
    year = clock.now() + timedelta(days=365)
    half = clock.now() + timedelta(days=180)
    signed = await firm.director.signed(
        firm.estate,
        "keys",
        {"plugin": "diary", "validTo": half.isoformat()},
        validTo=year.isoformat(),
    )
    amended = contract(await firm.director.amend(signed, openEnded=True, title="长期合同"))
    ends = {each["plugin"]: each["validTo"] for each in amended["plugins"]}
    assert amended["title"] == "长期合同"
    assert amended["validTo"] is None
    assert ends["keys"] is None
    assert ends["diary"] is not None
    soon = (clock.now() + timedelta(days=10)).isoformat()
    amended = contract(await firm.director.amend(amended, validTo=soon))
    assert len({each["validTo"] for each in amended["plugins"]} | {amended["validTo"]}) == 1
    contract(await firm.director.end(amended))
    told = refused(await firm.director.amend({**amended, "version": amended["version"] + 1}))
    assert told["code"] == "CONTRACT_HAS_ENDED"


async def test_only_who_may_sign_signs_and_sees_how_plugins_are_set(firm: Firm) -> None:
    signed = await firm.director.signed(firm.estate, "keys")
    manager = Signing(await firm.door.caller(firm.estate.manager.actor))
    assert refused(await manager.sign(firm.estate, "diary"))["code"] == "NOT_FOUND"
    assert refused(await manager.end(signed))["code"] == "NOT_FOUND"
    told = await manager.caller.ask("{ contracts { nodes { plugins { plugin configuration } } } }")
    [seen] = told["contracts"]["nodes"]
    assert seen["plugins"] == [{"plugin": "keys", "configuration": None}]
    resident = await firm.door.caller(firm.estate.resident.actor)
    assert "Cannot query field" in (await resident.send("{ contracts { nodes { id } } }")).text


async def test_a_signing_sent_again_is_answered_again(firm: Firm) -> None:
    first = await firm.director.signed(firm.estate, "diary", idempotencyKey="once")
    again = await firm.director.signed(firm.estate, "diary", idempotencyKey="once")
    assert again["id"] == first["id"]
    assert [turn for turn, *_ in TURNS] == ["on"]


async def test_the_features_of_an_estate_tell_what_is_on_until_when_and_why_not(
    firm: Firm,
) -> None:
    asked = """query($id: ID!) { estate(id: $id) { features { plugin title titleEn on reason since
        until missing configuration configurationSchema permissions { id mine } } } }"""
    brief = """{ estates { nodes { features { plugin title on until } } } }"""

    async def features(caller: Caller) -> dict[str, dict[str, Any]]:
        found = (await caller.ask(asked, {"id": f"Estate:{firm.estate.id}"}))["estate"]["features"]
        return {each["plugin"]: each for each in found}

    with clock.at(clock.now()) as hands:
        director = firm.director.caller
        agent = await firm.door.caller(firm.estate.agent.actor)
        resident = await firm.door.caller(firm.estate.resident.actor)
        found = await features(director)
        assert list(found) == list(firm.catalogue.manifests)
        assert {each["reason"] for each in found.values()} == {"NOT_IN_CONTRACT"}
        assert found["keys"]["configurationSchema"]["type"] == "object"
        assert (await features(agent))["keys"]["configurationSchema"] is None
        assert (await resident.ask(brief))["estates"]["nodes"][0]["features"] == []
        soon, later = clock.now() + timedelta(minutes=2), clock.now() + timedelta(minutes=9)
        await firm.director.signed(
            firm.estate,
            {"plugin": "keys", "configuration": {"lent_hours": 5}},
            {"plugin": "diary", "validFrom": soon.isoformat(), "validTo": later.isoformat()},
        )
        found = await features(director)
        assert found["keys"]["on"]
        assert found["keys"]["reason"] is None
        assert found["keys"]["configuration"] == {"lent_hours": 5}
        assert found["diary"]["reason"] == "NOT_YET"
        assert found["diary"]["since"][:19] == soon.isoformat()[:19]
        mine = await features(agent)
        assert mine["keys"]["configuration"] is None
        assert mine["keys"]["permissions"] == [{"id": "keys.keep", "mine": True}]
        hands.set(soon)
        found = await features(director)
        assert found["diary"]["on"]
        assert found["diary"]["until"][:19] == later.isoformat()[:19]
        [here] = (await resident.ask(brief))["estates"]["nodes"]
        assert [each["plugin"] for each in here["features"]] == ["diary", "keys"]
        hands.set(later)
        found = await features(director)
        assert found["diary"]["reason"] == "ENDED"
        assert found["diary"]["until"][:19] == later.isoformat()[:19]
