"""Work on a ticket as stories about what comes after it need it: done, and asked about."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.models import Message
from tests.api.door import gid
from tests.standard.story import Story

TASK = """state version dueAt nextAt overdue overdueAt attemptCount endedAt takenBy { name }
    attempts { sequence way reached note nextAt staff { name } }"""
SURVEY = """id version state verdict satisfied outcome attitude speed result professionalism comment
    way answeredAt detailedAt recordedBy { name } assignee { name }"""
SEEN = (
    "query($id: ID!) { ticket(id: $id) { id number version state outcome reopened finishedAt"
    f" completedAt closedAt surveys {{ {SURVEY} }} revisits {{ id {TASK} }}"
    " promises { rule round state dueAt } events { action actorName actorAudience note data } } }"
)


async def finished(story: Story, **given: Any) -> dict[str, Any]:
    """A ticket whose work is done and reported back; a resident's leak unless told else."""
    person = given.pop("person", story.estate.resident)
    ticket = await story.reported(person, **given)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await finish(story, ticket)
    return ticket


async def finish(story: Story, ticket: dict[str, Any], **given: Any) -> None:
    """The technician reports back, and what follows is done."""
    said = {"result": "更换水管", "labourMinutes": 40, **given}
    await story.step(story.estate.technician, "ticketComplete", ticket, **said)
    await story.on(seconds=1)


async def worked_through(story: Story, ticket: dict[str, Any], *but: str) -> None:
    """The butler records the stages that a complaint lacks, in order, `but` some (S-D5)."""
    estate = story.estate
    query = "query($id: ID!) { ticket(id: $id) { missingStages } }"
    missing = (await story.ask(estate.agent, query, id=ticket["id"]))["ticket"]["missingStages"]
    there = [gid("Staff", estate.id, each.id) for each in (estate.butler, estate.supervisor)]
    responsible = gid("Department", estate.id, next(iter(estate.departments.values())))
    given: dict[str, dict[str, Any]] = {
        "LOOK": {"attendedIds": there},
        "RESPONSIBILITY": {"responsibleId": responsible},
    }
    for stage in missing:
        if stage not in (*but, "CARRY_OUT"):
            said = {"stage": stage, "finding": "已核实", **given.get(stage, {})}
            await story.step(estate.butler, "ticketInvestigate", ticket, **said)


async def seen(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """The ticket as an agent sees it now; the one given is brought up to date."""
    found: dict[str, Any] = (await story.ask(story.estate.agent, SEEN, id=ticket["id"]))["ticket"]
    ticket.update({name: found[name] for name in ("version", "state")})
    return found


async def task_of(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """The latest task of asking about a ticket."""
    found: dict[str, Any] = (await seen(story, ticket))["revisits"][-1]
    return found


async def survey_of(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """The latest survey of a ticket."""
    found: dict[str, Any] = (await seen(story, ticket))["surveys"][-1]
    return found


def last(found: dict[str, Any], action: str) -> dict[str, Any]:
    """The latest history entry of an action."""
    entry: dict[str, Any] = [each for each in found["events"] if each["action"] == action][-1]
    return entry


async def told(story: Story, ticket: dict[str, Any], template: str) -> list[UUID]:
    """Who was told something about a ticket: staff or residents."""
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        found = await uow.execute(
            select(func.coalesce(Message.staff_id, Message.resident_id))
            .where(Message.estate_id == story.estate.id, Message.template == template)
            .where(Message.ticket_id == UUID(ticket["id"].split(":")[2]))
            .order_by(Message.id)
        )
        return list(found.scalars())


__all__ = [
    "SURVEY",
    "TASK",
    "finish",
    "finished",
    "last",
    "seen",
    "survey_of",
    "task_of",
    "told",
    "worked_through",
]
