"""J. Rewards and penalties: objections are heard in time, by somebody who had no part in it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.models import Message
from tests.standard.deciding import Leaders, decided, deciding, refused, step
from tests.standard.story import Story

OWN = """{ myMeritCases { nodes { state grade points hearingUntil allowedActions
    steps { action note gradeBefore gradeAfter pointsBefore pointsAfter } } } }"""


async def told(story: Story, template: str) -> list[UUID | None]:
    """Who was told something, in order: accounts, or places of the estate."""
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        found = select(Message.account_id, Message.staff_id).order_by(Message.id)
        rows = await uow.execute(found.where(Message.template == template))
        return [row.staff_id or row.account_id for row in rows]


async def objected(story: Story, leaders: Leaders, **given: Any) -> dict[str, Any]:
    """A case that the technician has objected to; everybody above has an account."""
    for each in (leaders.region, leaders.company, leaders.board):
        await story.caller(each)
    case = await decided(story, leaders, story.estate.technician, **given)
    words = "当日门禁故障，有记录"
    return await step(story, story.estate.technician, "meritCaseObject", case, objection=words)


@pytest.mark.rule("S-J3")
async def test_an_objection_not_heard_in_time_is_told_to_the_next_one_who_may_hear_it(
    story: Story,
) -> None:
    leaders = await deciding(story, hearing_days=4)
    until = clock.now() + timedelta(days=4)
    case = await objected(story, leaders)
    [own] = (await story.ask(story.estate.technician, OWN))["myMeritCases"]["nodes"]
    assert own["hearingUntil"] == until.isoformat()
    region, board = leaders.region.actor.account_id, leaders.board.actor.account_id
    assert await told(story, "merit.to_hear") == [region]
    await story.until(until - timedelta(minutes=1))
    assert await told(story, "merit.unheard") == []
    await story.until(until)
    assert await told(story, "merit.unheard") == [board], "the company's leader approved it"
    await story.on(days=30)
    assert await told(story, "merit.unheard") == [board, board], "and later the board"
    [own] = (await story.ask(story.estate.technician, OWN))["myMeritCases"]["nodes"]
    assert own["state"] == "OBJECTED", "it waits for people"
    hearing = {"outcome": "UPHOLD", "note": "已核查"}
    for part in (story.estate.manager, story.estate.head):
        assert await refused(story, part, "meritCaseHear", case, **hearing) == "NOT_FOUND"
    another = "MERIT_ANOTHER_PERSON_NEEDED"
    assert await refused(story, leaders.company, "meritCaseHear", case, **hearing) == another
    await step(story, leaders.region, "meritCaseHear", case, **hearing)
    assert case["state"] == "IN_FORCE", "late is better than never"
    await story.on(days=30)


@pytest.mark.rule("S-J3")
async def test_a_group_may_lay_down_that_what_is_not_heard_in_time_falls(story: Story) -> None:
    unheard = [{"days": 0}, {"days": 2, "lapse": True}]
    leaders = await deciding(story, hearing_days=3, unheard=unheard)
    await objected(story, leaders)
    await story.on(days=4)
    [own] = (await story.ask(story.estate.technician, OWN))["myMeritCases"]["nodes"]
    assert own["state"] == "OBJECTED"
    await story.on(days=1)
    [own] = (await story.ask(story.estate.technician, OWN))["myMeritCases"]["nodes"]
    assert (own["state"], own["steps"][-1]["action"]) == ("OVERTURNED", "LAPSE")
    assert await told(story, "merit.lapsed") == [story.estate.technician.id]


@pytest.mark.rule("S-J3")
async def test_a_hearing_can_lighten_a_penalty_and_says_what_it_was_before(story: Story) -> None:
    leaders = await deciding(story)
    case = await objected(story, leaders, grade="DEMERIT")
    heavier = {"outcome": "LIGHTEN", "grade": "MAJOR_DEMERIT", "note": "从重"}
    code = await refused(story, leaders.region, "meritCaseHear", case, **heavier)
    assert code == "MERIT_NOT_LIGHTER"
    asked = "{ meritCases { nodes { allowedActions } } }"
    [seen] = (await story.ask(leaders.region, asked))["meritCases"]["nodes"]
    assert seen["allowedActions"] == ["UPHOLD", "LIGHTEN", "OVERTURN"]
    lesser = {"outcome": "LIGHTEN", "grade": "WRITTEN_WARNING", "note": "门禁记录属实"}
    await step(story, leaders.region, "meritCaseHear", case, **lesser)
    assert (case["state"], case["grade"], case["points"]) == ("IN_FORCE", "WRITTEN_WARNING", -2)
    assert await told(story, "merit.lightened") == [story.estate.technician.id]
    [own] = (await story.ask(story.estate.technician, OWN))["myMeritCases"]["nodes"]
    changed = {name: own["steps"][-1][name] for name in own["steps"][-1] if name != "action"}
    assert changed == {
        "note": "门禁记录属实",
        "gradeBefore": "DEMERIT",
        "gradeAfter": "WRITTEN_WARNING",
        "pointsBefore": -5,
        "pointsAfter": -2,
    }
    reward = {"grade": "COMMENDATION", "ground": "OUTSTANDING_WORK"}
    praised = await objected(story, leaders, **reward)
    said = {"outcome": "LIGHTEN", "note": "改为口头表扬"}
    code = await refused(story, leaders.region, "meritCaseHear", praised, **said)
    assert code == "MERIT_STEP_NOT_ALLOWED"
    await step(story, leaders.region, "meritCaseHear", praised, outcome="OVERTURN", note="本人谦辞")
