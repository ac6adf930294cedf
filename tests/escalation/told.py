"""A grave matter, and what is told about it: asked and done by the public door."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.models import Message
from core.staff.models import Staff
from tenants.models import Account
from tests.api.door import gid
from tests.escalation.people import ESCALATIONS, at
from tests.factories import Person
from tests.standard.story import Story
from tests.standard.work import worked_through


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


def tellings(escalation: dict[str, Any]) -> list[tuple[float, str, str, list[str]]]:
    """What was told: minutes after the beginning, rule, role, names."""
    since = at(escalation["startedAt"])
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


async def solved(story: Story, ticket: dict[str, Any]) -> None:
    """Somebody does the work."""
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await worked_through(story, ticket)
    await story.step(story.estate.technician, "ticketComplete", ticket, result="已围挡并修复")


async def acknowledge(
    story: Story, step: dict[str, Any], person: Person, **given: Any
) -> dict[str, Any]:
    """The payload of acknowledging a step."""
    known = {"stepId": step["id"], "expectedVersion": step["version"]}
    return await story.do(
        person, "escalationAcknowledge", "step { state passedOn }", **known, **given
    )


async def acknowledged(
    story: Story, ticket: dict[str, Any], person: Person, code: str = "MATTER", **given: Any
) -> None:
    """Somebody acknowledges the latest step that they were told at."""
    told = [
        step
        for step in (await chain(story, ticket, code))["steps"]
        if person.name in [telling["name"] for telling in step["tellings"]]
    ]
    payload = await acknowledge(story, told[-1], person, **given)
    assert payload["userErrors"] == [], payload


async def messages(story: Story, ticket: dict[str, Any], template: str) -> set[str]:
    """The names of those who have a message by a template about a ticket."""
    estates = [estate.id for estate in story.world.estates]
    async with unit_of_work(
        story.door.database, Scope.system(story.world.group_id, *estates)
    ) as uow:
        of_staff = (
            select(Staff.name)
            .join(Message, (Message.estate_id == Staff.estate_id) & (Message.staff_id == Staff.id))
            .where(Message.template == template)
        )
        of_accounts = (
            select(Account.name)
            .join(Message, (Message.account_id == Account.id) & Message.staff_id.is_(None))
            .where(Message.template == template)
        )
        found = [*(await uow.execute(of_staff)).scalars()]
        return {*found, *(await uow.execute(of_accounts)).scalars()}


__all__ = [
    "acknowledge",
    "acknowledged",
    "chain",
    "escalations",
    "major",
    "messages",
    "solved",
    "tellings",
]
