"""D. Handling: a matter goes to the developer before anybody at the estate has taken it on."""

from typing import Any

import pytest

from tests.api.door import gid
from tests.standard.developer import answered, company, handed, seen, warranted, with_developer
from tests.standard.story import Story

SHOWN = """query($id: ID!) { ticket(id: $id) {
    state holdReason holdUntil assignee { id } promises { rule state } } }"""


async def reported(story: Story) -> dict[str, Any]:
    """A leak within a warranty, which nobody has looked at yet."""
    ticket = await story.reported(story.estate.resident, categoryCode="repair.water")
    assert (await seen(story, ticket))["warranty"]["state"] == "PROPOSED"
    return ticket


@pytest.mark.rule("S-D8")
async def test_a_ticket_nobody_has_taken_on_is_handed_over_and_the_customers_clocks_wait_visibly(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    ticket = await reported(story)
    hand_over = await handed(story, developer, ticket)
    shown = (await story.ask(story.estate.resident, SHOWN, id=ticket["id"]))["ticket"]
    promises = {each["rule"]: each["state"] for each in shown["promises"]}
    assert (shown["state"], shown["holdReason"]) == ("ON_HOLD", "DEVELOPER")
    assert shown["holdUntil"] == hand_over["responseDueAt"]
    assert promises == {
        "S-A6": "KEPT",
        "S-C1": "KEPT",
        "S-D1": "PAUSED",
        "S-D2": "KEPT",
        "S-D7": "PAUSED",
    }
    assert [each["kind"] for each in hand_over["clocks"]] == ["RESPONSE"]
    await story.on(hours=25)
    found = await seen(story, ticket)
    running = {each["rule"]: each["state"] for each in found["promises"]}
    assert running["S-D7"] == "RUNNING"
    assert [each["state"] for each in found["developerHandOver"]["clocks"]] == ["BROKEN"]


@pytest.mark.rule("S-D6")
async def test_whoever_hands_it_over_answers_for_it_until_somebody_else_is_dispatched(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    ticket = await reported(story)
    hand_over = await handed(story, developer, ticket)
    agent = gid("Staff", story.estate.id, story.estate.agent.id)
    shown = (await story.ask(story.estate.agent, SHOWN, id=ticket["id"]))["ticket"]
    assert shown["assignee"]["id"] == agent
    await answered(story, developer, hand_over, "developerRefuse", reason="非我司施工")
    assert (await seen(story, ticket))["state"] == "ACCEPTED"
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    assert ticket["state"] == "DISPATCHED"
