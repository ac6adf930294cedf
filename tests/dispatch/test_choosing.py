"""An agent confirms the proposal or picks another with a reason; both are kept (S-C2, S-N3)."""

from typing import Any

import pytest

from core.actor import Role
from core.dispatch.kinds import DispatchMode
from core.dispatch.settings import setting_of
from core.estates.models import PropertyType
from core.staff.models import Skill
from tenants.entering import administering
from tenants.open_estate import OpenEstate, open_estate
from tenants.roles import console
from tests.dispatch.desk import Desk, event
from tests.factories import Person


async def clearly_better(desk: Desk) -> tuple[Person, Person]:
    """Two who could do it, the first of them clearly better."""
    estate = desk.estate
    await desk.on_duty(estate.technician)
    return estate.technician, estate.second_technician


def choice_of(ticket: dict[str, Any]) -> dict[str, Any]:
    """What the history keeps of the latest dispatch."""
    found: dict[str, Any] = event(ticket, "DISPATCH")["data"]["choice"]
    return found


@pytest.mark.rule("S-C2")
async def test_confirming_the_best_needs_no_word_and_keeps_its_rank_and_parts(desk: Desk) -> None:
    await desk.mode("PROPOSED")
    best, _ = await clearly_better(desk)
    ticket = await desk.report()
    shown = await desk.ranked(ticket, best)
    payload = await desk.send(ticket, best)
    assert payload["userErrors"] == []
    kept = choice_of(ticket)
    assert (kept["rank"], kept["score"], kept["of"]) == (1, shown["score"], 3)
    assert (kept["automatic"], kept["overrides"]) == (False, False)
    assert {each["part"]: each["points"] for each in kept["parts"]} == {
        name: part["points"] for name, part in shown["parts"].items()
    }


@pytest.mark.rule("S-C2")
async def test_picking_somebody_clearly_worse_needs_a_reason_which_is_kept(desk: Desk) -> None:
    await desk.mode("PROPOSED")
    best, worse = await clearly_better(desk)
    ticket = await desk.report()
    payload = await desk.send(ticket, worse)
    assert payload["ticket"] is None
    [refused] = payload["userErrors"]
    assert (refused["code"], refused["field"]) == ("REASON_REQUIRED", "reason")
    assert (await desk.seen(ticket))["state"] == "REPORTED"

    payload = await desk.send(ticket, worse, reason="住户指定由他上门")
    assert payload["userErrors"] == []
    entry, kept = event(ticket, "DISPATCH"), choice_of(ticket)
    assert entry["note"] == "住户指定由他上门"
    assert (kept["rank"], kept["overrides"], kept["best"]) == (2, True, str(best.id))


async def test_somebody_about_as_good_is_picked_without_a_word(desk: Desk) -> None:
    await desk.mode("PROPOSED")
    ticket = await desk.report()
    second = (await desk.candidates(ticket))[1]
    assert second["staff"]["name"] == "孙浩"
    assert (await desk.send(ticket, desk.estate.second_technician))["userErrors"] == []
    assert (choice_of(ticket)["rank"], choice_of(ticket)["overrides"]) == (2, False)


async def test_by_hand_anybody_is_picked_and_the_ranking_is_still_kept(desk: Desk) -> None:
    """An estate that never said how it dispatches does so by hand."""
    _, worse = await clearly_better(desk)
    ticket = await desk.report()
    assert (await desk.send(ticket, worse))["userErrors"] == []
    assert choice_of(ticket)["overrides"]
    outside = await desk.report()
    assert (await desk.send(outside, desk.estate.guard))["userErrors"] == []
    assert (choice_of(outside)["rank"], choice_of(outside)["overrides"]) == (None, True)


async def test_an_estate_newly_opened_dispatches_by_proposal(desk: Desk) -> None:
    """S-C2: proposed by the system, confirmed by a person."""
    async with administering(desk.door.access, console(desk.world.group_id)) as (actor, uow):
        new = OpenEstate(
            code=f"new{desk.estate.id}",
            name="新苑",
            region_id=desk.world.region_id,
            property_type=PropertyType.OFFICE,
            address="新苑路 1 号",
        )
        estate_id = await open_estate(actor, new, uow)
        await uow.flush()
        setting = await setting_of(uow, estate_id)
    assert (setting.mode, setting.threshold) == (DispatchMode.PROPOSED, 60)


async def test_only_those_in_charge_say_how_an_estate_dispatches(desk: Desk) -> None:
    given = {"estateId": f"Estate:{desk.estate.id}", "mode": "AUTOMATIC", "expectedVersion": 0}
    selection = "dispatch { mode threshold version } userErrors { code field }"
    refused = await desk.do(desk.agent, "estateSetDispatch", selection, **given)
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "field": "estateId"}]
    done = await desk.do(desk.manager, "estateSetDispatch", selection, **given, threshold=70)
    assert done["dispatch"] == {"mode": "AUTOMATIC", "threshold": 70, "version": 1}
    stale = await desk.do(desk.manager, "estateSetDispatch", selection, **given)
    assert stale["userErrors"] == [{"code": "CONFLICT", "field": "expectedVersion"}]
    far = await desk.do(desk.manager, "estateSetDispatch", selection, **given, threshold=101)
    assert far["userErrors"] == [{"code": "THRESHOLD_INVALID", "field": "threshold"}]
    director = await desk.door.caller(desk.world.director)
    given["expectedVersion"] = 1
    done = await desk.do(director, "estateSetDispatch", selection, **given | {"mode": "MANUAL"})
    assert done["dispatch"] == {"mode": "MANUAL", "threshold": 60, "version": 2}
    query = "query($code: String!) { estates(filter: {code: {eq: $code}}) "
    query += "{ nodes { dispatch { mode version } } } }"
    seen = await desk.agent.ask(query, {"code": desk.estate.code})
    assert seen["estates"]["nodes"] == [{"dispatch": {"mode": "MANUAL", "version": 2}}]


async def test_areas_and_places_are_arranged_by_those_who_lead(desk: Desk) -> None:
    estate, neighbour = desk.estate, desk.world.estates[1]
    head = await desk.door.caller(estate.head.actor)
    assert Role.DEPARTMENT_HEAD in estate.head.actor.roles_at(estate.id)
    selection = "staff { areas { code } } userErrors { code field }"
    own = f"Building:{estate.id}:{estate.building_id}"
    other = f"Building:{neighbour.id}:{neighbour.building_id}"
    given = {"staffId": desk.id(estate.technician), "buildingIds": [own, own]}
    done = await desk.do(head, "staffAssignArea", selection, **given)
    assert done["staff"] == {"areas": [{"code": "3"}]}
    given["buildingIds"] = [own, other]
    refused = await desk.do(head, "staffAssignArea", selection, **given)
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "field": "buildingIds"}]
    given["buildingIds"] = []
    refused = await desk.do(desk.agent, "staffAssignArea", selection, **given)
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "field": "staffId"}]
    done = await desk.do(head, "staffAssignArea", selection, **given)
    assert done["staff"] == {"areas": []}
    place = {"buildingId": own, "latitude": 91_000_000, "longitude": 0}
    selection = "building { code } userErrors { code }"
    refused = await desk.do(head, "buildingLocate", selection, **place)
    assert refused["userErrors"] == [{"code": "PLACE_INVALID"}]


NEEDS = """{ dispatchNeeds {
    kind categoryCode category { name } functions skills { skill level } minutes own
} }"""


async def test_a_group_says_itself_who_is_needed_for_what(desk: Desk) -> None:
    """S-C2: kind and category."""
    shipped = (await desk.agent.ask(NEEDS))["dispatchNeeds"]
    assert not any(each["own"] for each in shipped)
    given: dict[str, Any] = {
        "kind": "REPAIR",
        "categoryCode": "repair.water",
        "functions": ["SECURITY"],
        "skills": [{"skill": "LOCKS", "level": 2}],
        "minutes": 25,
    }
    selection = "need { categoryCode own skills { skill level } minutes } userErrors { code }"
    refused = await desk.do(desk.manager, "dispatchNeedSet", selection, **given)
    assert refused["userErrors"] == [{"code": "NOT_FOUND"}]
    director = await desk.door.caller(desk.world.director)
    done = await desk.do(director, "dispatchNeedSet", selection, **given)
    assert done["need"] == {
        "categoryCode": "repair.water",
        "own": True,
        "skills": [{"skill": "LOCKS", "level": 2}],
        "minutes": 25,
    }
    await desk.learns(desk.estate.head, Skill.LOCKS, 3)
    names = [each["staff"]["name"] for each in await desk.candidates(await desk.report())]
    assert names == ["郑强", "马超"]  # who has the skill, and the function's people
    given["minutes"] = 30
    assert (await desk.do(director, "dispatchNeedSet", selection, **given))["need"]["minutes"] == 30
    now = (await desk.agent.ask(NEEDS))["dispatchNeeds"]
    assert len(now) == len(shipped)
    [own] = [each for each in now if each["own"]]
    assert (own["category"], own["functions"]) == ({"name": "给排水"}, ["SECURITY"])
    given["skills"] = [{"skill": "LOCKS", "level": 6}]
    refused = await desk.do(director, "dispatchNeedSet", selection, **given)
    assert refused["userErrors"] == [{"code": "NEED_INVALID"}]
