"""B. Classification, where a complaint is judged unjustified: S-B4."""

import pytest

from tests.api.door import gid
from tests.escalation.people import appoint
from tests.escalation.told import acknowledged, chain, escalations, major, messages, tellings
from tests.standard.story import Story


async def unpersuaded(story: Story) -> dict[str, object]:
    """A complaint judged unjustified, whose customer is not persuaded."""
    ticket = await major(story, severity="ORDINARY")
    said = {"kind": "COMPLAINT", "nature": "REPAIR_TYPE"}
    said |= {"urgency": "ROUTINE", "severity": "ORDINARY"}
    await story.step(story.estate.agent, "ticketClassify", ticket, **said)
    await story.step(story.estate.supervisor, "ticketReject", ticket, reason="属室内自用部位")
    await story.on(minutes=1)
    assert await escalations(story, ticket) == [], "an explanation comes first"
    who = gid("Staff", story.estate.id, story.estate.head.id)
    given = {"explanation": "说明了责任划分", "persuaded": False, "headId": who}
    await story.step(story.estate.butler, "ticketExplain", ticket, **given)
    return ticket


@pytest.mark.rule("S-B4")
async def test_where_the_customer_is_not_persuaded_the_department_head_takes_over_personally(
    story: Story,
) -> None:
    await appoint(story)
    ticket = await unpersuaded(story)
    assert ticket["state"] == "IN_PROGRESS", "never closed merely as unjustified"
    await story.on(seconds=1)
    found = await chain(story, ticket, "PERSONAL")
    assert tellings(found) == [(0.0, "S-B4", "DEPARTMENT_HEAD", ["郑强"])]
    assert await messages(story, ticket, "escalation.personal") == {"郑强"}
    query = "query($id: ID!) { ticket(id: $id) { assignee { name } dueAt } }"
    seen = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]
    assert seen["assignee"] == {"name": "郑强"}
    assert seen["dueAt"] is not None
    await acknowledged(story, ticket, story.estate.head, "PERSONAL")
    await story.on(days=1)
    assert len(tellings(await chain(story, ticket, "PERSONAL"))) == 1


@pytest.mark.rule("S-B4")
async def test_a_department_head_who_does_not_is_passed_over(story: Story) -> None:
    await appoint(story)
    ticket = await unpersuaded(story)
    await story.on(days=2)
    found = await chain(story, ticket, "PERSONAL")
    assert [each[2] for each in tellings(found)] == [
        "DEPARTMENT_HEAD",
        "ESTATE_MANAGER",
        "REGION_MANAGER",
        "DUTY_OFFICER",
    ]
