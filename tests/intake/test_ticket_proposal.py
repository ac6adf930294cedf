"""ticketProposal: proposals through the public door, plugins asked by the hook (S-A4)."""

from typing import Any

from core.plugin.answers import Evidence
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.api.door import Caller, Door, gid, serving
from tests.database import TestDatabase
from tests.factories import EstateWorld, World, make_world
from tests.graph.statements import counted
from tests.plugin.made import plugin

PROPOSAL = """
query ($estate: ID!, $content: String!) {
  ticketProposal(estateId: $estate, content: $content) {
    kinds { kind confidence reasons { source why text points } }
    categories { category { code name kind } confidence reasons { why } }
    urgencies { urgency confidence reasons { why text } }
  }
}
"""


async def proposal(caller: Caller, estate: EstateWorld, content: str) -> Any:
    """What a caller is proposed."""
    told = await caller.ask(PROPOSAL, {"estate": f"Estate:{estate.id}", "content": content})
    return told["ticketProposal"]


async def test_a_leak_is_proposed_as_a_repair_with_its_category_and_reasons_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    for person in (estate.agent, estate.resident):
        found = await proposal(await door.caller(person.actor), estate, "厨房水管漏水，请马上派人")
        assert found["kinds"][0]["kind"] == "REPAIR"
        assert found["kinds"][0]["reasons"][0] == {
            "source": "rules",
            "why": "说的是哪里坏了",
            "text": "漏水",
            "points": 2.5,
        }
        assert found["categories"][0]["category"] == {
            "code": "repair.water",
            "name": "给排水",
            "kind": "REPAIR",
        }
        assert found["urgencies"][0]["urgency"] == "ROUTINE"
        shares = [each["confidence"] for each in found["kinds"]]
        assert shares == sorted(shares, reverse=True)


async def test_nothing_is_proposed_without_words_or_for_an_estate_not_ones_own_s_a4(
    door: Door, world: World
) -> None:
    here, there = world.estates
    agent = await door.caller(here.agent.actor)
    assert await proposal(agent, here, "  \n") is None
    assert await proposal(agent, there, "漏水") is None
    assert await proposal(agent, here, "漏水") is not None
    told = await agent.send(PROPOSAL, {"estate": f"Estate:{here.id}", "content": "漏" * 4001})
    assert told.json()["errors"][0]["extensions"]["code"] == "TEXT_TOO_LONG"


async def test_a_proposal_and_candidates_are_asked_for_together_while_reporting_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    query = """
    query ($estate: ID!, $content: String!) {
      ticketProposal(estateId: $estate, content: $content) {
        kinds { kind } categories { category { code } } urgencies { urgency }
      }
      houseCandidates(estateId: $estate, text: $content) { certain house { id } }
    }
    """
    variables = {"estate": f"Estate:{estate.id}", "content": "3栋2单元1201一开空调就跳闸"}
    await agent.ask(query, variables)
    with counted() as sent:
        told = await agent.ask(query, variables)
    assert told["houseCandidates"] == [
        {"certain": True, "house": {"id": gid("House", estate.id, estate.houses[0])}}
    ]
    assert told["ticketProposal"]["categories"][0] == {"category": {"code": "repair.power"}}
    assert told["ticketProposal"]["urgencies"][0] == {"urgency": "URGENT"}
    asked = [each for each in sent.all if each.lower().startswith("select ")]
    assert len(asked) == 4, asked  # rules and categories, names of buildings, houses, answer


async def test_an_enabled_plugins_evidence_is_weighed_and_named_s_a4(
    database: TestDatabase,
) -> None:
    @hook()
    def ticket_proposing(content: str) -> list[Evidence]:
        return [
            Evidence("KIND", "COMPLAINT", 9, "本周第三次", "又"),
            Evidence("CATEGORY", "complaint.noise", 5, "同一住户"),
            Evidence("KIND", "NONSENSE", 9, "没有这种类型"),
            Evidence("MOOD", "COMPLAINT", 9, "没有这一项"),
        ]

    with plugin("moods", ticket_proposing) as moods:
        async with serving(database, catalogue=Catalogue([moods])) as door:
            world = await make_world(door.database)
            here, there = world.estates
            terms = (PluginTerm("moods"),)
            async with administering(door.access, console(world.group_id)) as (actor, uow):
                await sign_contract(
                    actor, SignContract(here.id, "合同", uow.now, plugins=terms), uow
                )
            agent = await door.caller(world.director)
            found = await proposal(agent, here, "厨房水管漏水")
            assert found["kinds"][0]["kind"] == "COMPLAINT"
            assert found["kinds"][0]["reasons"][0] == {
                "source": "moods",
                "why": "本周第三次",
                "text": "又",
                "points": 9,
            }
            assert found["categories"][0]["category"]["code"] == "complaint.noise"
            assert {each["kind"] for each in found["kinds"]} <= {
                "REPAIR",
                "COMPLAINT",
                "CONSULTATION",
                "SUGGESTION",
                "HELP",
            }
            elsewhere = await proposal(agent, there, "厨房水管漏水")
            assert elsewhere["kinds"][0]["kind"] == "REPAIR"
