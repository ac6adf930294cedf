"""D. Promises: their times by the shipped policy, what stops them, and why."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from core import clock
from tests.api.door import gid
from tests.standard.story import Story

CLOCKS = """query($id: ID!) { ticket(id: $id) { dueAt promises {
    rule round state startedAt dueAt stoppedAt brokenAt basis remaining warned
    explanation { since until counted reason hold rule explanation } } } }"""


async def promises(story: Story, ticket: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A ticket's promises by rule; of several rounds the last."""
    found = await story.ask(story.estate.agent, CLOCKS, id=ticket["id"])
    return {each["rule"]: each for each in found["ticket"]["promises"]}


def at(text: str) -> datetime:
    """An instant out of an answer."""
    return datetime.fromisoformat(text)


async def at_work(story: Story, **given: Any) -> dict[str, Any]:
    """A repair that its technician has begun."""
    estate = story.estate
    ticket = await story.reported(estate.resident, **given)
    who = gid("Staff", estate.id, estate.technician.id)
    await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(estate.technician, "ticketAccept", ticket)
    await story.step(estate.technician, "ticketStart", ticket)
    return ticket


def accounts_for(told: dict[str, Any]) -> int:
    """What the stretches of an explanation add up to; they follow one another without a gap."""
    for before, after in pairwise(told["explanation"]):
        assert before["until"] == after["since"]
    return sum(each["counted"] for each in told["explanation"])


@pytest.mark.rule("S-A6")
async def test_an_online_request_is_taken_up_within_thirty_minutes(story: Story) -> None:
    online = await story.reported(story.estate.resident)
    by_phone = await story.reported(
        story.estate.agent,
        channel="PHONE",
        requesterId=gid("Resident", story.estate.id, story.estate.resident.id),
    )
    found = (await promises(story, online))["S-A6"]
    assert at(found["dueAt"]) == clock.now() + timedelta(minutes=30)
    assert found["remaining"] == 30 * 60
    await story.on(minutes=30)
    assert (await promises(story, online))["S-A6"]["state"] == "BROKEN"
    assert "S-A6" not in await promises(story, by_phone)


@pytest.mark.rule("S-D1")
async def test_an_emergency_is_attended_in_half_an_hour_and_others_in_four(
    story: Story,
) -> None:
    estate = story.estate
    who = gid("Staff", estate.id, estate.technician.id)
    flood = await story.reported(estate.resident, urgency="EMERGENCY")
    drip = await story.reported(estate.resident)
    for ticket in (flood, drip):
        await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
    flooding, dripping = await promises(story, flood), await promises(story, drip)
    assert at(flooding["S-D1"]["dueAt"]) == clock.now() + timedelta(minutes=30)
    # 09:00 to 12:00 are three of them; the fourth begins at 13:30
    assert at(dripping["S-D1"]["dueAt"]) == clock.now() + timedelta(hours=5, minutes=30)


@pytest.mark.rule("S-D2")
async def test_a_department_answers_within_two_hours_of_being_dispatched(story: Story) -> None:
    estate = story.estate
    who = gid("Staff", estate.id, estate.technician.id)
    answered, silent = [await story.reported(estate.resident) for _ in range(2)]
    for ticket in (answered, silent):
        await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.on(minutes=119)
    await story.step(estate.technician, "ticketReturn", answered, reason="需要另一工种")
    await story.on(minutes=1)
    assert (await promises(story, answered))["S-D2"]["state"] == "KEPT"
    assert (await promises(story, silent))["S-D2"]["state"] == "BROKEN"


@pytest.mark.rule("S-D7")
async def test_complaints_finish_within_three_days_and_repairs_by_their_urgency(
    story: Story,
) -> None:
    noise = await story.reported(story.estate.resident, kind="COMPLAINT", content="楼上太吵")
    flood = await story.reported(story.estate.resident, urgency="EMERGENCY")
    drip = await story.reported(story.estate.resident)
    now = clock.now()
    times = [at((await promises(story, each))["S-D7"]["dueAt"]) for each in (noise, flood, drip)]
    assert times == [now + timedelta(days=3), now + timedelta(hours=4), now + timedelta(days=5)]
    await story.on(days=3)
    assert (await promises(story, noise))["S-D7"]["state"] == "BROKEN"


@pytest.mark.rule("S-D3")
async def test_everybody_concerned_is_warned_once_before_a_promise_breaks(story: Story) -> None:
    noise = await story.reported(story.estate.resident, kind="COMPLAINT", content="楼上太吵")
    began, points = clock.now(), ["50%", "80%", "90%"]
    for hours, passed in ((35, 0), (36, 1), (58, 2), (65, 3)):
        await story.until(began + timedelta(hours=hours))
        found = (await promises(story, noise))["S-D7"]
        assert (found["state"], found["warned"]) == ("RUNNING", points[:passed])
    await story.on(hours=7)
    heard = [each for each in await story.events("clock.warned") if each["rule"] == "S-D7"]
    assert [(each["point"], each["tell"]) for each in heard] == [
        ("50%", ["ASSIGNEE"]),
        ("80%", ["ASSIGNEE", "SUPERVISOR"]),
        ("90%", ["CUSTOMER"]),
    ]


@pytest.mark.rule("S-D8")
async def test_waiting_for_the_customer_stops_the_clock_visibly_and_no_longer_than_allowed(
    story: Story,
) -> None:
    ticket = await at_work(story, urgency="URGENT")
    began = clock.now()
    await story.on(hours=4)
    until = (clock.now() + timedelta(days=3)).isoformat()
    held = {"reason": "CUSTOMER", "until": until, "note": "客户出差"}
    await story.step(story.estate.technician, "ticketHold", ticket, **held)
    await story.on(hours=10)
    paused = (await promises(story, ticket))["S-D7"]
    assert (paused["state"], paused["dueAt"], paused["remaining"]) == ("PAUSED", None, 20 * 3600)
    await story.on(hours=14)
    await story.step(story.estate.technician, "ticketResume", ticket)
    on = (await promises(story, ticket))["S-D7"]
    assert at(on["dueAt"]) == began + timedelta(hours=48)
    assert accounts_for(on) == 4 * 3600
    assert [each["reason"] for each in on["explanation"]] == ["RUNNING", "HELD"]
    assert on["explanation"][1]["hold"] == "CUSTOMER"
    assert on["explanation"][1]["explanation"] == "等待客户，暂停计时"
    await story.on(hours=30)
    over = (await promises(story, ticket))["S-D7"]
    assert [each["reason"] for each in over["explanation"]] == [
        "RUNNING",
        "HELD",
        "RUNNING",
        "OVERDUE",
    ]
    assert accounts_for(over) == 24 * 3600


@pytest.mark.rule("S-D8")
async def test_waiting_for_our_own_contractor_stops_nothing_and_says_so(story: Story) -> None:
    ticket = await at_work(story, urgency="URGENT")
    until = (clock.now() + timedelta(days=3)).isoformat()
    held = {"reason": "CONTRACTOR", "until": until, "note": "外包排期"}
    await story.step(story.estate.technician, "ticketHold", ticket, **held)
    await story.on(hours=5)
    found = (await promises(story, ticket))["S-D7"]
    assert (found["state"], accounts_for(found)) == ("RUNNING", 5 * 3600)
    told = found["explanation"][-1]
    assert (told["reason"], told["rule"]) == ("HELD_RUNNING", "S-D6")


@pytest.mark.rule("S-D8")
async def test_working_time_leaves_out_nights_and_weekends_and_counts_make_up_days(
    story: Story,
) -> None:
    """Friday 26 September 2025 in the afternoon; the Sunday after is worked for National Day."""
    await story.until(datetime(2025, 9, 26, 7, 0, tzinfo=UTC))
    ticket = await story.reported(story.estate.resident)
    await story.until(datetime(2025, 9, 29, 1, 30, tzinfo=UTC))
    found = (await promises(story, ticket))["S-D7"]
    # 3 h on Friday, 8 h on the made-up Sunday, 1 h on Monday
    assert accounts_for(found) == 12 * 3600
    assert found["remaining"] == 12 * 3600
    reasons = [each["reason"] for each in found["explanation"]]
    assert {"RUNNING", "OUTSIDE_HOURS", "DAY_OFF"} == set(reasons)


@pytest.mark.rule("S-F1")
async def test_the_customer_is_asked_within_two_working_days_of_completion(story: Story) -> None:
    """Completed on the Tuesday before a holiday: the days of the holiday do not count."""
    await story.until(datetime(2025, 9, 30, 2, 0, tzinfo=UTC))
    ticket = await at_work(story)
    await story.step(story.estate.technician, "ticketComplete", ticket, result="已更换")
    found = (await promises(story, ticket))["S-F1"]
    assert at(found["dueAt"]) == datetime(2025, 10, 10, 10, 0, tzinfo=UTC)
    await story.until(datetime(2025, 10, 10, 10, 0, tzinfo=UTC))
    late = (await promises(story, ticket))["S-F1"]
    assert (late["state"], accounts_for(late)) == ("BROKEN", 2)
    assert "HOLIDAY" in {each["reason"] for each in late["explanation"]}
