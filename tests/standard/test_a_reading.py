"""A. Intake: what a report's words say of it, and who heard them first."""

from typing import Any

import pytest

from core.tickets.kinds import Channel
from tests.factories import Person
from tests.standard.story import Story

TICKET = """query($id: ID!) { ticket(id: $id) {
    version kind urgency category { code } kindProposed categoryProposed urgencyProposed
    promises { rule state dueAt } messages { template recipientName }
    escalations { chain state ending } } }"""
SAID = {"kind": "REPAIR", "urgency": "ROUTINE", "severity": "ORDINARY"}
NAMED = {"contactName": "王先生", "contactPhone": "13800000000"}


async def seen(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """The ticket as the manager sees it."""
    found: dict[str, Any] = (await story.ask(story.estate.manager, TICKET, id=ticket["id"]))[
        "ticket"
    ]
    return found


def told(found: dict[str, Any], template: str) -> list[str]:
    """Who was told something."""
    return sorted(
        each["recipientName"] for each in found["messages"] if each["template"] == template
    )


def due(found: dict[str, Any], rule: str) -> str:
    """When a promise falls due."""
    [at] = [each["dueAt"] for each in found["promises"] if each["rule"] == rule]
    return str(at)


@pytest.mark.rule("S-A4", "S-B3", "S-C4")
async def test_an_emergency_in_the_words_is_one_at_once_until_an_agent_says_otherwise(
    story: Story,
) -> None:
    estate = story.estate
    ticket = await story.reported(estate.resident, content="楼道配电箱冒烟，好像起火了")
    await story.on(seconds=1)
    found = await seen(story, ticket)
    assert (found["urgency"], found["urgencyProposed"], found["kindProposed"]) == (
        "EMERGENCY",
        True,
        False,
    )
    assert due(found, "S-D7").startswith("2025-03-12T05:00")
    assert {each["chain"] for each in found["escalations"]} == {"SUPERVISOR", "MATTER"}
    assert told(found, "escalation.supervisor") == [estate.supervisor.name]

    await story.on(minutes=2)
    await story.step(estate.agent, "ticketClassify", ticket, **SAID)
    await story.on(hours=1)
    found = await seen(story, ticket)
    assert (found["urgency"], found["urgencyProposed"]) == ("ROUTINE", False)
    assert due(found, "S-D7") > "2025-03-13"
    assert {each["ending"] for each in found["escalations"]} == {"RECLASSIFIED"}
    assert told(found, "escalation.matter") == []


@pytest.mark.rule("S-A4")
async def test_category_and_urgency_are_read_out_of_the_words_where_nobody_says_them(
    story: Story,
) -> None:
    estate = story.estate
    marks = ("kindProposed", "categoryProposed", "urgencyProposed")
    ticket = await story.reported(estate.resident, kind=None, content="家里停水了，老人在家，快来")
    found = await seen(story, ticket)
    assert (found["kind"], found["category"], found["urgency"]) == (
        "REPAIR",
        {"code": "repair.water"},
        "URGENT",
    )
    assert [found[mark] for mark in marks] == [True, True, True]
    await story.step(estate.agent, "ticketClassify", ticket, **SAID, categoryCode="repair.water")
    assert [(await seen(story, ticket))[mark] for mark in marks] == [False, False, False]

    said = await story.reported(estate.resident, kind=None, categoryCode="repair.water")
    found = await seen(story, said)
    assert (found["kind"], [found[mark] for mark in marks]) == ("REPAIR", [False, False, True])
    own = await story.reported(estate.resident, content="配电箱起火", urgency="ROUTINE")
    found = await seen(story, own)
    assert (found["urgency"], found["urgencyProposed"]) == ("ROUTINE", False)


@pytest.mark.rule("S-A5")
async def test_whatever_staff_hear_by_any_channel_reaches_the_front_desk_in_a_day(
    story: Story,
) -> None:
    """It does not matter how they heard it; what the front desk hears has reached it."""
    estate = story.estate

    async def passed(person: Person, channel: Channel) -> tuple[dict[str, Any], list[str]]:
        given = {} if person is estate.resident else NAMED
        ticket = await story.reported(person, channel=channel.value, **given)
        found = await seen(story, ticket)
        return ticket, [each["rule"] for each in found["promises"]]

    for channel in Channel:
        if channel is not Channel.SYSTEM:
            assert "S-A5" in (await passed(estate.technician, channel))[1], channel
    for person, channel in (
        (estate.agent, Channel.PHONE),
        (estate.agent, Channel.STAFF),
        (estate.supervisor, Channel.ON_SITE),
        (estate.resident, Channel.APP),
    ):
        assert "S-A5" not in (await passed(person, channel))[1], (person.name, channel)

    heard, _ = await passed(estate.guard, Channel.ON_SITE)
    late, _ = await passed(estate.guard, Channel.MAILBOX)
    await story.on(hours=23)
    await story.step(estate.agent, "ticketClassify", heard, **SAID)
    await story.on(hours=2)
    assert told(await seen(story, heard), "contact.pass_late") == []
    assert told(await seen(story, late), "contact.pass_late") == [estate.guard.name]
