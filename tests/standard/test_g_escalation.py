"""G. Escalation."""

from datetime import timedelta
from typing import Any

import pytest

from core.actor import Role
from tests.escalation.people import appoint, at, local
from tests.escalation.told import (
    acknowledge,
    acknowledged,
    chain,
    escalations,
    major,
    messages,
    solved,
    tellings,
)
from tests.standard.story import Story

FRIDAY = local("2025-02-07", "18:50")
"""The evening before Saturday 2025-02-08, which is worked to make up for the Spring Festival."""


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
    story.time.set(FRIDAY)
    await appoint(story)
    ticket = await major(story)
    await story.on(hours=1)
    found = await chain(story, ticket)
    assert tellings(found) == ALL_TOLD
    assert [(each["rule"], each["role"], at(each["dueAt"])) for each in found["reports"]] == [
        ("S-G2", "ESTATE_MANAGER", FRIDAY + timedelta(hours=24)),
        ("S-G3", "COMPANY_LEADER", FRIDAY + timedelta(hours=48)),
    ]
    await solved(story, ticket)
    query = "query($id: ID!) { ticket(id: $id) { promises { rule dueAt } } }"
    promises = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["promises"]
    revisit = next(each["dueAt"] for each in promises if each["rule"] == "S-F1")
    # Saturday the 8th is worked, Sunday is not: the second working day is Monday.
    assert at(revisit) == local("2025-02-10", "18:00")


@pytest.mark.rule("S-G1")
async def test_the_departments_concerned_are_told_within_three_minutes(story: Story) -> None:
    await appoint(story)
    ticket = await major(
        story, urgency="EMERGENCY", severity="ORDINARY", kind="REPAIR", nature=None
    )
    begun = (
        at((await chain(story, ticket))["startedAt"]) if await escalations(story, ticket) else None
    )
    assert begun is None, "nothing is told before the workers have seen it"
    await story.on(minutes=2, seconds=59)
    assert tellings(await chain(story, ticket)) == []
    await story.on(seconds=1)
    assert tellings(await chain(story, ticket)) == ALL_TOLD[:2]
    assert await messages(story, ticket, "escalation.matter") == {"郑强"}
    assert await messages(story, ticket, "escalation.report_asked") == {"高伟"}


@pytest.mark.rule("S-G1")
@pytest.mark.parametrize(
    "graded",
    [
        {"urgency": "EMERGENCY"},
        {"severity": "MAJOR"},
        {"severity": "COMPLEX"},
        {"needsDeveloper": True},
        {"important": True},
    ],
    ids=str,
)
async def test_what_becomes_grave_later_escalates_from_then_on(
    story: Story, graded: dict[str, object]
) -> None:
    await appoint(story)
    ticket = await major(story, severity="ORDINARY")
    await story.on(hours=1)
    assert await escalations(story, ticket) == []
    said: dict[str, Any] = {"kind": "COMPLAINT", "nature": "REPAIR_TYPE", "urgency": "ROUTINE"}
    said = {**said, "severity": "ORDINARY", **graded}
    await story.step(story.estate.agent, "ticketClassify", ticket, **said)
    await story.on(minutes=20)
    assert tellings(await chain(story, ticket)) == ALL_TOLD


@pytest.mark.rule("S-G2")
async def test_what_the_estate_manager_acknowledges_goes_no_further_but_the_report_is_owed(
    story: Story,
) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=4)
    await acknowledged(story, ticket, story.estate.manager)
    await story.on(hours=1)
    found = await chain(story, ticket)
    assert tellings(found) == ALL_TOLD[:2]
    assert [step["state"] for step in found["steps"]][2:] == ["CALLED_OFF", "CALLED_OFF"]
    assert [(each["rule"], each["state"]) for each in found["reports"]] == [("S-G2", "OWED")]


@pytest.mark.rule("S-G2")
async def test_an_estate_manager_who_cannot_solve_it_passes_it_on_at_once(story: Story) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=4)
    await acknowledged(story, ticket, story.estate.manager)
    await story.on(hours=2)
    await acknowledged(story, ticket, story.estate.manager, passOn=True, note="需公司协调")
    await story.on(minutes=1)
    found = await chain(story, ticket)
    told = [each for each in tellings(found) if each[1] == "S-G2"]
    assert told == [(124.0, "S-G2", "COMPANY_LEADER", ["孙总"])]
    await story.on(hours=1)
    assert tellings(await chain(story, ticket))[-1][1] == "S-G2", "the board was called off"


@pytest.mark.rule("S-G2", "S-G3")
async def test_a_report_not_handed_in_is_pressed_for_by_the_next_one_up(story: Story) -> None:
    above = await appoint(story)
    ticket = await major(story)
    await story.on(hours=24, minutes=1)
    found = await chain(story, ticket)
    pressed = [step for step in found["steps"] if step["purpose"] == "REPORT_OVERDUE"]
    assert [(step["rule"], step["toldRole"]) for step in pressed] == [("S-G2", "REGION_MANAGER")]
    report = next(each for each in found["reports"] if each["rule"] == "S-G2")
    assert report["overdueAt"] == report["dueAt"]
    given = {"reportId": report["id"], "expectedVersion": report["version"], "text": "情况报告"}
    selection = "report { state text submittedByName }"
    refused = await story.do(story.estate.technician, "escalationReportSubmit", selection, **given)
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_TOLD"]
    done = await story.done(story.estate.manager, "escalationReportSubmit", selection, **given)
    assert done["report"] == {"state": "SUBMITTED", "text": "情况报告", "submittedByName": "高伟"}
    await story.on(hours=24)
    found = await chain(story, ticket)
    pressed = [step for step in found["steps"] if step["purpose"] == "REPORT_OVERDUE"]
    assert [(step["rule"], step["toldRole"]) for step in pressed] == [
        ("S-G2", "REGION_MANAGER"),
        ("S-G3", "BOARD"),
    ]
    leader = above[Role.COMPANY_LEADER]
    query = "{ myEscalationReports { nodes { rule state } } }"
    listed = (await story.ask(leader, query))["myEscalationReports"]["nodes"]
    assert listed == [{"rule": "S-G3", "state": "OWED"}]


@pytest.mark.rule("S-G3")
async def test_what_is_solved_goes_no_further_and_asks_for_no_report(story: Story) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=6)
    await solved(story, ticket)
    await story.on(hours=49)
    found = await chain(story, ticket)
    assert (found["state"], found["ending"]) == ("ENDED", "SOLVED")
    assert tellings(found) == ALL_TOLD[:3]
    assert {each["state"] for each in found["reports"]} == {"WAIVED"}


@pytest.mark.rule("S-G3")
async def test_a_dissatisfied_customer_of_a_major_matter_escalates_it_anew(story: Story) -> None:
    await appoint(story)
    ticket = await major(story)
    await story.on(minutes=1)
    await solved(story, ticket)
    await story.step(story.estate.agent, "ticketConfirm", ticket, outcome="NOT_SOLVED")
    await story.on(minutes=15)
    matters = [each for each in await escalations(story, ticket) if each["chain"] == "MATTER"]
    assert [each["state"] for each in matters] == ["ENDED", "RUNNING"]
    assert tellings(matters[1]) == ALL_TOLD


@pytest.mark.rule("S-G4")
async def test_developer_and_company_verify_together_within_eight_hours_of_the_handling(
    story: Story,
) -> None:
    await appoint(story)
    ticket = await major(story, severity="ORDINARY")
    said: dict[str, Any] = {"kind": "COMPLAINT", "nature": "REPAIR_TYPE", "urgency": "ROUTINE"}
    said = {**said, "severity": "ORDINARY", "needsDeveloper": True}
    await story.step(story.estate.agent, "ticketClassify", ticket, **said)
    await solved(story, ticket)
    await story.on(hours=1)
    query = "query($id: ID!) { ticket(id: $id) { completedAt verifications"
    query += " { id version state dueAt overdueAt finding developerPerson } } }"
    found = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]
    (owed,) = found["verifications"]
    assert at(owed["dueAt"]) == at(found["completedAt"]) + timedelta(hours=8)
    assert await messages(story, ticket, "escalation.verification_asked") == {"林芳"}
    await story.on(hours=8)
    late = await chain(story, ticket, "OVERDUE")
    assert (late["cause"], late["causeRule"]) == ("VERIFICATION", "S-G4")
    assert tellings(late)[0][2:] == ("CS_SUPERVISOR", ["林芳"])
    done = await story.done(
        story.estate.supervisor,
        "jointVerificationRecord",
        "verification { state finding developerPerson }",
        verificationId=owed["id"],
        expectedVersion=owed["version"] + 1,
        finding="PASSED",
        developerPerson="开发商客服小李",
        verifiedAt=late["startedAt"],
    )
    assert done["verification"]["state"] == "RECORDED"
    late = await chain(story, ticket, "OVERDUE")
    assert (late["state"], late["ending"]) == ("ENDED", "SOLVED")


@pytest.mark.rule("S-G5")
async def test_the_revisit_is_due_within_two_working_days_of_the_end(story: Story) -> None:
    await appoint(story)
    ticket = await major(story)
    await solved(story, ticket)
    query = "query($id: ID!) { ticket(id: $id) { promises { rule dueAt } } }"
    promises = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["promises"]
    revisit = next(each["dueAt"] for each in promises if each["rule"] == "S-F1")
    assert at(revisit) == local("2025-03-14", "18:00"), "two days after a Wednesday"


@pytest.mark.rule("S-G6")
async def test_every_step_records_who_was_told_how_when_and_that_they_acknowledged_it(
    story: Story,
) -> None:
    above = await appoint(story)
    ticket = await major(story)
    await story.on(minutes=11)
    mine = "{ myEscalations { nodes { rule ticket { number } } } }"
    board = above[Role.BOARD]
    nodes = (await story.ask(board, mine))["myEscalations"]["nodes"]
    assert [node["rule"] for node in nodes] == ["S-G3"]
    await acknowledged(story, ticket, board, note="已知悉，派专人督办")
    assert (await story.ask(board, mine))["myEscalations"]["nodes"] == []
    step = (await chain(story, ticket))["steps"][3]
    assert (step["role"], step["toldRole"], step["state"]) == ("BOARD", "BOARD", "ACKNOWLEDGED")
    assert (step["acknowledgedByName"], step["note"]) == ("李董", "已知悉，派专人督办")
    assert [telling["name"] for telling in step["tellings"]] == ["李董"]
    refused = await acknowledge(story, step, story.estate.agent)
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_TOLD"]
    message = step["tellings"][0]["message"]
    assert message == {"template": "escalation.matter", "state": "SENT"}, "how it was told"
    told_at = [each["toldAt"] for each in (await chain(story, ticket))["steps"]]
    assert None not in told_at


@pytest.mark.rule("S-G6")
async def test_where_nobody_at_all_holds_a_role_that_is_on_the_ticket_and_the_directors_know(
    story: Story,
) -> None:
    above = await appoint(story, [Role.GROUP_DIRECTOR])
    ticket = await major(story)
    await story.on(minutes=11)
    found = await chain(story, ticket)
    assert [(step["role"], step["state"], step["toldRole"]) for step in found["steps"]] == [
        ("DEPARTMENT_HEAD", "TOLD", "DEPARTMENT_HEAD"),
        ("ESTATE_MANAGER", "TOLD", "ESTATE_MANAGER"),
        ("COMPANY_LEADER", "FAILED", "GROUP_DIRECTOR"),
        ("BOARD", "FAILED", "GROUP_DIRECTOR"),
    ]
    assert await messages(story, ticket, "escalation.nobody_told") == {"吴总监"}
    await acknowledged(story, ticket, above[Role.GROUP_DIRECTOR])


@pytest.mark.rule("S-G6")
async def test_whoever_stands_over_the_estate_may_stand_an_escalation_down_with_a_reason(
    story: Story,
) -> None:
    above = await appoint(story)
    ticket = await major(story)
    await story.on(minutes=4)
    found = await chain(story, ticket)
    given = {"escalationId": found["id"], "expectedVersion": found["version"]}
    given |= {"reason": "误报，现场已核实"}
    selection = "escalation { state ending endReason endedByName }"
    refused = await story.do(story.estate.manager, "escalationStandDown", selection, **given)
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_FOUND"]
    leader = above[Role.COMPANY_LEADER]
    done = await story.done(leader, "escalationStandDown", selection, **given)
    assert done["escalation"]["endReason"] == "误报，现场已核实"
    assert done["escalation"]["endedByName"] == "孙总"
    await story.on(hours=1)
    assert tellings(await chain(story, ticket)) == ALL_TOLD[:2]


@pytest.mark.rule("S-G6")
async def test_anybody_at_the_estate_may_escalate_by_hand_with_a_reason(story: Story) -> None:
    await appoint(story)
    ticket = await story.reported(story.estate.resident)
    given = {"ticketId": ticket["id"], "reason": "住户情绪激动，扬言曝光"}
    selection = "escalation { cause reason startedByName }"
    done = await story.done(story.estate.butler, "escalationStart", selection, **given)
    assert done["escalation"]["startedByName"] == "周敏"
    again = await story.do(story.estate.butler, "escalationStart", selection, **given)
    assert [each["code"] for each in again["userErrors"]] == ["ALREADY_RUNNING"]
    await story.on(minutes=15)
    assert tellings(await chain(story, ticket)) == ALL_TOLD
