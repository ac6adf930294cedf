"""J. Rewards and penalties."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.models import Message
from tenants.end_contract import end_contract
from tenants.entering import administering
from tenants.models import ContractPlugin
from tenants.roles import console
from tests.factories import Person
from tests.standard.deciding import decided, deciding, proposed, refused, step
from tests.standard.story import Story
from tests.standard.work import finished

PENALTIES = ("WRITTEN_WARNING", "DEMERIT", "MAJOR_DEMERIT", "DEMOTION", "DISMISSAL")
REWARDS = ("COMMENDATION", "MINOR_MERIT", "MAJOR_MERIT", "BONUS")
MINE = "{ myMeritCases { nodes { id grade state reason steps { action actorName } } } }"
LISTED = "{ meritCases { nodes { id state grade staff { name } rule { code } } } }"


async def told(story: Story, template: str) -> list[UUID | None]:
    """Who of the staff was told something."""
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        found = select(Message.staff_id).where(
            Message.estate_id == story.estate.id, Message.template == template
        )
        return list((await uow.execute(found)).scalars())


@pytest.mark.rule("S-J1")
async def test_penalties_grow_with_gravity_and_the_grave_ones_go_to_the_board(
    story: Story,
) -> None:
    leaders = await deciding(story)
    points = []
    for grade in PENALTIES:
        case = await decided(story, leaders, story.estate.technician, grade=grade)
        assert (case["kind"], case["state"]) == ("PENALTY", "TOLD")
        assert ("BOARD" in case["chain"]) == (grade not in ("WRITTEN_WARNING", "DEMERIT"))
        points.append(case["points"])
    assert points == sorted(points, reverse=True)
    assert points[0] < 0


@pytest.mark.rule("S-J1")
async def test_a_penalty_needs_one_of_its_own_grounds(story: Story) -> None:
    await deciding(story)
    said = {
        "staffId": f"Staff:{story.estate.id}:{story.estate.technician.id}",
        "grade": "DEMERIT",
        "ground": "OUTSTANDING_WORK",
        "reason": "工作突出",
        "evidence": [{"note": "记录"}],
    }
    payload = await story.do(story.estate.manager, "meritCasePropose", "meritCase { id }", **said)
    assert [each["code"] for each in payload["userErrors"]] == ["MERIT_GROUND_NOT_OF_GRADE"]


@pytest.mark.rule("S-J2")
async def test_rewards_grow_with_merit_and_bonuses_with_their_amount_go_higher(
    story: Story,
) -> None:
    leaders = await deciding(story)
    ground = {"ground": "OUTSTANDING_WORK"}
    points = []
    for grade in REWARDS[:3]:
        case = await decided(story, leaders, story.estate.technician, grade=grade, **ground)
        assert case["kind"] == "REWARD"
        points.append(case["points"])
    assert points == sorted(points)
    assert points[0] > 0
    small, large = [
        await proposed(story, story.estate.technician, grade="BONUS", amount=amount, **ground)
        for amount in (50_000, 500_000)
    ]
    assert (small["chain"], large["chain"]) == (["COMPANY"], ["COMPANY", "BOARD"])


@pytest.mark.rule("S-J1", "S-J2")
async def test_a_group_sets_its_own_points_effects_and_approvals(story: Story) -> None:
    rung = {
        "points": -7,
        "months": 3,
        "approvals": ["ESTATE", "COMPANY"],
        "effect": "扣除当月绩效",
        "effect_en": "No bonus this month",
    }
    await deciding(story, ladder={"WRITTEN_WARNING": rung})
    case = await proposed(story, story.estate.technician)
    assert (case["points"], case["chain"]) == (-7, ["ESTATE", "COMPANY"])


@pytest.mark.rule("S-J3")
async def test_a_case_is_proposed_with_evidence_or_not_at_all(story: Story) -> None:
    leaders = await deciding(story)
    ticket = await finished(story)
    said = {
        "staffId": f"Staff:{story.estate.id}:{story.estate.technician.id}",
        "grade": "COMMENDATION",
        "ground": "OUTSTANDING_WORK",
        "reason": "及时抢修",
    }
    payload = await story.do(
        story.estate.manager, "meritCasePropose", "meritCase { id }", evidence=[], **said
    )
    assert [each["code"] for each in payload["userErrors"]] == ["MERIT_EVIDENCE_REQUIRED"]
    asked = "query($id: ID!) { ticket(id: $id) { promises { id rule } surveys { id } } }"
    seen = (await story.ask(story.estate.manager, asked, id=ticket["id"]))["ticket"]
    promise, survey = seen["promises"][0], seen["surveys"][0]
    evidence = [
        {"ticketId": ticket["id"]},
        {"clockId": promise["id"]},
        {"surveyId": survey["id"]},
        {"note": "住户来电致谢"},
    ]
    case = await decided(story, leaders, story.estate.technician, evidence=evidence)
    shown = case["evidence"]
    assert shown[0]["ticket"]["id"] == ticket["id"]
    assert shown[1]["clock"]["rule"] == promise["rule"]
    assert shown[2]["survey"]["id"] == survey["id"]
    assert shown[3]["note"] == "住户来电致谢"


@pytest.mark.rule("S-J3")
async def test_the_department_endorses_then_the_company_approves_and_the_person_is_told(
    story: Story,
) -> None:
    leaders = await deciding(story)
    case = await proposed(story, story.estate.technician)
    early = await refused(story, leaders.company, "meritCaseApprove", case)
    assert early == "MERIT_STEP_NOT_ALLOWED"
    assert await refused(story, story.estate.supervisor, "meritCaseEndorse", case) == "NOT_FOUND"
    await step(story, story.estate.head, "meritCaseEndorse", case, note="属实")
    assert (await story.ask(story.estate.technician, MINE))["myMeritCases"]["nodes"] == []
    await step(story, leaders.company, "meritCaseApprove", case)
    assert case["state"] == "TOLD"
    assert await told(story, "merit.decided") == [story.estate.technician.id]
    [own] = (await story.ask(story.estate.technician, MINE))["myMeritCases"]["nodes"]
    assert own["reason"] == "上门失约，客户受损"
    assert [each["action"] for each in own["steps"]] == ["APPROVE"], "what was said before is not"


@pytest.mark.rule("S-J3")
async def test_nobody_decides_about_themselves(story: Story) -> None:
    leaders = await deciding(story)
    case = await proposed(story, story.estate.head)
    assert await refused(story, story.estate.head, "meritCaseEndorse", case) == "MERIT_OWN_CASE"
    said = {
        "staffId": f"Staff:{story.estate.id}:{story.estate.manager.id}",
        "grade": "BONUS",
        "amount": 100_000,
        "ground": "OUTSTANDING_WORK",
        "reason": "自评",
        "evidence": [{"note": "自评"}],
    }
    payload = await story.do(story.estate.manager, "meritCasePropose", "meritCase { id }", **said)
    assert [each["code"] for each in payload["userErrors"]] == ["MERIT_OWN_CASE"]
    about = "MERIT_ANOTHER_PERSON_NEEDED"
    assert await refused(story, story.estate.manager, "meritCaseEndorse", case) == about
    await step(story, leaders.region, "meritCaseEndorse", case)


@pytest.mark.rule("S-J3")
async def test_what_nobody_objects_to_is_in_force_when_the_time_for_it_is_over(
    story: Story,
) -> None:
    leaders = await deciding(story, objection_days=3)
    case = await decided(story, leaders, story.estate.technician)
    until = clock.now() + timedelta(days=3)
    assert case["objectionUntil"] == until.isoformat()
    await story.on(days=2, hours=23)
    asked = "{ myMeritCases { nodes { state version countsUntil } } }"
    [own] = (await story.ask(story.estate.technician, asked))["myMeritCases"]["nodes"]
    assert own["state"] == "TOLD"
    await story.on(hours=2)
    [own] = (await story.ask(story.estate.technician, asked))["myMeritCases"]["nodes"]
    assert (own["state"], own["countsUntil"][:7]) == ("IN_FORCE", "2025-09")
    case["version"] = own["version"]
    late = await refused(story, story.estate.technician, "meritCaseObject", case, objection="晚")
    assert late == "MERIT_STEP_NOT_ALLOWED"


@pytest.mark.rule("S-J3")
@pytest.mark.parametrize(
    ("outcome", "state", "template"),
    [("UPHOLD", "IN_FORCE", "merit.upheld"), ("OVERTURN", "OVERTURNED", "merit.overturned")],
)
async def test_an_objection_is_heard_by_somebody_who_had_no_part_in_it(
    story: Story, outcome: str, state: str, template: str
) -> None:
    leaders = await deciding(story)
    case = await decided(story, leaders, story.estate.technician)
    words = "当日门禁故障，有记录"
    assert await refused(story, story.estate.agent, "meritCaseObject", case, objection=words) == (
        "NOT_FOUND"
    )
    await step(story, story.estate.technician, "meritCaseObject", case, objection=words)
    await story.on(days=30)
    hearing = {"outcome": outcome, "note": "已核查门禁记录"}
    assert await refused(story, leaders.company, "meritCaseHear", case, **hearing) == (
        "MERIT_ANOTHER_PERSON_NEEDED"
    )
    assert await refused(story, story.estate.technician, "meritCaseHear", case, **hearing) == (
        "MERIT_OWN_CASE"
    )
    await step(story, leaders.board, "meritCaseHear", case, **hearing)
    assert case["state"] == state
    assert await told(story, template) == [story.estate.technician.id]


@pytest.mark.rule("S-J3")
async def test_a_case_is_seen_by_those_it_concerns_and_by_nobody_else(story: Story) -> None:
    leaders = await deciding(story)
    case = await proposed(story, story.estate.technician)
    estate = story.estate

    async def seen(*people: Person) -> list[int]:
        return [len((await story.ask(each, LISTED))["meritCases"]["nodes"]) for each in people]

    assert await seen(estate.manager, estate.head) == [1, 1]
    outside = (estate.technician, estate.second_technician, estate.supervisor, estate.agent)
    assert await seen(*outside, leaders.company, leaders.board) == [0, 0, 0, 0, 0, 0]
    await step(story, estate.head, "meritCaseEndorse", case)
    assert await seen(leaders.company, leaders.board) == [1, 0], "whose turn it is"
    await step(story, leaders.company, "meritCaseApprove", case)
    assert await seen(estate.technician, estate.second_technician, leaders.board) == [1, 0, 0]


@pytest.mark.rule("S-J3")
async def test_everybody_is_told_what_they_may_do_with_a_case(story: Story) -> None:
    leaders = await deciding(story)
    case = await proposed(story, story.estate.technician)
    estate = story.estate
    asked = "{ meritCases { nodes { allowedActions } } }"

    async def allowed(person: Person) -> list[str]:
        [found] = (await story.ask(person, asked))["meritCases"]["nodes"]
        actions: list[str] = found["allowedActions"]
        return actions

    assert await allowed(estate.manager) == ["WITHDRAW"]
    assert await allowed(estate.head) == ["ENDORSE", "DECLINE"]
    assert await allowed(leaders.region) == ["ENDORSE", "DECLINE"]
    await step(story, estate.head, "meritCaseEndorse", case)
    assert await allowed(estate.head) == []
    assert await allowed(leaders.company) == ["APPROVE", "DECLINE"]
    await step(story, leaders.company, "meritCaseApprove", case)
    assert await allowed(estate.technician) == ["OBJECT"]
    await step(story, estate.technician, "meritCaseObject", case, objection="有门禁记录")
    assert await allowed(leaders.company) == []
    assert await allowed(leaders.board) == ["UPHOLD", "LIGHTEN", "OVERTURN"]


@pytest.mark.rule("S-J3")
async def test_time_for_objecting_that_ran_out_while_the_plugin_was_off_ends_when_it_is_on(
    story: Story,
) -> None:
    leaders = await deciding(story)
    await decided(story, leaders, story.estate.technician)
    async with administering(story.door.access, console(story.estate.group_id)) as (actor, uow):
        signed = select(ContractPlugin.contract_id).where(ContractPlugin.plugin == "merit")
        contract = (await uow.execute(signed)).scalar_one()
        await end_contract(actor, story.estate.id, contract, uow)
    await story.on(days=10)
    await deciding(story)
    await story.on(seconds=1)
    [own] = (await story.ask(story.estate.technician, MINE))["myMeritCases"]["nodes"]
    assert own["state"] == "IN_FORCE"
