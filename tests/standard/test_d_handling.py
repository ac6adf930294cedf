"""D. Handling: late notices (S-D2), attending together (S-D5), third parties (S-D6)."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from tests.api.door import gid
from tests.escalation.people import appoint
from tests.escalation.told import (
    acknowledged,
    chain,
    escalations,
    major,
    messages,
    tellings,
)
from tests.standard.story import Story
from tests.standard.work import told


@pytest.mark.rule("S-D6")
@pytest.mark.parametrize("reason", ["CONTRACTOR", "DEVELOPER"])
async def test_the_estate_remains_answerable_for_what_a_contractor_has(
    story: Story, reason: str
) -> None:
    await appoint(story)
    ticket = await story.reported(story.estate.resident, urgency="URGENT")
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    until = (clock.now() + timedelta(days=3)).isoformat()
    given = {"reason": reason, "until": until, "note": "等外单位进场"}
    await story.step(story.estate.technician, "ticketHold", ticket, **given)
    query = "query($id: ID!) { ticket(id: $id) { promises { rule state } } }"
    found = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["promises"]
    state = next(each["state"] for each in found if each["rule"] == "S-D7")
    await story.on(hours=25)
    late = {each["causeRule"] for each in await escalations(story, ticket)}
    if reason == "CONTRACTOR":
        assert state == "RUNNING"
        assert "S-D7" in late
    else:
        assert state == "PAUSED"
        assert "S-D7" not in late


@pytest.mark.rule("S-D2")
@pytest.mark.parametrize(("hours", "in_time"), [(1, True), (3, False)])
async def test_a_department_that_cannot_finish_in_time_says_so_with_a_reason_within_two_hours(
    story: Story, hours: int, in_time: bool
) -> None:
    ticket = await story.reported(story.estate.resident)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await story.on(hours=hours)
    given = {
        "ticketId": ticket["id"],
        "expectedVersion": ticket["version"],
        "reason": "配件须从厂家调货",
        "expectedAt": (clock.now() + timedelta(days=6)).isoformat(),
    }
    selection = "notice { reason inTime givenByName } ticket { lateNotices { inTime } }"
    refused = await story.do(story.estate.guard, "lateNoticeGive", selection, **given)
    assert [each["code"] for each in refused["userErrors"]] == ["STEP_NOT_ALLOWED"]
    done = await story.done(story.estate.technician, "lateNoticeGive", selection, **given)
    assert done["notice"] == {"reason": given["reason"], "inTime": in_time, "givenByName": "吴磊"}
    assert done["ticket"] == {"lateNotices": [{"inTime": in_time}]}
    await story.on(seconds=1)
    assert await messages(story, ticket, "escalation.late_notice") == {"林芳"}


async def notice(story: Story, ticket: dict[str, Any], **units: float) -> None:
    """The guard's department says when it will be done."""
    selection = "ticket { version }"
    payload = await story.done(
        story.estate.technician,
        "lateNoticeGive",
        selection,
        ticketId=ticket["id"],
        expectedVersion=ticket["version"],
        reason="配件须从厂家调货",
        expectedAt=(clock.now() + timedelta(**units)).isoformat(),
    )
    ticket.update(payload["ticket"])


@pytest.mark.rule("S-D2", "S-D3", "S-D4")
async def test_a_delay_is_told_to_the_customer_with_reason_and_new_time_and_only_once(
    story: Story,
) -> None:
    ticket = await story.reported(story.estate.resident, kind="COMPLAINT", content="外墙渗水")
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await notice(story, ticket, days=2)
    await story.on(seconds=1)
    assert await told(story, ticket, "customer.late") == [], "that is no later than promised"
    await notice(story, ticket, days=5)
    await story.on(seconds=1)
    await notice(story, ticket, days=5, seconds=-1)
    await story.on(days=2, hours=20)
    resident = story.estate.resident.id
    assert await told(story, ticket, "customer.late") == [resident]
    assert await told(story, ticket, "customer.delayed") == [], "who knows is not told again"
    query = "query($id: ID!) { ticket(id: $id) { messages(first: 50) { template body } } }"
    sent = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["messages"]
    (body,) = (each["body"] for each in sent if each["template"] == "customer.late")
    assert "配件须从厂家调货" in body
    assert "03月17日" in body or "3月17日" in body
    await notice(story, ticket, days=8)
    await story.on(seconds=1)
    assert len(await told(story, ticket, "customer.late")) == 2, "another time is news"


@pytest.mark.rule("S-D5")
@pytest.mark.parametrize("graded", [{"severity": "MAJOR"}, {"important": True}], ids=str)
async def test_butler_and_department_supervisor_attend_a_major_complaint_together(
    story: Story, graded: dict[str, Any]
) -> None:
    ticket = await major(story, severity="ORDINARY")
    said = {"kind": "COMPLAINT", "nature": "REPAIR_TYPE", "urgency": "ROUTINE"}
    said = {**said, "severity": "ORDINARY", **graded}
    await story.step(story.estate.agent, "ticketClassify", ticket, **said)
    await story.on(seconds=1)
    found = await chain(story, ticket, "ATTENDANCE")
    assert tellings(found) == [
        (0.0, "S-D5", "BUTLER", ["周敏"]),
        (0.0, "S-D5", "DEPARTMENT_HEAD", ["郑强"]),
    ]
    assert await messages(story, ticket, "escalation.attend") == {"周敏", "郑强"}
    for person in (story.estate.butler, story.estate.head):
        await acknowledged(story, ticket, person, "ATTENDANCE")
    found = await chain(story, ticket, "ATTENDANCE")
    assert {step["acknowledgedByName"] for step in found["steps"]} == {"周敏", "郑强"}


@pytest.mark.rule("S-D5")
async def test_an_ordinary_complaint_asks_nobody_to_attend_together(story: Story) -> None:
    ticket = await major(story, severity="ORDINARY")
    await story.on(seconds=1)
    assert await escalations(story, ticket) == []
