"""The preview says what then happens, when nothing is done."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from core import clock
from core.actor import Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.staff.models import Staff
from tests.escalation.people import NAMES, PREVIEW, appoint, at
from tests.escalation.told import escalations, major
from tests.standard.story import Story

HORIZON = timedelta(days=5)

Line = tuple[datetime, str, str, str, str, str | None, bool, tuple[str, ...]]


async def preview(story: Story, ticket: dict[str, Any], until: datetime) -> list[Line]:
    """What is foretold up to a time."""
    found = await story.ask(story.estate.agent, PREVIEW, id=ticket["id"])
    return sorted(
        (
            at(each["at"]),
            each["chain"],
            each["rule"],
            each["purpose"],
            each["role"],
            each["toldRole"],
            each["failed"],
            tuple(sorted(person["name"] for person in each["people"])),
        )
        for each in found["escalationPreview"]
        if at(each["at"]) <= until
    )


async def happened(story: Story, ticket: dict[str, Any], since: datetime) -> list[Line]:
    """What was told after a time."""
    return sorted(
        (
            at(step["toldAt"]),
            escalation["chain"],
            step["rule"],
            step["purpose"],
            step["role"],
            step["toldRole"],
            step["state"] == "FAILED",
            tuple(sorted(telling["name"] for telling in step["tellings"])),
        )
        for escalation in await escalations(story, ticket)
        for step in escalation["steps"]
        if step["toldAt"] is not None and at(step["toldAt"]) >= since
    )


async def dismiss(story: Story, roles: set[Role]) -> None:
    """Who holds one of the roles at the estate has left."""
    async with unit_of_work(
        story.door.database, Scope.system(story.world.group_id, story.estate.id)
    ) as uow:
        await uow.execute(
            update(Staff)
            .where(Staff.estate_id == story.estate.id, Staff.role.in_(roles))
            .values(left_on=(clock.now() - timedelta(days=9)).date())
        )


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_foretold_happens_whoever_holds_which_role(story: Story, seed: int) -> None:
    chance = Random(seed)
    await appoint(story, [role for role in NAMES if chance.random() < 0.6])
    at_home = (Role.CS_SUPERVISOR, Role.DEPARTMENT_HEAD, Role.ESTATE_MANAGER)
    await dismiss(story, {role for role in at_home if chance.random() < 0.4})
    severity = chance.choice(["ORDINARY", "MAJOR", "COMPLEX"])
    urgency = chance.choice(["ROUTINE", "URGENT", "EMERGENCY"])
    kind: dict[str, Any] = chance.choice(
        [{}, {"kind": "REPAIR", "nature": None}, {"kind": "HELP", "nature": None}]
    )
    ticket = await major(story, severity=severity, urgency=urgency, **kind)
    if chance.random() < 0.5:
        await story.on(minutes=chance.randrange(0, 300))
    now = clock.now()
    before = await happened(story, ticket, now - timedelta(days=1))
    foretold = await preview(story, ticket, now + HORIZON)
    assert foretold
    await story.until(now + HORIZON)
    assert [each for each in await happened(story, ticket, now) if each not in before] == [
        each for each in foretold if each not in before
    ]


async def test_a_held_ticket_is_foretold_from_when_its_clocks_run_on(story: Story) -> None:
    await appoint(story)
    ticket = await story.reported(story.estate.resident)
    who = f"Staff:{story.estate.id}:{story.estate.technician.id}"
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    until = clock.now() + timedelta(days=2)
    given = {"reason": "PARTS", "until": until.isoformat(), "note": "等配件"}
    await story.step(story.estate.technician, "ticketHold", ticket, **given)
    await story.on(seconds=1)
    now = clock.now()
    foretold = await preview(story, ticket, now + HORIZON)
    assert foretold
    assert min(each[0] for each in foretold) > until
    await story.until(now + HORIZON)
    assert await happened(story, ticket, now) == foretold


async def test_a_ticket_of_elsewhere_is_foretold_to_nobody(story: Story) -> None:
    ticket = await major(story)
    stranger = story.world.estates[1].manager
    found = await story.ask(stranger, PREVIEW, id=ticket["id"])
    assert found == {"escalationPreview": []}
