"""A. Intake."""

from typing import Any

import pytest

from core.tickets.kinds import Channel
from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story

TICKET = """query($id: ID!) { ticket(id: $id) {
    id number version state kind kindProposed channel result allowedActions assignee { name }
    lead { number } incident { title reports }
    promises { rule state } survey { state } events { action data } } }"""


async def seen(story: Story, ticket: dict[str, Any], by: Person | None = None) -> dict[str, Any]:
    """The ticket as the agent sees it; the ticket given is brought up to date."""
    found = await story.ask(by or story.estate.agent, TICKET, id=ticket["id"])
    ticket.update(found["ticket"])
    return ticket


async def repaired(story: Story, ticket: dict[str, Any]) -> None:
    """The technician is sent, and does it."""
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    for step in ("ticketAccept", "ticketStart"):
        await story.step(story.estate.technician, step, ticket)
    await story.step(story.estate.technician, "ticketComplete", ticket, result="已换主管阀门")


@pytest.mark.rule("S-A4")
async def test_the_kind_is_read_out_of_the_words_and_confirmed_by_an_agent(story: Story) -> None:
    ticket = await story.reported(
        story.estate.resident, kind=None, content="楼上每天半夜装修，吵得没法睡，物业也不管"
    )
    found = await seen(story, ticket)
    assert (found["kind"], found["kindProposed"]) == ("COMPLAINT", True)
    proposed = found["events"][0]["data"]["proposed"]["kind"]
    assert proposed["value"] == "COMPLAINT"
    assert 0 < proposed["confidence"] <= 1
    await story.step(
        story.estate.agent,
        "ticketClassify",
        ticket,
        kind="COMPLAINT",
        urgency="ROUTINE",
        severity="ORDINARY",
        nature="SERVICE_TYPE",
    )
    assert (await seen(story, ticket))["kindProposed"] is False


@pytest.mark.rule("S-A7")
async def test_reports_of_one_fault_are_one_repair_and_every_reporter_is_informed(
    story: Story,
) -> None:
    estate = story.estate
    agent = estate.agent
    lead = await story.reported(estate.resident, content="3栋整栋停水了")
    told = await story.done(
        estate.neighbour,
        "ticketReport",
        "ticket { id number version } likelyDuplicates { reports near ticket { id } }",
        estateId=f"Estate:{estate.id}",
        kind="REPAIR",
        channel="APP",
        content="三号楼没水，整栋都停水",
        houseId=gid("House", estate.id, estate.houses[1]),
        unknownOccurred="刚刚发现",
    )
    assert told["likelyDuplicates"] == [{"reports": 1, "near": "UNIT", "ticket": None}]
    joined = told["ticket"]
    opened = await story.done(
        agent,
        "incidentOpen",
        "incident { id reports lead { number } tickets { number } } ticket { version }",
        ticketId=lead["id"],
        expectedVersion=lead["version"],
        title="3栋停水",
        ticketIds=[joined["id"]],
    )
    assert opened["incident"]["lead"]["number"] == lead["number"]
    assert opened["incident"]["tickets"] == [{"number": joined["number"]}]
    assert opened["incident"]["reports"] == 2
    lead["version"] = opened["ticket"]["version"]
    assert "DISPATCH" not in (await seen(story, joined))["allowedActions"]

    await repaired(story, lead)
    await story.on(minutes=1)

    found = await seen(story, joined)
    assert found["number"] != lead["number"]
    assert (found["state"], found["result"]) == ("COMPLETED", "已换主管阀门")
    assert found["assignee"]["name"] == estate.technician.name
    assert found["survey"] == {"state": "INVITED"}
    steps = [each["action"] for each in found["events"]]
    assert steps == ["REPORT", "JOIN", "DISPATCH", "ACCEPT", "START", "COMPLETE"]
    assert {each["rule"]: each["state"] for each in found["promises"]}["S-D7"] == "KEPT"


@pytest.mark.rule("S-A7")
async def test_who_reports_later_joins_where_the_repair_stands(story: Story) -> None:
    estate = story.estate
    lead = await story.reported(estate.resident, content="3栋整栋停水了")
    who = gid("Staff", estate.id, estate.technician.id)
    await story.step(estate.agent, "ticketDispatch", lead, assigneeId=who)
    await story.step(estate.technician, "ticketAccept", lead)
    await story.step(estate.technician, "ticketStart", lead)
    opened = await story.done(
        estate.agent,
        "incidentOpen",
        "incident { id } ticket { version }",
        ticketId=lead["id"],
        expectedVersion=lead["version"],
        title="3栋停水",
    )
    lead["version"] = opened["ticket"]["version"]
    late = await story.reported(
        estate.neighbour,
        content="我家也没水",
        houseId=gid("House", estate.id, estate.houses[1]),
    )
    await story.step(estate.agent, "incidentJoin", late, incidentId=opened["incident"]["id"])
    assert late["state"] == "IN_PROGRESS"
    refused = await story.do(
        estate.technician,
        "ticketComplete",
        "ticket { id }",
        ticketId=late["id"],
        expectedVersion=late["version"],
        result="修好了",
    )
    assert refused["userErrors"][0]["code"] == "STEP_NOT_ALLOWED"
    await story.step(estate.agent, "incidentLeave", late, reason="是自家阀门坏了")
    await story.step(estate.technician, "ticketComplete", late, result="换了入户阀")
    await story.step(estate.technician, "ticketComplete", lead, result="水泵已修复")
    await story.on(minutes=1)
    assert (await seen(story, late))["result"] == "换了入户阀"


@pytest.mark.rule("S-A7", "S-C5")
async def test_when_the_first_reporter_takes_it_back_the_next_report_leads(story: Story) -> None:
    estate = story.estate
    lead = await story.reported(estate.resident, content="电梯坏了")
    other = await story.reported(
        estate.neighbour,
        content="电梯停在一楼不动",
        houseId=gid("House", estate.id, estate.houses[1]),
    )
    third = await story.reported(estate.resident, content="电梯还没修")
    opened = await story.done(
        estate.agent,
        "incidentOpen",
        "ticket { version }",
        ticketId=lead["id"],
        expectedVersion=lead["version"],
        title="电梯故障",
        ticketIds=[other["id"], third["id"]],
    )
    lead["version"] = opened["ticket"]["version"]
    await story.step(estate.resident, "ticketWithdraw", lead, reason="不用了")
    await story.on(minutes=1)
    assert (await seen(story, other))["lead"] is None
    assert other["incident"] == {"title": "电梯故障", "reports": 2}
    assert (await seen(story, third))["lead"] == {"number": other["number"]}
    await repaired(story, other)
    await story.on(minutes=1)
    assert (await seen(story, third))["state"] == "COMPLETED"


@pytest.mark.rule("S-A1")
@pytest.mark.parametrize("channel", [each.value for each in Channel if each is not Channel.SYSTEM])
async def test_whatever_the_channel_it_is_on_the_one_list_at_once(
    story: Story, channel: str
) -> None:
    ticket = await story.reported(
        story.estate.agent,
        channel=channel,
        contactName="王先生",
        contactPhone="13800000000",
    )
    query = "{ tickets(first: 1) { nodes { id channel } } }"
    [found] = (await story.ask(story.estate.supervisor, query))["tickets"]["nodes"]
    assert found == {"id": ticket["id"], "channel": channel}


@pytest.mark.rule("S-A5")
async def test_who_first_heard_it_stays_attached_and_is_told_when_it_is_done(story: Story) -> None:
    estate = story.estate
    ticket = await story.reported(
        estate.guard, channel="STAFF", contactName="王先生", contactPhone="13800000000"
    )
    mine = await story.ask(estate.guard, "{ myTickets { nodes { id } } }")
    assert mine["myTickets"]["nodes"] == [{"id": ticket["id"]}]
    await repaired(story, ticket)
    await story.on(hours=2)
    assert await told(story, ticket, "contact.completed") == [estate.guard.name]


@pytest.mark.rule("S-A5")
async def test_what_the_front_desk_does_not_take_up_in_a_day_is_told(story: Story) -> None:
    estate = story.estate
    ticket = await story.reported(
        estate.guard, channel="STAFF", contactName="王先生", contactPhone="13800000000"
    )
    await story.on(hours=23)
    assert await told(story, ticket, "contact.pass_late") == []
    await story.on(hours=2)
    assert await told(story, ticket, "contact.pass_late") == [estate.guard.name]
    assert estate.supervisor.name in await told(story, ticket, "escalation.overdue")


async def told(story: Story, ticket: dict[str, Any], template: str) -> list[str]:
    """Who was told something about a ticket."""
    query = "query($id: ID!) { ticket(id: $id) { messages { template recipientName } } }"
    found = (await story.ask(story.estate.manager, query, id=ticket["id"]))["ticket"]["messages"]
    return [each["recipientName"] for each in found if each["template"] == template]


@pytest.mark.rule("S-A4")
async def test_a_common_request_is_prepared_and_little_is_left_to_fill_in(story: Story) -> None:
    estate = story.estate
    preset = (
        await story.done(
            estate.manager,
            "presetSet",
            "preset { id version questions }",
            estateId=f"Estate:{estate.id}",
            title="水管漏水",
            titleEn="Leaking pipe",
            kind="REPAIR",
            categoryCode="repair.water",
            urgency="URGENT",
            content="家中水管漏水，请派人维修。",
            questions=["总阀关了吗？"],
        )
    )["preset"]
    assert preset["questions"] == ["总阀关了吗？"]
    listed = await story.ask(estate.resident, "{ requestPresets { nodes { id title } } }")
    assert listed["requestPresets"]["nodes"] == [{"id": preset["id"], "title": "水管漏水"}]
    ticket = await story.reported(estate.resident, kind=None, content="", presetId=preset["id"])
    shown = "kind urgency content kindProposed category { code }"
    query = f"query($id: ID!) {{ ticket(id: $id) {{ {shown} }} }}"
    assert (await story.ask(estate.agent, query, id=ticket["id"]))["ticket"] == {
        "kind": "REPAIR",
        "urgency": "URGENT",
        "content": "家中水管漏水，请派人维修。",
        "kindProposed": False,
        "category": {"code": "repair.water"},
    }
    await story.done(
        estate.manager,
        "presetRemove",
        "preset { id }",
        presetId=preset["id"],
        expectedVersion=preset["version"],
    )
    gone = await story.ask(estate.resident, "{ requestPresets { nodes { id } } }")
    assert gone["requestPresets"]["nodes"] == []


@pytest.mark.rule("S-A2")
async def test_nothing_of_the_record_is_left_blank_without_a_reason(story: Story) -> None:
    refused = await story.do(
        story.estate.agent,
        "ticketReport",
        "ticket { id }",
        estateId=f"Estate:{story.estate.id}",
        kind="REPAIR",
        channel="PHONE",
        content="漏水",
    )
    [error] = refused["userErrors"]
    assert (error["code"], error["field"]) == ("RECORD_INCOMPLETE", "houseId")
    for field in ("houseId", "place", "contactName", "contactPhone", "occurredAt"):
        assert field in error["message"]


@pytest.mark.rule("S-A6")
async def test_an_online_request_is_taken_up_within_half_an_hour(story: Story) -> None:
    in_time = await story.reported(story.estate.resident)
    late = await story.reported(story.estate.resident, content="卧室灯不亮")
    await story.on(minutes=29)
    given = {"kind": "REPAIR", "urgency": "ROUTINE", "severity": "ORDINARY"}
    await story.step(story.estate.agent, "ticketClassify", in_time, **given)
    await story.on(minutes=2)
    states = [
        {each["rule"]: each["state"] for each in (await seen(story, ticket))["promises"]}["S-A6"]
        for ticket in (in_time, late)
    ]
    assert states == ["KEPT", "BROKEN"]


@pytest.mark.rule("S-A3")
async def test_the_customer_is_thanked_and_told_number_next_step_and_time(story: Story) -> None:
    resident = story.estate.resident
    ticket = await story.reported(resident)
    await story.on(seconds=1)
    query = "{ notifications { nodes { template title body } } }"
    [message] = (await story.ask(resident, query))["notifications"]["nodes"]
    assert message["template"] == "customer.received"
    assert ticket["number"] in message["title"]
    for words in ("感谢", ticket["number"], "客服中心受理", "3月12日 09:30"):
        assert words in message["body"]
