"""M. Running the estate."""

import asyncio
from typing import Any

import pytest

from tests.intake.sender import Sender
from tests.standard.story import Story
from tests.standard.test_a_intake import repaired

TICKETS = "{ tickets(first: 50) { nodes { id version channel alarm { rings fault } } } }"


async def tickets(story: Story) -> list[dict[str, Any]]:
    """All tickets, as the agent sees them."""
    found: list[dict[str, Any]] = (await story.ask(story.estate.agent, TICKETS))["tickets"]["nodes"]
    return found


async def opened(story: Story, **given: Any) -> Sender:
    """A pump's alarms are let in."""
    said = {"name": "水泵房监控", "sends": "ALARMS", "channel": "SYSTEM", "urgency": "URGENT"}
    payload = await story.done(
        story.estate.manager,
        "intakeSourceOpen",
        "source { id version path } secret",
        estateId=f"Estate:{story.estate.id}",
        **{**said, **given},
    )
    return Sender(story.door.http(), payload["source"]["path"], payload["secret"])


@pytest.mark.rule("S-M3", "S-A1")
async def test_an_alarm_is_one_ticket_a_fault_however_often_it_rings(story: Story) -> None:
    pump = await opened(story)
    ring = {"fault": "pump-3/low-pressure", "content": "3号泵低压报警", "place": "地下泵房"}
    at_once = await asyncio.gather(*(pump.send(ring) for _ in range(6)))
    assert {each.status_code for each in at_once} == {200}
    assert len({each.json()["ticket"] for each in at_once}) == 1
    assert sum(each.json()["new"] for each in at_once) == 1
    await story.on(minutes=5)
    await pump.sent(ring)
    other = await pump.sent({**ring, "fault": "pump-3/overheat", "content": "3号泵过热"})
    first, second = sorted(await tickets(story), key=lambda each: -each["alarm"]["rings"])
    assert first["alarm"] == {"rings": 7, "fault": "pump-3/low-pressure"}
    assert (second["id"], second["channel"]) == (other["ticket"], "SYSTEM")

    await repaired(story, first)
    again = await pump.sent(ring)
    assert again["new"] is True
    assert again["ticket"] != first["id"]
    assert {each["id"]: each["alarm"]["rings"] for each in await tickets(story)} == {
        first["id"]: 7,
        second["id"]: 1,
        again["ticket"]: 1,
    }
