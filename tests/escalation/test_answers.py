"""Acknowledging at each level, and what a killed worker leaves behind."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select, update

from core.actor import Role
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.escalation.models import EscalationTelling
from core.jobs.models import Timer
from core.notify.models import Message
from core.notify.tell import tell_all
from tests.escalation.people import appoint
from tests.escalation.told import acknowledge, acknowledged, chain, major, tellings
from tests.standard.story import Story

LEVELS = [
    (Role.DEPARTMENT_HEAD, 3, 2),
    (Role.ESTATE_MANAGER, 3, 2),
    (Role.COMPANY_LEADER, 5, 3),
    (Role.BOARD, 10, 4),
]


@pytest.mark.parametrize(("level", "minutes", "told"), LEVELS)
async def test_who_acknowledges_at_each_level_keeps_it_from_going_further(
    story: Story, level: Role, minutes: int, told: int
) -> None:
    above = await appoint(story)
    ticket = await major(story)
    await story.on(minutes=minutes, seconds=30)
    own = {Role.DEPARTMENT_HEAD: story.estate.head, Role.ESTATE_MANAGER: story.estate.manager}
    await acknowledged(story, ticket, own.get(level) or above[level])
    await story.on(hours=1)
    found = await chain(story, ticket)
    assert len(tellings(found)) == told
    by = {step["acknowledgedByName"] for step in found["steps"]} - {None}
    assert by == {(own.get(level) or above[level]).name}


async def test_an_answer_is_given_once_and_to_the_version_that_was_read(story: Story) -> None:
    above = await appoint(story)
    ticket = await major(story)
    await story.on(minutes=11)
    step = (await chain(story, ticket))["steps"][3]
    stale = await acknowledge(story, {**step, "version": 0}, above[Role.BOARD])
    assert [each["code"] for each in stale["userErrors"]] == ["CONFLICT"]
    nowhere = await acknowledge(story, step, above[Role.BOARD], passOn=True)
    assert [each["code"] for each in nowhere["userErrors"]] == ["NOBODY_ABOVE"]
    assert (await acknowledge(story, step, above[Role.BOARD]))["userErrors"] == []
    step = (await chain(story, ticket))["steps"][3]
    twice = await acknowledge(story, step, above[Role.BOARD])
    assert [each["code"] for each in twice["userErrors"]] == ["NOT_ANSWERABLE"]


async def test_what_waits_for_nobody_cannot_be_answered(story: Story) -> None:
    above = await appoint(story)
    ticket = await major(story)
    await story.on(minutes=1)
    step = (await chain(story, ticket))["steps"][3]
    early = await acknowledge(story, step, above[Role.BOARD])
    assert [each["code"] for each in early["userErrors"]] == ["NOT_ANSWERABLE"]


async def test_a_worker_that_dies_in_the_middle_of_a_step_tells_nothing_twice(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=2)
    deaths: list[str] = []

    async def dying(uow: UnitOfWork, new: Any) -> Any:
        made = await tell_all(uow, new)
        if len(deaths) < 3:
            deaths.append(new[0].key)
            raise ConnectionError  # everything in this transaction is undone
        return made

    monkeypatch.setattr("core.escalation.told.tell_all", dying)
    await story.on(minutes=20)
    assert len(deaths) == 3
    found = await chain(story, ticket)
    assert [len(step["tellings"]) for step in found["steps"]] == [1, 1, 1, 1]
    estates = [estate.id for estate in story.world.estates]
    async with unit_of_work(
        story.door.database, Scope.system(story.world.group_id, *estates)
    ) as uow:
        about = Message.template.in_(["escalation.matter", "escalation.report_asked"])
        keys = (await uow.execute(select(Message.key).where(about))).scalars()
        assert set(Counter(keys).values()) == {1}
        rows = (await uow.execute(select(EscalationTelling.message_id))).scalars().all()
        assert len(rows) == len(set(rows)), "each telling has its message"
        await uow.execute(update(Timer).values(error=None))


async def test_events_that_come_again_begin_nothing_again(story: Story) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=11)
    for _ in range(2):
        said = {"kind": "COMPLAINT", "nature": "REPAIR_TYPE", "urgency": "ROUTINE"}
        await story.step(story.estate.agent, "ticketClassify", ticket, **said, severity="MAJOR")
        await story.on(minutes=11)
    query = "query($id: ID!) { ticket(id: $id) { escalations { chain } } }"
    found = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["escalations"]
    assert Counter(each["chain"] for each in found) == {
        "MATTER": 1,
        "SUPERVISOR": 1,
        "ATTENDANCE": 1,
    }


async def test_what_turns_out_to_be_ordinary_is_called_off_and_can_turn_grave_again(
    story: Story,
) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=4)
    said = {"kind": "COMPLAINT", "nature": "REPAIR_TYPE", "urgency": "ROUTINE"}
    await story.step(story.estate.agent, "ticketClassify", ticket, **said, severity="ORDINARY")
    await story.on(hours=1)
    found = await chain(story, ticket)
    assert (found["ending"], len(tellings(found))) == ("RECLASSIFIED", 2)
    await story.step(story.estate.agent, "ticketClassify", ticket, **said, severity="MAJOR")
    await story.on(minutes=11)
    again = await chain(story, ticket)
    assert (again["state"], len(tellings(again))) == ("RUNNING", 4)
    assert again["id"] != found["id"]
