"""A group's own rules for proposals: set, in force at once, checked, taken back (S-A4)."""

from typing import Any

from core.ids import new_id
from tests.api.door import Caller, Door
from tests.factories import World

SET = """mutation($input: IntakeRulesSetInput!) { intakeRulesSet(input: $input) {
    rules { version title text } userErrors { code field message } } }"""
PROPOSAL = """query($estate: ID!, $content: String!) {
    ticketProposal(estateId: $estate, content: $content) { kinds { kind } } }"""

OWN = """
title = "本集团规则"
spread = 1.0
[kind]
REPAIR = 0
HELP = 0
[urgency]
ROUTINE = 1
[[rules]]
match = "阿姨"
why = "本集团的阿姨都是求助"
kind = { HELP = 5 }
"""


async def set_rules(caller: Caller, version: int, rules: str | None) -> dict[str, Any]:
    """The payload of setting a group's rules."""
    given = {"idempotencyKey": str(new_id()), "expectedVersion": version, "rules": rules}
    payload: dict[str, Any] = (await caller.ask(SET, {"input": given}))["intakeRulesSet"]
    return payload


async def likeliest(caller: Caller, world: World) -> str:
    """The kind that is proposed for some words."""
    given = {"estate": f"Estate:{world.estates[0].id}", "content": "阿姨，水管漏水"}
    kind: str = (await caller.ask(PROPOSAL, given))["ticketProposal"]["kinds"][0]["kind"]
    return kind


async def test_a_groups_own_rules_take_the_shipped_ones_place_and_give_it_back(
    door: Door, world: World
) -> None:
    director = await door.caller(world.director)
    assert await likeliest(director, world) == "REPAIR"
    payload = await set_rules(director, 0, OWN)
    assert payload["userErrors"] == []
    assert (payload["rules"]["version"], payload["rules"]["title"]) == (1, "本集团规则")
    assert await likeliest(director, world) == "HELP"
    assert (await set_rules(director, 0, OWN))["userErrors"][0]["code"] == "CONFLICT"
    assert (await set_rules(director, 1, None))["rules"]["text"] is None
    assert await likeliest(director, world) == "REPAIR"


async def test_rules_that_cannot_be_used_are_refused_and_say_why(door: Door, world: World) -> None:
    director = await door.caller(world.director)
    bad = {
        "title = ": "not TOML",
        OWN.replace("HELP = 5", "HELP = 99"): "rules.0.kind.HELP",
        OWN.replace('"阿姨"', '"(阿姨"'): "rules.0.match",
        OWN.replace('"阿姨"', '"((阿姨|师傅)+)+好"'): "could take too long",
        OWN.replace('"阿姨"', '".*阿.*姨.*好"'): "could take too long",
    }
    for rules, told in bad.items():
        [error] = (await set_rules(director, 0, rules))["userErrors"]
        assert error["code"] == "RULES_REFUSED"
        assert told in error["message"], error
    assert await likeliest(director, world) == "REPAIR"


async def test_only_who_directs_the_group_sets_its_rules(door: Door, world: World) -> None:
    manager = await door.caller(world.estates[0].manager.actor)
    assert (await set_rules(manager, 0, OWN))["userErrors"][0]["code"] == "NOT_FOUND"
