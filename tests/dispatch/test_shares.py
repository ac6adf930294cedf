"""Fairness is for all to see: who had how many jobs, beside how long they were there (S-N3)."""

from datetime import timedelta
from typing import Any

from core import clock
from tests.api.door import Caller
from tests.dispatch.desk import Desk

SHARES = """query($estate: ID!, $since: DateTime!, $until: DateTime!) {
    dispatchShares(estateId: $estate, since: $since, until: $until) {
        staff { name } department { function }
        jobs unfinished share dutyMinutes dutyShare labourMinutes
    }
}"""


async def shares(desk: Desk, caller: Caller, **period: Any) -> dict[str, dict[str, Any]]:
    """Everybody's share of the day, or of another period, by name."""
    given = {
        "estate": f"Estate:{desk.estate.id}",
        "since": (clock.now() - timedelta(hours=1)).isoformat(),
        "until": (clock.now() + timedelta(hours=23)).isoformat(),
        **period,
    }
    found = (await caller.ask(SHARES, given))["dispatchShares"]
    return {each["staff"]["name"]: each for each in found}


async def test_jobs_are_counted_beside_the_duty_they_should_be_fair_to(desk: Desk) -> None:
    estate = desk.estate
    technician = await desk.door.caller(estate.technician.actor)
    supervisor = await desk.door.caller(estate.supervisor.actor)
    await desk.on_duty(estate.technician, hours=2)
    await desk.on_duty(estate.second_technician, hours=6)
    for person in (estate.technician, estate.technician, estate.technician, estate.head):
        ticket = await desk.report()
        await desk.send(ticket, person)
    done = await desk.report()
    await desk.send(done, estate.technician)
    for step, more in (
        ("ticketAccept", {}),
        ("ticketStart", {}),
        ("ticketComplete", {"result": "已修", "labourMinutes": 40}),
    ):
        assert not (await desk.step(technician, step, done, **more))["userErrors"]

    found = await shares(desk, supervisor)
    most = found["吴磊"]
    assert (most["jobs"], most["unfinished"], most["labourMinutes"]) == (4, 3, 40)
    assert (most["share"], most["dutyShare"], most["dutyMinutes"]) == (800, 250, 120)
    none = found["孙浩"]
    assert (none["jobs"], none["share"], none["dutyShare"]) == (0, 0, 750)
    assert found["郑强"]["share"] == 200
    assert next(iter(found)) == "吴磊"
    assert found["马超"]["department"] == {"function": "SECURITY"}
    assert "高伟" not in found  # the manager is given no jobs

    before = {"until": (clock.now() - timedelta(minutes=30)).isoformat()}
    assert {each["jobs"] for each in (await shares(desk, supervisor, **before)).values()} == {0}


async def test_it_is_for_those_who_lead(desk: Desk) -> None:
    assert await shares(desk, desk.agent) == {}
    neighbour = await desk.door.caller(desk.world.estates[1].manager.actor)
    assert await shares(desk, neighbour) == {}
    director = await desk.door.caller(desk.world.director)
    assert await shares(desk, director) != {}
    assert await shares(desk, director, estate="Ticket:7:8") == {}


async def test_tickets_can_be_counted_by_when_they_were_dispatched(desk: Desk) -> None:
    await desk.send(await desk.report(), desk.estate.technician)
    await desk.report()
    query = """query($since: DateTime!) {
        ticketSummary(filter: {dispatchedAt: {gte: $since}}) { assignee { name } count }
    }"""
    since = (clock.now() - timedelta(hours=1)).isoformat()
    told = await desk.agent.ask(query, {"since": since})
    assert told["ticketSummary"] == [{"assignee": {"name": "吴磊"}, "count": 1}]
