"""D. Handling: the customer is told on the way, and before a promise breaks."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.sla.policy import COMPLETION
from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story

INBOX = "{ notifications(first: 50) { nodes { template title body ticket { number } } } }"


async def told(story: Story, person: Person) -> list[str]:
    """The templates of what somebody was told, oldest first."""
    nodes = (await story.ask(person, INBOX))["notifications"]["nodes"]
    return [node["template"] for node in reversed(nodes)]


async def latest(story: Story, person: Person) -> dict[str, Any]:
    """What somebody was told last."""
    node: dict[str, Any] = (await story.ask(person, INBOX))["notifications"]["nodes"][0]
    return node


async def dispatched(story: Story) -> dict[str, Any]:
    """A resident's leak, with the technician; everybody has logged in before."""
    estate = story.estate
    for person in (estate.resident, estate.technician, estate.agent):
        await story.caller(person)
    ticket = await story.reported(estate.resident)
    await story.on(minutes=5)
    who = gid("Staff", estate.id, estate.technician.id)
    await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.on(minutes=5)
    return ticket


@pytest.mark.rule("S-D4")
async def test_the_customer_is_told_at_every_step_to_the_end(story: Story) -> None:
    estate = story.estate
    ticket = await dispatched(story)
    technician = estate.technician
    message = await latest(story, estate.resident)
    assert message["title"] == f"工单 {ticket['number']} 已派单"
    assert technician.name in message["body"]
    assert "3月" in message["body"]  # by when, in the estate's own time
    await story.step(technician, "ticketAccept", ticket)
    await story.step(
        technician, "ticketAppoint", ticket, at=(clock.now() + timedelta(hours=2)).isoformat()
    )
    await story.on(minutes=5)
    assert "3月12日 11:10" in (await latest(story, estate.resident))["body"]
    for name in ("ticketDepart", "ticketStart"):
        await story.step(technician, name, ticket)
        await story.on(minutes=5)
    until = (clock.now() + timedelta(hours=20)).isoformat()
    given = {"reason": "PARTS", "until": until, "note": "等阀门"}
    await story.step(technician, "ticketHold", ticket, **given)
    await story.on(minutes=5)
    assert "等待配件到货" in (await latest(story, estate.resident))["body"]
    await story.step(technician, "ticketResume", ticket)
    await story.step(technician, "ticketComplete", ticket, result="已更换阀门")
    await story.on(minutes=5)
    await story.step(estate.resident, "ticketReopen", ticket, reason="还在漏")
    await story.on(minutes=5)
    assert await told(story, estate.resident) == [
        "customer.received",
        "customer.dispatched",
        "customer.appointed",
        "customer.on_the_way",
        "customer.held",
        "customer.asked",  # that it is done, and how it was
        "customer.reopened",
    ]
    assert await told(story, technician) == ["staff.dispatched", "staff.reopened"]
    node = (await story.ask(estate.resident, INBOX))["notifications"]["nodes"][0]
    assert node["ticket"]["number"] == ticket["number"]


@pytest.mark.rule("S-D4")
async def test_a_ticket_that_comes_back_is_told_to_whoever_sent_it_out(story: Story) -> None:
    estate = story.estate
    ticket = await dispatched(story)
    await story.step(estate.technician, "ticketReturn", ticket, reason="需要电工")
    await story.on(minutes=1)
    assert await told(story, estate.agent) == ["staff.returned"]


@pytest.mark.rule("S-D4")
async def test_somebody_without_a_row_is_told_by_the_number_they_left(story: Story) -> None:
    """There is no way to a telephone here, and that is on record for the staff."""
    given = {
        "channel": "PHONE",
        "contactName": "路人",
        "contactPhone": "13900001111",
        "requesterId": None,
    }
    ticket = await story.reported(story.estate.agent, **given)
    await story.on(minutes=1)
    query = "query($id: ID!) { ticket(id: $id) { messages { template recipientName state } } }"
    [message] = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["messages"]
    assert message == {
        "template": "customer.received",
        "recipientName": "路人",
        "state": "FAILED",
    }


async def warn(story: Story, ticket: dict[str, Any], *tell: str) -> None:
    """A warning point of the completion promise is reached."""
    estate = story.estate
    scope = Scope.system(estate.group_id, estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        uow.emit(
            "clock.warned",
            group_id=estate.group_id,
            estate_id=estate.id,
            subject_id=UUID(ticket["id"].rpartition(":")[2]),
            rule=COMPLETION,
            round=1,
            point=f"{new_id()}",
            due_at=(clock.now() + timedelta(hours=1)).isoformat(),
            tell=list(tell),
        )
    await story.on(minutes=1)


@pytest.mark.rule("S-D3")
async def test_a_delay_is_told_before_the_promise_breaks(story: Story) -> None:
    estate = story.estate
    ticket = await dispatched(story)
    await warn(story, ticket, "CUSTOMER")
    told_them = await latest(story, estate.resident)
    assert told_them["template"] == "customer.delayed"
    assert "3月12日 10:10" in told_them["body"]
    # whoever has it, and who sent it, are asked to agree a new time
    assert (await told(story, estate.technician))[-1] == "staff.promise_at_risk"
    assert (await told(story, estate.agent))[-1] == "staff.promise_at_risk"


@pytest.mark.rule("S-D3")
async def test_a_delay_is_told_with_its_reason_and_the_new_time_where_they_are_known(
    story: Story,
) -> None:
    estate = story.estate
    ticket = await dispatched(story)
    await story.step(estate.technician, "ticketAccept", ticket)
    at = (clock.now() + timedelta(hours=5)).isoformat()
    await story.step(estate.technician, "ticketAppoint", ticket, at=at)
    await warn(story, ticket, "CUSTOMER")
    message = await latest(story, estate.resident)
    assert message["template"] == "customer.delayed_until"
    assert "按约定的上门时间" in message["body"]
    assert "3月12日 14:10" in message["body"]


@pytest.mark.rule("S-D3")
async def test_the_shipped_policy_warns_the_customer_in_time(story: Story) -> None:
    """By the workers alone, whatever the policy's warning point is."""
    estate = story.estate
    ticket = await dispatched(story)
    await story.step(estate.technician, "ticketAccept", ticket)
    query = "query($id: ID!) { ticket(id: $id) { dueAt } }"
    due = (await story.ask(estate.resident, query, id=ticket["id"]))["ticket"]["dueAt"]
    await story.until(datetime.fromisoformat(due) - timedelta(minutes=1))
    assert (await told(story, estate.resident))[-1] == "customer.delayed"
