"""G. Escalation."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.escalation.people import ESCALATIONS, Above, appoint, at, local
from tests.standard.story import Story

FRIDAY = local("2025-02-07", "18:50")
"""The evening before Saturday 2025-02-08, which is worked to make up for the Spring Festival."""


async def major(story: Story, **given: Any) -> dict[str, Any]:
    """A major complaint, reported to the front desk."""
    said = {
        "kind": "COMPLAINT",
        "nature": "REPAIR_TYPE",
        "severity": "MAJOR",
        "channel": "PHONE",
        "content": "外墙瓷砖脱落，险些伤人",
        **given,
    }
    return await story.reported(story.estate.agent, **with_contact(story, said))


def with_contact(story: Story, said: dict[str, Any]) -> dict[str, Any]:
    """Staff say for whom they report."""
    who = f"Resident:{story.estate.id}:{story.estate.resident.id}"
    return {"requesterId": who, **said}


async def escalations(story: Story, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """A ticket's escalations."""
    found = await story.ask(story.estate.agent, ESCALATIONS, id=ticket["id"])
    listed: list[dict[str, Any]] = found["ticket"]["escalations"]
    return listed


async def chain(story: Story, ticket: dict[str, Any], code: str = "MATTER") -> dict[str, Any]:
    """The latest run of a chain."""
    return [each for each in await escalations(story, ticket) if each["chain"] == code][-1]


def tellings(
    escalation: dict[str, Any], since: datetime
) -> list[tuple[float, str, str, list[str]]]:
    """What was told: minutes after the beginning, rule, role, names."""
    return [
        (
            (at(step["toldAt"]) - since) / timedelta(minutes=1),
            step["rule"],
            step["toldRole"],
            [telling["name"] for telling in step["tellings"]],
        )
        for step in escalation["steps"]
        if step["toldAt"] is not None
    ]


async def friday(story: Story) -> Above:
    """Friday evening, everybody in their places."""
    story.time.set(FRIDAY)
    return await appoint(story.door, story.world)


ALL_TOLD = [
    (3.0, "S-G1", "DEPARTMENT_HEAD", ["郑强"]),
    (3.0, "S-G1", "ESTATE_MANAGER", ["高伟"]),
    (5.0, "S-G2", "COMPANY_LEADER", ["孙总"]),
    (10.0, "S-G3", "BOARD", ["李董"]),
]


@pytest.mark.rule("S-G1", "S-G2", "S-G3", "S-G5")
async def test_a_major_complaint_before_a_made_up_saturday_is_told_at_3_5_and_10_minutes(
    story: Story,
) -> None:
    await friday(story)
    ticket = await major(story)
    await story.on(hours=1)
    found = await chain(story, ticket)
    assert tellings(found, FRIDAY) == ALL_TOLD
    assert [(each["rule"], each["role"], at(each["dueAt"])) for each in found["reports"]] == [
        ("S-G2", "ESTATE_MANAGER", FRIDAY + timedelta(hours=24)),
        ("S-G3", "COMPANY_LEADER", FRIDAY + timedelta(hours=48)),
    ]
    who = f"Staff:{story.estate.id}:{story.estate.technician.id}"
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await story.step(story.estate.technician, "ticketComplete", ticket, result="已围挡并修复")
    query = "query($id: ID!) { ticket(id: $id) { promises { rule dueAt } } }"
    promises = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["promises"]
    revisit = next(each["dueAt"] for each in promises if each["rule"] == "S-F1")
    # Saturday the 8th is worked, Sunday is not: the second working day is Monday.
    assert at(revisit) == local("2025-02-10", "18:00")
