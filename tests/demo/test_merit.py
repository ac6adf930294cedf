"""What merit shows in the demo: cases at each stage, and months that are locked."""

from collections import Counter

import pytest

from core import clock
from tests.api.door import serving
from tests.demo.conftest import Loaded
from tests.demo.test_walk import logged_in

pytestmark = pytest.mark.xdist_group("demo")

STATES = {
    "PROPOSED",
    "ENDORSED",
    "TOLD",
    "OBJECTED",
    "IN_FORCE",
    "OVERTURNED",
    "DECLINED",
    "WITHDRAWN",
}
MANAGERS = """{ meritCases(first: 100) { nodes { state rule { code } } }
    meritEffects(first: 100) { nodes { kind state } }
    meritCards(first: 200) { nodes { month total currentTotal corrections { reason } } }
    meritFacts(first: 200) { nodes { kind } } }"""
OWN = "{ myMeritCases { nodes { state allowedActions } } myMeritCards { nodes { total } } }"


async def test_cases_stand_at_each_stage_and_months_are_locked(loaded: Loaded) -> None:
    with clock.at(loaded.now):
        async with serving(loaded.database) as door:
            seen = await (await logged_in(door, "manager")).ask(MANAGERS)
            own = await (await logged_in(door, "technician")).ask(OWN)
            waiting = await (await logged_in(door, "leader")).ask(
                "{ meritCases { nodes { state allowedActions } } }"
            )
    states = Counter(each["state"] for each in seen["meritCases"]["nodes"])
    assert states.keys() == STATES
    effects = {(each["kind"], each["state"]) for each in seen["meritEffects"]["nodes"]}
    assert effects >= {("PAYMENT", "DUE"), ("PRAISE", "DONE"), ("TALK", "DONE")}
    cards = seen["meritCards"]["nodes"]
    assert len({each["month"] for each in cards}) >= 2
    assert [each for each in cards if each["corrections"]]
    assert {each["kind"] for each in seen["meritFacts"]["nodes"]} >= {"BROKEN_PROMISE", "ANSWER"}
    told = {each["state"]: each["allowedActions"] for each in own["myMeritCases"]["nodes"]}
    assert told == {"IN_FORCE": [], "TOLD": ["OBJECT"]}
    assert own["myMeritCards"]["nodes"]
    actions = {each["state"]: each["allowedActions"] for each in waiting["meritCases"]["nodes"]}
    assert actions["ENDORSED"] == ["APPROVE", "DECLINE"]
