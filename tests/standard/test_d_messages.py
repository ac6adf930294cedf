"""D. Handling: everything that anybody is told of one ticket, from the report to the end."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from tests.api.door import gid
from tests.standard.story import Story

TOLD = "query($id: ID!) { ticket(id: $id) { messages { template recipientName createdAt } } }"
CLASSIFIED = {"kind": "REPAIR", "urgency": "ROUTINE", "severity": "ORDINARY"}


async def told(story: Story, ticket: dict[str, Any]) -> dict[str, list[str]]:
    """What each person was told of a ticket, in order; nobody two things in one moment."""
    found = (await story.ask(story.estate.manager, TOLD, id=ticket["id"]))["ticket"]["messages"]
    at_once = Counter((each["recipientName"], each["createdAt"]) for each in found)
    assert max(at_once.values()) == 1, found
    people: dict[str, list[str]] = {}
    for each in found:
        people.setdefault(each["recipientName"], []).append(each["template"])
    return people


@pytest.mark.rule("S-D4", "S-D3", "S-A5", "S-F1", "S-C5")
async def test_a_ticket_is_told_of_once_at_every_turn_and_never_twice(story: Story) -> None:
    """Reported by telephone, done late, sent back, done at once, and never answered."""
    estate = story.estate
    for person in (estate.resident, estate.technician, estate.agent, estate.supervisor):
        await story.caller(person)
    ticket = await story.reported(
        estate.agent, channel="PHONE", requesterId=gid("Resident", estate.id, estate.resident.id)
    )
    await story.on(minutes=5)
    await story.step(estate.agent, "ticketClassify", ticket, **CLASSIFIED)
    await story.on(minutes=5)
    who = gid("Staff", estate.id, estate.technician.id)
    await story.step(estate.supervisor, "ticketDispatch", ticket, assigneeId=who)
    await story.on(minutes=5)
    await story.step(estate.agent, "ticketClassify", ticket, **CLASSIFIED)
    await story.step(estate.technician, "ticketAccept", ticket)
    at = (clock.now() + timedelta(hours=2)).isoformat()
    await story.step(estate.technician, "ticketAppoint", ticket, at=at)
    await story.on(hours=2)
    for name in ("ticketDepart", "ticketStart"):
        await story.step(estate.technician, name, ticket)
        await story.on(minutes=10)
    await story.on(days=6)
    await story.step(estate.technician, "ticketComplete", ticket, result="已更换阀门")
    await story.on(minutes=5)
    await story.step(estate.resident, "ticketReopen", ticket, reason="还在漏")
    await story.on(minutes=5)
    for name, given in (("ticketStart", {}), ("ticketComplete", {"result": "已换水管"})):
        await story.step(estate.technician, name, ticket, **given)
    await story.on(days=20)
    assert await told(story, ticket) == {
        estate.resident.name: [
            "customer.received",
            "customer.taken_up",
            "customer.dispatched",
            "customer.appointed",
            "customer.on_the_way",
            "customer.delayed",
            "customer.asked",
            "customer.reopened",
            "customer.asked",
            "customer.closed",
        ],
        estate.technician.name: [
            "staff.dispatched",
            "staff.promise_at_risk",
            "staff.promise_at_risk",
            "staff.promise_at_risk",
            "staff.reopened",
        ],
        estate.supervisor.name: [
            "staff.promise_at_risk",
            "staff.promise_at_risk",
            "staff.promise_at_risk",
            "escalation.overdue",
            "escalation.overdue",
        ],
        estate.agent.name: ["contact.completed", "contact.completed", "staff.promise_at_risk"],
        estate.manager.name: ["escalation.overdue", "escalation.overdue"],
    }


@pytest.mark.rule("S-D4", "S-F1")
async def test_who_wants_no_questions_is_told_that_it_is_done_all_the_same(story: Story) -> None:
    estate = story.estate
    await story.done(
        estate.resident, "notificationPreferenceSet", "", expectedVersion=0, muted=["REVISIT"]
    )
    ticket = await story.reported(estate.resident)
    who = gid("Staff", estate.id, estate.technician.id)
    await story.on(minutes=1)
    await story.step(estate.supervisor, "ticketDispatch", ticket, assigneeId=who)
    await story.on(minutes=1)
    await story.step(estate.technician, "ticketAccept", ticket)
    await story.step(estate.technician, "ticketComplete", ticket, result="已更换阀门")
    await story.on(seconds=1)
    assert (await told(story, ticket))[estate.resident.name][-1] == "customer.completed"
    survey = "query($id: ID!) { ticket(id: $id) { survey { state } } }"
    asked = await story.ask(estate.resident, survey, id=ticket["id"])
    assert asked["ticket"]["survey"] == {"state": "INVITED"}
