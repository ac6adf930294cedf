"""Candidates are ranked by what S-C2 names, and every part of a score explains itself."""

from datetime import timedelta

import pytest

from core import clock
from core.dispatch.kinds import ScoreGround, ScorePart
from core.dispatch.rules import WEIGHTS
from core.dispatch.texts import GROUNDS, SKILLS
from core.staff.models import Skill
from core.tickets.kinds import Urgency
from tests.api.door import gid
from tests.dispatch.desk import CANDIDATES, Desk


@pytest.mark.rule("S-C2")
async def test_who_has_the_skill_comes_before_who_has_not_and_is_told_why(desk: Desk) -> None:
    """S-C2: skills and their level."""
    estate = desk.estate
    ticket = await desk.report()
    names = [each["staff"]["name"] for each in await desk.candidates(ticket)]
    assert names == ["吴磊", "孙浩", "郑强"]  # both technicians, then their head who cannot
    able = await desk.ranked(ticket, estate.technician)
    assert able["suitable"]
    assert able["parts"]["SKILL"]["ground"] == "SKILL_ENOUGH"
    assert able["parts"]["SKILL"]["explanation"] == "给排水 3 级（要求 2 级）"
    head = await desk.ranked(ticket, estate.head)
    assert not head["suitable"]
    assert head["parts"]["SKILL"]["points"] == 0
    assert head["parts"]["SKILL"]["explanation"] == "没有有效的给排水技能（要求 2 级）"
    assert head["parts"]["LEADS"]["points"] == -5


async def test_the_points_of_the_parts_are_the_score(desk: Desk) -> None:
    await desk.on_duty(desk.estate.technician)
    ticket = await desk.report(urgency="URGENT")
    for each in await desk.candidates(ticket):
        assert sum(part["points"] for part in each["parts"]) == each["score"]
        weights = WEIGHTS[Urgency.URGENT]
        for part in each["parts"]:
            assert part["most"] == weights.get(ScorePart(part["part"]), 0)
            assert part["points"] <= part["most"]


@pytest.mark.rule("S-C2")
async def test_a_higher_level_is_better_and_an_expired_certificate_is_none(desk: Desk) -> None:
    """S-K2."""
    estate, yesterday = desk.estate, clock.now().date() - timedelta(days=1)
    await desk.learns(estate.technician, Skill.ELECTRICITY, 5, yesterday)
    await desk.learns(estate.second_technician, Skill.ELECTRICITY, 2)
    await desk.learns(estate.head, Skill.ELECTRICITY, 4)
    ticket = await desk.report(categoryCode="repair.power")
    grounds = {
        each["staff"]["name"]: {part["part"]: part["points"] for part in each["parts"]}["SKILL"]
        for each in await desk.candidates(ticket)
    }
    assert grounds == {"郑强": 35, "孙浩": 28, "吴磊": 0}


async def test_a_grave_matter_asks_for_more_skill(desk: Desk) -> None:
    """S-C2: urgency."""
    routine = await desk.ranked(await desk.report(), desk.estate.technician)
    emergency = await desk.ranked(await desk.report(urgency="EMERGENCY"), desk.estate.technician)
    assert routine["parts"]["SKILL"]["explanation"].endswith("（要求 2 级）")
    assert emergency["parts"]["SKILL"]["explanation"].endswith("（要求 3 级）")
    assert emergency["parts"]["DISTANCE"]["most"] > routine["parts"]["DISTANCE"]["most"]


@pytest.mark.rule("S-C3")
async def test_a_complaint_goes_to_the_functions_people(desk: Desk) -> None:
    """S-C3."""
    ticket = await desk.report(kind="COMPLAINT", categoryCode="complaint.noise")
    assert [each["staff"]["name"] for each in await desk.candidates(ticket)] == ["马超"]
    defect = await desk.report(kind="COMPLAINT", categoryCode="complaint.defect")
    assert "吴磊" in [each["staff"]["name"] for each in await desk.candidates(defect)]


@pytest.mark.rule("S-C2")
async def test_on_duty_now_comes_first_and_the_roster_says_until_when(desk: Desk) -> None:
    """S-C2: being on duty."""
    estate = desk.estate
    ticket = await desk.report()
    before = await desk.ranked(ticket, estate.second_technician)
    assert before["parts"]["DUTY"]["ground"] == "NO_ROSTER"
    await desk.on_duty(estate.second_technician)
    await desk.on_duty(estate.technician, starts=1.5)
    first, second, _ = await desk.candidates(ticket)
    assert (first["staff"]["name"], first["suitable"]) == ("孙浩", True)
    assert (second["staff"]["name"], second["suitable"]) == ("吴磊", False)
    on = await desk.ranked(ticket, estate.second_technician)
    assert on["parts"]["DUTY"]["explanation"] == "当班至 18:00"
    assert on["onDutyUntil"] == "2025-03-12T10:00:00+00:00"
    soon = await desk.ranked(ticket, estate.technician)
    assert soon["parts"]["DUTY"]["explanation"] == "未当班，10:30 上班"


@pytest.mark.rule("S-C2")
async def test_ones_own_area_and_the_way_to_go_count(desk: Desk) -> None:
    """S-C2: area of responsibility, distance from the place."""
    estate = desk.estate
    next_door, _ = await desk.building("4")
    far, _ = await desk.building("11")

    async def area(person: str, *buildings: object) -> None:
        found = [f"Building:{estate.id}:{each}" for each in buildings]
        selection = "staff { areas { code } }"
        given = {"staffId": person, "buildingIds": found}
        await desk.done(desk.manager, "staffAssignArea", selection, **given)

    await area(desk.id(estate.technician), far)
    await area(desk.id(estate.second_technician), estate.building_id, next_door)
    ticket = await desk.report()
    own = await desk.ranked(ticket, estate.second_technician)
    other = await desk.ranked(ticket, estate.technician)
    assert (own["parts"]["AREA"]["ground"], own["metres"]) == ("OWN_AREA", 0)
    assert (other["parts"]["AREA"]["ground"], other["metres"]) == ("OTHER_AREA", 300)
    assert own["rank"] < other["rank"]
    await area(desk.id(estate.technician), next_door)
    assert (await desk.ranked(ticket, estate.technician))["metres"] == 80  # the next number

    places = {estate.building_id: 121_400_000, next_door: 121_404_000}
    for building, longitude in places.items():
        given = {"buildingId": gid("Building", estate.id, building)}
        place = {"latitude": 31_200_000, "longitude": longitude}
        selection = "building { latitude longitude }"
        told = await desk.done(desk.manager, "buildingLocate", selection, **given, **place)
        assert told["building"] == place
    assert (await desk.ranked(ticket, estate.technician))["metres"] == 381  # as measured


async def test_who_works_nearby_is_near_whatever_their_area(desk: Desk) -> None:
    """S-C2: distance."""
    estate = desk.estate
    technician = await desk.door.caller(estate.technician.actor)
    at_hand = await desk.report()
    await desk.send(at_hand, estate.technician)
    for step in ("ticketAccept", "ticketDepart"):
        assert not (await desk.step(technician, step, at_hand))["userErrors"]
    near = await desk.ranked(await desk.report(), estate.technician)
    assert near["metres"] == 0
    assert near["parts"]["DISTANCE"]["ground"] == "FROM_WORK"


@pytest.mark.rule("S-C2")
async def test_load_and_promises_at_risk_take_points(desk: Desk, time: clock.Hands) -> None:
    """S-C2: current load, promises already made."""
    estate = desk.estate
    for _ in range(2):
        await desk.send(await desk.report(urgency="EMERGENCY"), estate.technician)
    ticket = await desk.report()
    busy = await desk.ranked(ticket, estate.technician)
    free = await desk.ranked(ticket, estate.second_technician)
    assert (busy["openTickets"], busy["atRisk"], busy["overdue"]) == (2, 2, 0)
    assert busy["parts"]["LOAD"]["explanation"] == "手头有 2 张工单"
    assert busy["parts"]["PROMISES"]["ground"] == "PROMISES_AT_RISK"
    assert (free["openTickets"], free["parts"]["LOAD"]["ground"]) == (0, "NOTHING_OPEN")
    assert free["rank"] < busy["rank"]
    time.advance(hours=5)
    desk.agent = desk.again(desk.agent)
    assert (await desk.ranked(ticket, estate.technician))["overdue"] == 2


async def test_who_gave_the_ticket_back_is_not_sent_again(desk: Desk) -> None:
    """S-D2."""
    technician = await desk.door.caller(desk.estate.technician.actor)
    ticket = await desk.report()
    await desk.send(ticket, desk.estate.technician)
    await desk.step(technician, "ticketReturn", ticket, reason="今天做不完")
    again = await desk.ranked(ticket, desk.estate.technician)
    assert not again["suitable"]
    assert again["parts"]["RETURNED"]["explanation"] == "曾退回本工单"
    assert again["rank"] > (await desk.ranked(ticket, desk.estate.second_technician))["rank"]


async def test_only_who_may_dispatch_sees_the_ranking(desk: Desk) -> None:
    estate, neighbour = desk.estate, desk.world.estates[1]
    ticket = await desk.report()
    asked = {"ticket": ticket["id"]}
    for actor in (estate.technician.actor, estate.butler.actor, neighbour.agent.actor):
        caller = await desk.door.caller(actor)
        assert (await caller.ask(CANDIDATES, asked))["dispatchCandidates"] == []
    supervisor = await desk.door.caller(estate.supervisor.actor)
    assert len((await supervisor.ask(CANDIDATES, asked))["dispatchCandidates"]) == 3
    assert len(await desk.candidates(ticket, first=1)) == 1
    resident = await desk.door.caller(estate.resident.actor)
    assert "errors" in (await resident.send(CANDIDATES, asked)).json()


async def test_every_ground_and_skill_is_told_in_both_languages() -> None:
    assert GROUNDS.keys() == set(ScoreGround)
    assert SKILLS.keys() == set(Skill)
    for texts in (*GROUNDS.values(), *SKILLS.values()):
        assert all(texts)
    assert all(sum(weights.values()) == 100 for weights in WEIGHTS.values())
