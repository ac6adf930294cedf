"""D. Handling: complaints (S-D5)."""

from typing import Any

import pytest

from core.staff.models import Function
from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story
from tests.standard.work import worked_through

STAGES = """query($id: ID!) { ticket(id: $id) {
    missingStages events(first: 50) { action note data public } } }"""


async def a_complaint(story: Story, **given: Any) -> dict[str, Any]:
    """One about a guard's manners, dispatched to security."""
    estate = story.estate
    said = {"kind": "COMPLAINT", "nature": "SERVICE_TYPE", "content": "门岗保安说话粗鲁", **given}
    ticket = await story.reported(estate.agent, channel="PHONE", **with_requester(story), **said)
    department = gid("Department", estate.id, estate.departments[Function.SECURITY])
    await story.step(estate.agent, "ticketDispatch", ticket, departmentId=department)
    return ticket


def with_requester(story: Story) -> dict[str, Any]:
    """Who complains, when an agent writes it down."""
    estate = story.estate
    return {
        "requesterId": gid("Resident", estate.id, estate.resident.id),
        "receivedBy": gid("Staff", estate.id, estate.agent.id),
    }


async def look_into(
    story: Story, ticket: dict[str, Any], stage: str, by: Person | None = None, **given: Any
) -> None:
    """A stage that can be recorded."""
    said = {"stage": stage, "finding": f"{stage} 已完成", **given}
    await story.step(by or story.estate.butler, "ticketInvestigate", ticket, **said)


async def refused(story: Story, ticket: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The first error of a stage that cannot."""
    said = {"ticketId": ticket["id"], "expectedVersion": ticket["version"], **given}
    payload = await story.do(story.estate.butler, "ticketInvestigate", "ticket { id }", **said)
    error: dict[str, Any] = payload["userErrors"][0]
    return error


async def seen(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await story.ask(story.estate.agent, STAGES, id=ticket["id"]))["ticket"]
    return found


@pytest.mark.rule("S-D5")
async def test_a_service_complaint_runs_from_the_first_look_to_the_apology_and_the_remedy(
    story: Story,
) -> None:
    estate = story.estate
    ticket = await a_complaint(story)
    security = gid("Department", estate.id, estate.departments[Function.SECURITY])
    error = await refused(story, ticket, stage="REMEDY", finding="先道歉")
    assert error["code"] == "STAGE_OUT_OF_ORDER"
    await look_into(story, ticket, "LOOK")
    await look_into(story, ticket, "LEADER_TOLD")
    await look_into(story, ticket, "LOCATE")
    error = await refused(story, ticket, stage="RESPONSIBILITY", finding="门岗")
    assert error["code"] == "RESPONSIBLE_REQUIRED"
    await look_into(story, ticket, "RESPONSIBILITY", responsibleId=security)
    await look_into(story, ticket, "REMEDY")
    guard = gid("Staff", estate.id, estate.guard.id)
    await look_into(story, ticket, "APOLOGY", attendedIds=[guard])
    assert (await seen(story, ticket))["missingStages"] == ["CARRY_OUT"]
    await look_into(story, ticket, "CARRY_OUT", by=estate.supervisor)
    shown = await seen(story, ticket)
    assert shown["missingStages"] == []
    stages = [each["data"] for each in shown["events"] if each["action"] == "INVESTIGATE"]
    assert [each["stage"] for each in stages] == [
        *("LOOK", "LEADER_TOLD", "LOCATE", "RESPONSIBILITY", "REMEDY", "APOLOGY", "CARRY_OUT")
    ]
    assert stages[3]["responsible"] == str(estate.departments[Function.SECURITY])
    assert not any(each["public"] for each in shown["events"] if each["action"] == "INVESTIGATE")


@pytest.mark.rule("S-D5")
async def test_a_repair_complaint_is_handled_as_a_repair_without_an_apology(story: Story) -> None:
    ticket = await a_complaint(story, nature="REPAIR_TYPE", content="外墙渗水多次未修好")
    assert "APOLOGY" not in (await seen(story, ticket))["missingStages"]
    for stage in ("LOOK", "LOCATE"):
        await look_into(story, ticket, stage)
    error = await refused(story, ticket, stage="APOLOGY", finding="致歉")
    assert error["code"] == "STAGE_NOT_FOR_NATURE"


@pytest.mark.rule("S-D5")
async def test_butler_and_supervisor_attend_a_major_complaint_together(story: Story) -> None:
    estate = story.estate
    ticket = await a_complaint(story, severity="MAJOR")
    butler, supervisor = (
        gid("Staff", estate.id, person.id) for person in (estate.butler, estate.supervisor)
    )
    error = await refused(story, ticket, stage="LOOK", finding="上门", attendedIds=[butler])
    assert error["code"] == "ATTENDANCE_REQUIRED"
    await look_into(story, ticket, "LOOK", attendedIds=[butler, supervisor])


@pytest.mark.rule("S-D5")
@pytest.mark.parametrize(
    ("nature", "demanded"),
    [
        ("SERVICE_TYPE", ["LEADER_TOLD", "LOCATE", "RESPONSIBILITY", "REMEDY", "APOLOGY"]),
        ("REPAIR_TYPE", ["LOCATE", "RESPONSIBILITY", "REMEDY"]),
    ],
)
async def test_a_complaint_is_not_completed_before_it_was_worked_through(
    story: Story, nature: str, demanded: list[str]
) -> None:
    ticket = await a_complaint(story, nature=nature)
    await look_into(story, ticket, "LOOK")
    error = await not_completed(story, ticket)
    assert (error["code"], error["field"]) == ("STAGES_MISSING", "ticketId")
    assert error["message"].endswith(f"{'、'.join(demanded)}。")
    await worked_through(story, ticket, demanded[-1])
    assert (await not_completed(story, ticket))["message"].endswith(f"：{demanded[-1]}。")
    await worked_through(story, ticket)
    await story.step(story.estate.guard, "ticketComplete", ticket, result="已处理")
    assert (await seen(story, ticket))["missingStages"] == [], "completing is carrying it out"


@pytest.mark.rule("S-D5")
async def test_what_turns_grave_after_the_first_look_is_looked_at_again_together(
    story: Story,
) -> None:
    estate = story.estate
    ticket = await a_complaint(story)
    await look_into(story, ticket, "LOOK")
    await worked_through(story, ticket)
    said = {"kind": "COMPLAINT", "nature": "SERVICE_TYPE", "urgency": "ROUTINE"}
    await story.step(estate.agent, "ticketClassify", ticket, **said, severity="MAJOR")
    assert (await not_completed(story, ticket))["message"].endswith("：LOOK。")
    there = [gid("Staff", estate.id, each.id) for each in (estate.butler, estate.supervisor)]
    await look_into(story, ticket, "LOOK", attendedIds=there)
    await story.step(estate.guard, "ticketComplete", ticket, result="已处理")


async def not_completed(story: Story, ticket: dict[str, Any]) -> dict[str, Any]:
    """The guard has it, and is refused to complete it: why."""
    estate = story.estate
    if ticket["state"] == "DISPATCHED":
        who = gid("Staff", estate.id, estate.guard.id)
        await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
        await story.step(estate.guard, "ticketAccept", ticket)
    said = {"ticketId": ticket["id"], "expectedVersion": ticket["version"], "result": "已处理"}
    payload = await story.do(estate.guard, "ticketComplete", "ticket { id }", **said)
    error: dict[str, Any] = payload["userErrors"][0]
    return error
