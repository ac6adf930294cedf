"""K. Staff: appraisal."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from core.actor import Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.staff.models import Function, Staff
from plugins.merit.appraisals.models import MeritCard
from tests.factories import Person
from tests.standard.deciding import decided, deciding, leader
from tests.standard.story import Story
from tests.standard.work import finished, survey_of

CARDS = """{ meritCards { nodes { id version month score points total currentTotal
    staff { name } lines { code weight measured score }
    corrections { code scoreBefore scoreAfter totalBefore totalAfter reason actorName } } } }"""
SPREAD = """{ meritDistribution(month: "2025-03-01") { department { function } people suppressed
    mean low fair good best rewards penalties } }"""


async def cards(story: Story, person: Person) -> list[dict[str, Any]]:
    """The score cards that somebody sees."""
    found: list[dict[str, Any]] = (await story.ask(person, CARDS))["meritCards"]["nodes"]
    return found


async def worked_a_month(story: Story) -> None:
    """The technician does a repair, with praise; then the month ends."""
    ticket = await finished(story)
    survey = await survey_of(story, ticket)
    scores = {"attitude": 5, "speed": 4, "result": 4, "professionalism": 4}
    await story.done(
        story.estate.resident,
        "surveySubmit",
        "survey { id }",
        surveyId=survey["id"],
        expectedVersion=survey["version"],
        outcome="SOLVED",
        **scores,
    )
    await story.on(days=20)


@pytest.mark.rule("S-K4")
async def test_a_month_is_scored_from_the_systems_own_facts_and_locked(story: Story) -> None:
    await deciding(story)
    await worked_a_month(story)
    [card] = await cards(story, story.estate.technician)
    assert card["month"] == "2025-03-01"
    lines = {line["code"]: line for line in card["lines"]}
    assert (lines["SATISFACTION"]["measured"], lines["SATISFACTION"]["score"]) == (425, 7_777)
    assert (lines["FIRST_TIME"]["measured"], lines["FIRST_TIME"]["score"]) == (10_000, 10_000)
    assert (lines["PROMISES"]["measured"], lines["PROMISES"]["score"]) == (10_000, 10_000)
    assert "THANKS" not in lines, "nobody loses by what did not happen"
    assert card["score"] == round((40 * 10_000 + 30 * 7_777 + 20 * 10_000) / 90)
    assert card["total"] == card["currentTotal"] == card["score"]


@pytest.mark.rule("S-K4")
async def test_indicators_and_weights_are_the_estates_own_data(story: Story) -> None:
    await deciding(story)
    for code, weight, active in (("PROMISES", 40, False), ("SATISFACTION", 100, True)):
        await story.done(
            story.estate.manager,
            "meritIndicatorSet",
            "meritIndicator { version }",
            estateId=f"Estate:{story.estate.id}",
            code=code,
            title="指标",
            measure="SATISFACTION",
            weight=weight,
            zeroAt=100,
            fullAt=500,
            active=active,
            expectedVersion=1,
        )
    await worked_a_month(story)
    [card] = await cards(story, story.estate.technician)
    assert [(line["code"], line["weight"]) for line in card["lines"]] == [
        ("FIRST_TIME", 20),
        ("SATISFACTION", 100),
    ]
    assert card["lines"][1]["score"] == 8_125


@pytest.mark.rule("S-K4")
async def test_rewards_and_penalties_in_force_count_in_the_appraisal(story: Story) -> None:
    leaders = await deciding(story)
    await decided(story, leaders, story.estate.technician, grade="DEMERIT")
    await worked_a_month(story)
    [card] = await cards(story, story.estate.technician)
    assert (card["points"], card["total"]) == (-5, card["score"] - 500)


@pytest.mark.rule("S-K4")
async def test_a_locked_card_is_corrected_in_the_open_and_never_changed(story: Story) -> None:
    await deciding(story)
    await worked_a_month(story)
    [card] = await cards(story, story.estate.manager)
    said = {
        "meritCardId": card["id"],
        "expectedVersion": card["version"],
        "code": "SATISFACTION",
        "score": 10_000,
        "reason": "评分误记在他人名下的工单",
    }
    own = await story.do(story.estate.technician, "meritCardCorrect", "meritCard { id }", **said)
    assert [each["code"] for each in own["userErrors"]] == ["NOT_FOUND"]
    await story.done(story.estate.manager, "meritCardCorrect", "meritCard { id }", **said)
    stale = await story.do(story.estate.manager, "meritCardCorrect", "meritCard { id }", **said)
    assert [each["code"] for each in stale["userErrors"]] == ["CONFLICT"]
    [now] = await cards(story, story.estate.technician)
    assert (now["total"], now["currentTotal"]) == (card["total"], 10_000)
    assert now["lines"] == card["lines"]
    [correction] = now["corrections"]
    assert (correction["scoreBefore"], correction["totalBefore"]) == (7_777, card["total"])
    assert correction["actorName"] == story.estate.manager.name
    scope = Scope.system(story.estate.group_id, story.estate.id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with unit_of_work(story.door.database, scope) as uow:
            await uow.execute(update(MeritCard).values(total=0))


@pytest.mark.rule("S-K4")
async def test_a_card_is_its_persons_and_their_leaders_and_nobody_elses(story: Story) -> None:
    leaders = await deciding(story)
    await worked_a_month(story)
    estate = story.estate
    for person in (estate.technician, estate.head, estate.manager):
        assert len(await cards(story, person)) == 1, person.name
    for person in (estate.second_technician, estate.supervisor, estate.agent, leaders.company):
        assert await cards(story, person) == [], person.name


@pytest.mark.rule("S-K4")
async def test_headquarters_see_distributions_and_small_groups_not_at_all(story: Story) -> None:
    await deciding(story)
    director = leader(story, "集团职员", Role.GROUP_STAFF)
    estate = story.estate
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    sizes = {Function.SECURITY: 3, Function.CLEANING: 5, Function.GREENING: 6}
    async with unit_of_work(story.door.database, Scope.system(*tenant.values())) as uow:
        for function, people in sizes.items():
            for nth in range(people):
                staff = new_id()
                person = {"department_id": estate.departments[function]}
                uow.add(
                    Staff,
                    **tenant,
                    **person,
                    id=staff,
                    role=Role.OFFICER,
                    name=f"员工{nth}",
                    phone="13800000000",
                    joined_on=date(2024, 1, 1),
                )
                total = 5_000 + nth * 1_000
                uow.add(
                    MeritCard,
                    **tenant,
                    **person,
                    id=new_id(),
                    staff_id=staff,
                    month=date(2025, 3, 1),
                    score=total,
                    points=0,
                    total=total,
                    locked_at=uow.now,
                )
    assert await cards(story, director) == []
    seen = (await story.ask(director, SPREAD))["meritDistribution"]
    shown = {row["department"]["function"]: row for row in seen}
    assert {name: row["suppressed"] for name, row in shown.items()} == {
        "SECURITY": True,  # three people
        "CLEANING": True,  # with the whole estate known, it would tell of the three
        "GREENING": False,
    }
    assert shown["SECURITY"]["mean"] is None
    bands = [shown["GREENING"][each] for each in ("mean", "low", "fair", "good", "best")]
    assert bands == [7_500, 1, 2, 1, 2]
    assert (await story.ask(estate.agent, SPREAD))["meritDistribution"] == []


@pytest.mark.rule("S-K4")
async def test_a_month_is_locked_once(story: Story) -> None:
    await deciding(story)
    await worked_a_month(story)
    await story.on(days=1)
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        months = list((await uow.execute(select(MeritCard.month))).scalars())
    assert months == [date(2025, 3, 1)]
