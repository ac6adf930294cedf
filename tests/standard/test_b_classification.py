"""B. Classification."""

from typing import Any

import pytest

from core.tickets.kinds import Kind
from tests.standard.story import Story

GRADED = {"urgency": "ROUTINE", "severity": "ORDINARY"}
TICKET = """query($id: ID!) { ticket(id: $id) {
    kind nature urgency severity needsDeveloper important category { code parent { code } } } }"""


async def seen(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """What a ticket is, as the agent sees it."""
    found: dict[str, Any] = (await story.ask(story.estate.agent, TICKET, id=ticket["id"]))["ticket"]
    return found


@pytest.mark.rule("S-B1")
@pytest.mark.parametrize("kind", [each.value for each in Kind])
async def test_a_ticket_is_of_one_of_five_kinds(story: Story, kind: str) -> None:
    ticket = await story.reported(story.estate.resident, kind=kind)
    assert (await seen(story, ticket))["kind"] == kind


@pytest.mark.rule("S-B2")
async def test_every_complaint_is_repair_type_or_service_type(story: Story) -> None:
    agent = story.estate.agent
    ticket = await story.reported(story.estate.resident, kind="COMPLAINT")
    known = {"ticketId": ticket["id"], "expectedVersion": ticket["version"]}
    refused = await story.do(
        agent, "ticketClassify", "ticket { id }", **known, **GRADED, kind="COMPLAINT"
    )
    assert refused["userErrors"][0]["code"] == "NATURE_REQUIRED"
    await story.step(
        agent, "ticketClassify", ticket, **GRADED, kind="COMPLAINT", nature="SERVICE_TYPE"
    )
    assert (await seen(story, ticket))["nature"] == "SERVICE_TYPE"
    await story.step(
        agent, "ticketClassify", ticket, **GRADED, kind="COMPLAINT", categoryCode="complaint.defect"
    )
    assert (await seen(story, ticket))["nature"] == "REPAIR_TYPE", "as its category says"
    repair = {**GRADED, "kind": "REPAIR", "nature": "REPAIR_TYPE"}
    known["expectedVersion"] = ticket["version"]
    refused = await story.do(agent, "ticketClassify", "ticket { id }", **known, **repair)
    assert refused["userErrors"][0]["code"] == "NATURE_NOT_FOR_KIND"


@pytest.mark.rule("S-B2")
async def test_categories_are_a_tree_of_the_groups_own_and_of_one_kind(story: Story) -> None:
    ticket = await story.reported(story.estate.resident, categoryCode="repair.water")
    assert (await seen(story, ticket))["category"] == {
        "code": "repair.water",
        "parent": {"code": "repair"},
    }
    known = {"ticketId": ticket["id"], "expectedVersion": ticket["version"]}
    given = {**GRADED, "kind": "HELP", "categoryCode": "repair.water"}
    refused = await story.do(
        story.estate.agent, "ticketClassify", "ticket { id }", **known, **given
    )
    assert refused["userErrors"][0]["code"] == "CATEGORY_OF_OTHER_KIND"


@pytest.mark.rule("S-B3")
async def test_a_ticket_is_graded_by_urgency_and_severity_and_marked(story: Story) -> None:
    ticket = await story.reported(story.estate.resident)
    graded = {
        "kind": "REPAIR",
        "urgency": "EMERGENCY",
        "severity": "MAJOR",
        "needsDeveloper": True,
        "important": True,
    }
    await story.step(story.estate.agent, "ticketClassify", ticket, **graded)
    found = await seen(story, ticket)
    assert {name: found[name] for name in graded} == graded
