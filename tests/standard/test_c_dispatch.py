"""C. Dispatch."""

from typing import Any

import pytest

from tests.api.door import gid
from tests.standard.story import Story

CLOCKS = "query($id: ID!) { ticket(id: $id) { promises { rule state } } }"


async def clocks(story: Story, ticket: dict[str, Any]) -> dict[str, str]:
    """The states of a ticket's promises by rule."""
    found = (await story.ask(story.estate.agent, CLOCKS, id=ticket["id"]))["ticket"]["promises"]
    return {each["rule"]: each["state"] for each in found}


@pytest.mark.rule("S-C1")
async def test_a_ticket_is_dispatched_within_twelve_hours_of_its_receipt(story: Story) -> None:
    ticket = await story.reported(story.estate.resident)
    late = await story.reported(story.estate.resident, content="卧室灯不亮")
    await story.on(hours=11, minutes=59)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.on(minutes=1)
    assert (await clocks(story, ticket))["S-C1"] == "KEPT"
    assert (await clocks(story, late))["S-C1"] == "BROKEN"
