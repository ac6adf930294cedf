"""D. Handling, where a third party has the work: S-D6."""

from datetime import timedelta

import pytest

from core import clock
from tests.api.door import gid
from tests.escalation.people import appoint
from tests.escalation.told import escalations
from tests.standard.story import Story


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
