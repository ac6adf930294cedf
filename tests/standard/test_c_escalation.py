"""C. Dispatch, where it escalates: S-C4 and S-C5."""

from datetime import timedelta

import pytest

from core import clock
from tests.api.door import gid
from tests.escalation.people import appoint, at
from tests.escalation.told import acknowledged, chain, escalations, major, messages, tellings
from tests.standard.story import Story

CLIMB = [
    (0.0, "S-C5", "CS_SUPERVISOR", ["林芳"]),
    (120.0, "S-C5", "ESTATE_MANAGER", ["高伟"]),
    (840.0, "S-C5", "REGION_MANAGER", ["钱区域"]),
    (2280.0, "S-C5", "DUTY_OFFICER", ["周值班"]),
]


@pytest.mark.rule("S-C4")
@pytest.mark.parametrize("graded", [{"urgency": "EMERGENCY"}, {"severity": "MAJOR"}], ids=str)
async def test_an_emergency_or_major_matter_goes_to_the_cs_supervisor_at_once(
    story: Story, graded: dict[str, str]
) -> None:
    await appoint(story)
    ticket = await major(story, **{"severity": "ORDINARY", **graded})
    await story.on(seconds=1)
    told = await chain(story, ticket, "SUPERVISOR")
    assert tellings(told) == [(0.0, "S-C4", "CS_SUPERVISOR", ["林芳"])]
    assert await messages(story, ticket, "escalation.supervisor") == {"林芳"}
    assert (await chain(story, ticket))["state"] == "RUNNING", "and section G runs"


@pytest.mark.rule("S-C4")
async def test_a_complex_matter_goes_to_the_cs_supervisor_at_once(story: Story) -> None:
    ticket = await major(story, severity="COMPLEX")
    await story.on(seconds=1)
    told = await chain(story, ticket, "SUPERVISOR")
    assert tellings(told) == [(0.0, "S-C4", "CS_SUPERVISOR", ["林芳"])]


@pytest.mark.rule("S-C5")
async def test_an_unassigned_ticket_escalates_like_an_overdue_one(story: Story) -> None:
    await appoint(story)
    unassigned = await story.reported(story.estate.resident, channel="APP")
    late = await story.reported(story.estate.resident, content="卧室灯不亮")
    reported = clock.now()
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", late, assigneeId=who)
    await story.on(days=4)
    of_nobody, of_somebody = [
        {each["causeRule"]: each for each in await escalations(story, ticket)}
        for ticket in (unassigned, late)
    ]
    assert at(of_nobody["S-C1"]["startedAt"]) == reported + timedelta(hours=12)
    assert at(of_somebody["S-D2"]["startedAt"]) == reported + timedelta(hours=2)
    assert tellings(of_nobody["S-C1"]) == tellings(of_somebody["S-D2"]) == CLIMB


@pytest.mark.rule("S-C5")
async def test_an_emergency_that_nobody_takes_up_climbs_within_the_hour(story: Story) -> None:
    await appoint(story)
    ticket = await story.reported(story.estate.resident, urgency="EMERGENCY")
    await story.on(hours=6)
    found = {each["causeRule"]: each for each in await escalations(story, ticket)}
    assert [each[:3] for each in tellings(found["S-D7"])] == [
        (0.0, "S-C5", "CS_SUPERVISOR"),
        (15.0, "S-C5", "ESTATE_MANAGER"),
        (45.0, "S-C5", "REGION_MANAGER"),
        (105.0, "S-C5", "DUTY_OFFICER"),
    ]


@pytest.mark.rule("S-C5")
async def test_what_nobody_suitable_can_be_found_for_escalates_the_same_way(story: Story) -> None:
    await appoint(story)
    given = {"estateId": f"Estate:{story.estate.id}", "mode": "AUTOMATIC", "threshold": 60}
    await story.done(
        story.estate.manager, "estateSetDispatch", "dispatch { mode }", **given, expectedVersion=0
    )
    ticket = await story.reported(story.estate.resident, categoryCode="repair.power")
    await story.on(hours=40)
    (nobody,) = [each for each in await escalations(story, ticket) if each["cause"] == "NOBODY"]
    assert tellings(nobody) == CLIMB


@pytest.mark.rule("S-C5")
async def test_it_ends_when_somebody_is_assigned(story: Story) -> None:
    await appoint(story)
    ticket = await story.reported(story.estate.resident)
    await story.on(hours=13)
    await acknowledged(story, ticket, story.estate.supervisor, "OVERDUE")
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.on(minutes=1)
    found = {each["causeRule"]: each for each in await escalations(story, ticket)}
    assert (found["S-C1"]["state"], found["S-C1"]["ending"]) == ("ENDED", "SOLVED")
    assert tellings(found["S-C1"]) == CLIMB[:1]
