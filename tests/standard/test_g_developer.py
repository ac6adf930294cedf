"""G. Escalation: matters that need the developer, from the warranty to the revisit."""

from datetime import datetime, timedelta

import pytest

from core import clock
from tests.standard.developer import (
    accepted,
    company,
    handed,
    leak,
    partner,
    seen,
    warranted,
    with_developer,
)
from tests.standard.story import Story

TICKETS = "{ tickets { nodes { id number state content developerHandOver { place report } } } }"


def at(told: str) -> datetime:
    return datetime.fromisoformat(told)


@pytest.mark.rule("S-G1")
async def test_a_ticket_within_a_warranty_is_recognised_and_proposed_for_hand_over(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    ticket = await leak(story)
    found = (await seen(story, ticket))["warranty"]
    assert (found["state"], found["component"]) == ("PROPOSED", "PLUMBING")
    assert (found["endsOn"], found["developer"]["name"]) == ("2026-06-01", "和苑置业")
    said = {"kind": "REPAIR", "urgency": "ROUTINE", "severity": "ORDINARY"}
    await story.step(
        story.estate.agent, "ticketClassify", ticket, **said, categoryCode="repair.power"
    )
    assert (await seen(story, ticket))["warranty"]["state"] == "LAPSED"


@pytest.mark.rule("S-D8")
async def test_while_the_developer_has_it_the_residents_clock_waits_with_a_limit_and_visibly(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    hand_over = await handed(story, developer, ticket)
    told = await story.ask(
        story.estate.resident,
        "query($id: ID!) { ticket(id: $id) { state holdReason holdUntil } }",
        id=ticket["id"],
    )
    shown = told["ticket"]
    assert (shown["state"], shown["holdReason"]) == ("ON_HOLD", "DEVELOPER")
    assert shown["holdUntil"] == hand_over["responseDueAt"]
    assert at(hand_over["responseDueAt"]) - clock.now() == timedelta(hours=24)
    await accepted(story, developer, hand_over)
    found = await seen(story, ticket)
    assert (found["state"], found["holdUntil"]) == ("ON_HOLD", hand_over["repairBy"])
    clocks = {each["kind"]: each["state"] for each in found["developerHandOver"]["clocks"]}
    assert clocks == {"RESPONSE": "KEPT", "REPAIR": "RUNNING"}


@pytest.mark.rule("S-D6")
async def test_a_developers_people_see_what_was_handed_to_them(story: Story) -> None:
    await with_developer(story)
    developer, other = await company(story), await company(story, "他山地产", "赵工")
    ticket = await leak(story)
    await leak(story)
    assert (await story.ask(developer.person, TICKETS))["tickets"]["nodes"] == []
    await handed(story, developer, ticket)
    (shown,) = (await story.ask(developer.person, TICKETS))["tickets"]["nodes"]
    assert shown["number"] == ticket["number"]
    assert shown["developerHandOver"]["place"] == story.estate.house_labels[0]
    assert (await story.ask(other.person, TICKETS))["tickets"]["nodes"] == []
    stranger = partner(story, "外来")
    assert (await story.ask(stranger, TICKETS))["tickets"]["nodes"] == []
