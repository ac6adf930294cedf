"""houseCandidates: recognition through the public door, in the caller's own scope (S-A4)."""

from typing import Any

import pytest
from sqlalchemy import update

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import AccountRights
from tests.api.door import Caller, Door, gid
from tests.factories import EstateWorld, World
from tests.graph.statements import counted

CANDIDATES = """
query ($estate: ID!, $text: String!, $first: Int! = 5) {
  houseCandidates(estateId: $estate, text: $text, first: $first) {
    confidence certain doubts
    matched { part text means }
    house { id label floor building { name aliases } unit { name } }
  }
}
"""


async def candidates(
    caller: Caller, estate: EstateWorld, text: str, **more: Any
) -> list[dict[str, Any]]:
    """What a caller is offered for a text."""
    told = await caller.ask(CANDIDATES, {"estate": f"Estate:{estate.id}", "text": text, **more})
    found: list[dict[str, Any]] = told["houseCandidates"]
    return found


@pytest.mark.parametrize("text", ["3栋2单元1201", "3-2-1201", "三号楼二单元一二零一室"])
async def test_ways_of_writing_one_house_are_recognised_and_explained_s_a4(
    door: Door, world: World, text: str
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    (found,) = await candidates(agent, estate, f"我家{text}漏水")
    assert found["certain"]
    assert found["doubts"] == []
    assert found["confidence"] > 0.9
    assert found["house"] == {
        "id": gid("House", estate.id, estate.houses[0]),
        "label": "3栋2单元1201",
        "floor": 12,
        "building": {"name": "3栋", "aliases": ["三号楼"]},
        "unit": {"name": "2单元"},
    }
    assert [match["part"] for match in found["matched"]] == ["BUILDING", "UNIT", "ROOM"]
    assert [match["means"] for match in found["matched"]] == ["3栋", "2单元", "1201"]
    assert all(match["text"] in text for match in found["matched"])


async def test_a_floor_without_a_room_offers_every_house_on_it_and_is_not_certain_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    found = await candidates(agent, estate, "三号楼二单元十二楼")
    assert [each["house"]["label"] for each in found] == ["3栋2单元1201", "3栋2单元1202"]
    assert [each["confidence"] for each in found] == [0.5, 0.5]
    for each in found:
        assert not each["certain"]
        assert each["doubts"] == ["SEVERAL_HOUSES", "ROOM_MISSING"]
    assert len(await candidates(agent, estate, "三号楼二单元十二楼", first=1)) == 1


async def test_what_is_not_of_the_estate_has_no_candidate_s_a4(door: Door, world: World) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    for text in ("13栋2单元1201", "3栋2单元1301", "阳光花园3栋2单元1201", "电梯坏了", ""):
        assert await candidates(agent, estate, text) == [], text


async def test_residents_are_offered_their_own_houses_alone_s_a4(door: Door, world: World) -> None:
    estate = world.estates[0]
    resident = await door.caller(estate.resident.actor)
    own = await candidates(resident, estate, "三号楼二单元十二楼")
    assert [each["house"]["label"] for each in own] == ["3栋2单元1201"]
    assert await candidates(resident, estate, "3栋2单元1202") == []
    assert await candidates(resident, estate, "3-2-1202") == []


async def test_another_estates_people_are_offered_nothing_s_a4(door: Door, world: World) -> None:
    here, there = world.estates
    agent = await door.caller(here.agent.actor)
    assert await candidates(agent, there, "3栋2单元1201") == []
    told = await agent.ask(
        '{ houseCandidates(estateId: "nonsense", text: "3栋2单元1201") { certain } }'
    )
    assert told == {"houseCandidates": []}


async def test_the_same_candidates_come_by_the_estates_own_door_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    variables = {"estate": f"Estate:{estate.id}", "text": "3-2-1202"}
    told = await agent.ask(CANDIDATES, variables, estate=estate.code)
    assert [each["house"]["label"] for each in told["houseCandidates"]] == ["3栋2单元1202"]


async def test_candidates_cost_as_many_statements_for_one_house_as_for_many_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    await candidates(agent, estate, "3栋2单元1201")
    for text in ("3栋2单元1201", "12楼1201或三号楼二单元十二楼", "没有房号"):
        with counted() as sent:
            await candidates(agent, estate, text)
        asked = [each for each in sent.all if each.lower().startswith("select ")]
        assert len(asked) == 3, asked  # names of buildings, houses, answer


async def test_candidates_stand_beside_other_fields_of_one_operation_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    query = """
    query ($estate: ID!, $again: Boolean!) {
      first: houseCandidates(estateId: $estate, text: "3-2-1201") { house { label } }
      second: houseCandidates(estateId: $estate, text: "3-2-1202") @include(if: $again) {
        certain
      }
      houses { nodes { label } }
      __typename
    }
    """
    variables: dict[str, Any] = {"estate": f"Estate:{estate.id}", "again": True}
    told = await agent.ask(query, variables)
    assert list(told) == ["first", "second", "houses", "__typename"]
    assert told["first"] == [{"house": {"label": "3栋2单元1201"}}]
    assert told["second"] == [{"certain": True}]
    told = await agent.ask(query, {**variables, "again": False})
    assert list(told) == ["first", "houses", "__typename"]


async def test_texts_that_cannot_be_read_are_refused_with_a_code_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    for text, code in (("家" * 4001, "TEXT_TOO_LONG"), ("3栋\u0001", "TEXT_UNREADABLE")):
        response = await agent.send(CANDIDATES, {"estate": f"Estate:{estate.id}", "text": text})
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == code
        assert error["extensions"]["field"] == "text"
    response = await agent.send(
        CANDIDATES, {"estate": f"Estate:{estate.id}", "text": "3栋", "first": 1000}
    )
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID"


async def test_candidates_are_those_of_rights_read_anew_when_these_have_changed_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    assert len(await candidates(agent, estate, "3-2-1201")) == 1
    changed = (
        update(AccountRights)
        .where(AccountRights.account_id == agent.actor.account_id)
        .values(version=AccountRights.version + 1)
    )
    async with unit_of_work(door.database, Scope.system(world.group_id)) as uow:
        await uow.execute(changed)
    assert len(await candidates(agent, estate, "3-2-1201")) == 1
