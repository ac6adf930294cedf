"""What the plugins show in the demo: three estates, three contracts, one running process."""

from collections import Counter

import pytest

from api.cli.installation import catalogue
from core import clock
from core.plugin.demo import DemoContract
from tests.api.door import serving
from tests.demo.conftest import Loaded
from tests.demo.test_walk import logged_in

pytestmark = pytest.mark.xdist_group("demo")

CONTRACTS = {
    "hubin": DemoContract.BASIC,
    "wutong": DemoContract.STANDARD,
    "binjiang": DemoContract.FULL,
}


async def test_three_estates_have_three_contracts_and_three_schemas(loaded: Loaded) -> None:
    asked = "{ estates { nodes { code features { plugin on } } } }"
    with clock.at(loaded.now):
        async with serving(loaded.database) as door:
            director = await logged_in(door, "director")
            estates = (await director.ask(asked))["estates"]["nodes"]
            schemas = {
                code: (await director.http.get(f"/estates/{code}/schema.graphql")).text
                for code in CONTRACTS
            }
    shown = catalogue().demonstrations
    for code, contract in CONTRACTS.items():
        [features] = [each["features"] for each in estates if each["code"] == code]
        on = {each["plugin"] for each in features if each["on"]}
        assert on == {plugin for plugin, each in shown.items() if each.contract <= contract}
    assert "warranty" not in schemas["hubin"]
    assert "warranty" in schemas["wutong"]
    assert len(set(schemas.values())) == len(set(map(len, schemas.values())))


async def test_the_developer_logs_in_and_finds_matters_in_every_state(loaded: Loaded) -> None:
    asked = "{ developerHandOvers(first: 50) { nodes { state place } } tickets { nodes { id } } }"
    with clock.at(loaded.now):
        async with serving(loaded.database) as door:
            seen = await (await logged_in(door, "developer")).ask(asked)
            waiting = await (await logged_in(door, "agent")).ask("{ warranties { nodes { id } } }")
    states = Counter(each["state"] for each in seen["developerHandOvers"]["nodes"])
    assert states.keys() == {"HANDED", "ACCEPTED", "REFUSED", "DISPUTED", "REPAIRED"}
    with_it = states["HANDED"] + states["ACCEPTED"] + states["REPAIRED"]
    assert len(seen["tickets"]["nodes"]) == with_it
    assert waiting["warranties"]["nodes"]


async def test_the_agent_finds_money_at_every_stage(loaded: Loaded) -> None:
    asked = (
        "{ bills(first: 100, filter: {kind: {eq: SERVICE}}) { nodes { state } }"
        " fees: bills(first: 100, filter: {kind: {eq: FEE}, state: {eq: SETTLED}}) { nodes { id } }"
        " reliefs { nodes { state } } refunds { nodes { state } }"
        " payments(first: 100) { nodes { receipts { number } } } }"
    )
    with clock.at(loaded.now):
        async with serving(loaded.database) as door:
            seen = await (await logged_in(door, "agent")).ask(asked)
    states = Counter(each["state"] for each in seen["bills"]["nodes"])
    assert states.keys() == {"AWAITING_CONSENT", "OPEN", "SETTLED"}
    assert seen["fees"]["nodes"]
    assert [each["state"] for each in seen["reliefs"]["nodes"]] == ["PROPOSED"]
    assert [each["state"] for each in seen["refunds"]["nodes"]] == ["PROPOSED"]
    assert all(len(each["receipts"]) == 1 for each in seen["payments"]["nodes"])
