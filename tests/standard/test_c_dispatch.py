"""C. Dispatch."""

from typing import Any

import pytest

from core.staff.models import Function
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


@pytest.mark.rule("S-C3")
async def test_a_repair_names_the_person_and_a_complaint_goes_to_the_functions_department(
    story: Story,
) -> None:
    estate = story.estate
    repair = await story.reported(estate.resident)
    complaint = await story.reported(
        estate.resident, kind="COMPLAINT", content="保安态度差", nature="SERVICE_TYPE"
    )
    security = gid("Department", estate.id, estate.departments[Function.SECURITY])
    refused = await story.do(
        estate.agent,
        "ticketDispatch",
        "ticket { id }",
        ticketId=repair["id"],
        expectedVersion=repair["version"],
        departmentId=gid("Department", estate.id, estate.departments[Function.ENGINEERING]),
    )
    assert refused["userErrors"][0]["code"] == "ASSIGNEE_REQUIRED"
    await story.step(estate.agent, "ticketDispatch", complaint, departmentId=security)
    assert complaint["state"] == "DISPATCHED"
    who = gid("Staff", estate.id, estate.technician.id)
    await story.step(estate.agent, "ticketDispatch", repair, assigneeId=who)
    query = "query($id: ID!) { ticket(id: $id) { assignee { id } department { id } } }"
    assert (await story.ask(estate.agent, query, id=repair["id"]))["ticket"] == {
        "assignee": {"id": who},
        "department": {
            "id": gid("Department", estate.id, estate.departments[Function.ENGINEERING])
        },
    }
