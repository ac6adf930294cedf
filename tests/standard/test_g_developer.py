"""G. Escalation: matters that need the developer, from the warranty to the revisit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock
from tests.standard.developer import (
    accepted,
    answered,
    company,
    handed,
    leak,
    partner,
    seen,
    warranted,
    with_developer,
)
from tests.standard.story import Story

TICKETS = "{ tickets { nodes { id number state content developerHandOver { place report } } } }"


def at(told: str) -> datetime:
    return datetime.fromisoformat(told)


@pytest.mark.rule("S-G1")
async def test_a_ticket_within_a_warranty_is_recognised_and_proposed_for_hand_over(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    await warranted(story, developer)
    ticket = await leak(story)
    found = (await seen(story, ticket))["warranty"]
    assert (found["state"], found["component"]) == ("PROPOSED", "PLUMBING")
    assert (found["endsOn"], found["developer"]["name"]) == ("2026-06-01", "和苑置业")
    said = {"kind": "REPAIR", "urgency": "ROUTINE", "severity": "ORDINARY"}
    await story.step(
        story.estate.agent, "ticketClassify", ticket, **said, categoryCode="repair.power"
    )
    assert (await seen(story, ticket))["warranty"]["state"] == "LAPSED"


@pytest.mark.rule("S-D8")
async def test_while_the_developer_has_it_the_residents_clock_waits_with_a_limit_and_visibly(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    hand_over = await handed(story, developer, ticket)
    told = await story.ask(
        story.estate.resident,
        "query($id: ID!) { ticket(id: $id) { state holdReason holdUntil } }",
        id=ticket["id"],
    )
    shown = told["ticket"]
    assert (shown["state"], shown["holdReason"]) == ("ON_HOLD", "DEVELOPER")
    assert shown["holdUntil"] == hand_over["responseDueAt"]
    assert at(hand_over["responseDueAt"]) - clock.now() == timedelta(hours=24)
    await accepted(story, developer, hand_over)
    found = await seen(story, ticket)
    assert (found["state"], found["holdUntil"]) == ("ON_HOLD", hand_over["repairBy"])
    clocks = {each["kind"]: each["state"] for each in found["developerHandOver"]["clocks"]}
    assert clocks == {"RESPONSE": "KEPT", "REPAIR": "RUNNING"}


@pytest.mark.rule("S-D6")
async def test_a_developers_people_see_what_was_handed_to_them(story: Story) -> None:
    await with_developer(story)
    developer, other = await company(story), await company(story, "他山地产", "赵工")
    ticket = await leak(story)
    await leak(story)
    assert (await story.ask(developer.person, TICKETS))["tickets"]["nodes"] == []
    await handed(story, developer, ticket)
    (shown,) = (await story.ask(developer.person, TICKETS))["tickets"]["nodes"]
    assert shown["number"] == ticket["number"]
    assert shown["developerHandOver"]["place"] == story.estate.house_labels[0]
    assert (await story.ask(other.person, TICKETS))["tickets"]["nodes"] == []
    stranger = partner(story, "外来")
    assert (await story.ask(stranger, TICKETS))["tickets"]["nodes"] == []


@pytest.mark.rule("S-G2")
@pytest.mark.rule("S-G3")
async def test_handing_over_begins_the_chain_with_written_reports_at_24_and_48_hours(
    story: Story,
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    await handed(story, developer, ticket)
    handed_at = clock.now()
    query = """query($id: ID!) { escalationPreview(ticketId: $id) {
        chain cause role reportRule at reportDueAt } }"""
    told = (await story.ask(story.estate.agent, query, id=ticket["id"]))["escalationPreview"]
    owed = {
        each["reportRule"]: at(each["reportDueAt"]) - handed_at
        for each in told
        if each["chain"] == "MATTER" and each["reportRule"]
    }
    assert owed == {"S-G2": timedelta(hours=24), "S-G3": timedelta(hours=48)}
    assert {each["role"] for each in told if each["chain"] == "MATTER"} >= {
        "DEPARTMENT_HEAD",
        "ESTATE_MANAGER",
        "COMPANY_LEADER",
        "BOARD",
    }


async def repaired(story: Story) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """A leak that the developer took on and reports repaired, a day later."""
    developer = await company(story)
    ticket = await leak(story)
    hand_over = await accepted(story, developer, await handed(story, developer, ticket))
    await story.on(days=1)
    await answered(
        story, developer, hand_over, "developerReportRepair", report="已重做防水层，闭水试验合格"
    )
    return developer, ticket, hand_over


@pytest.mark.rule("S-G4")
async def test_what_the_developer_repaired_is_verified_together_within_eight_hours(
    story: Story,
) -> None:
    await with_developer(story)
    _, ticket, _ = await repaired(story)
    found = await seen(story, ticket)
    assert (found["state"], found["result"]) == ("COMPLETED", "已重做防水层，闭水试验合格")
    (owed,) = found["verifications"]
    assert at(owed["dueAt"]) - at(found["completedAt"]) == timedelta(hours=8)
    await story.on(hours=2)
    await story.done(
        story.estate.supervisor,
        "jointVerificationRecord",
        "verification { state }",
        verificationId=owed["id"],
        expectedVersion=owed["version"],
        finding="PASSED",
        developerPerson="李工",
        verifiedAt=clock.now().isoformat(),
    )
    found = await seen(story, ticket)
    assert found["developerHandOver"]["state"] == "VERIFIED"
    steps = [each["action"] for each in found["developerHandOver"]["events"]]
    assert steps == ["HAND_OVER", "ACCEPT", "REPORT_REPAIR", "PASS"]


@pytest.mark.rule("S-G4")
async def test_defects_found_together_stand_on_the_hand_over_and_it_can_be_handed_over_again(
    story: Story,
) -> None:
    await with_developer(story)
    developer, ticket, _ = await repaired(story)
    (owed,) = (await seen(story, ticket))["verifications"]
    await story.done(
        story.estate.supervisor,
        "jointVerificationRecord",
        "verification { state }",
        verificationId=owed["id"],
        expectedVersion=owed["version"],
        finding="DEFECTS",
        developerPerson="李工",
        verifiedAt=clock.now().isoformat(),
        note="墙角仍渗水",
    )
    assert (await seen(story, ticket))["developerHandOver"]["state"] == "DEFECTIVE"
    await story.step(story.estate.supervisor, "ticketReopen", ticket, reason="仍渗水")
    again = await handed(story, developer, ticket, report="墙角仍渗水，请返修")
    again = await accepted(story, developer, again)
    await answered(story, developer, again, "developerReportRepair", report="已返修")
    found = await seen(story, ticket)
    assert (found["state"], found["result"]) == ("COMPLETED", "已返修")
    assert [each["state"] for each in found["verifications"]] == ["RECORDED", "OWED"]


@pytest.mark.rule("S-G5")
async def test_after_the_developers_repair_the_revisit_is_due_within_two_working_days(
    story: Story,
) -> None:
    await with_developer(story)
    _, ticket, _ = await repaired(story)
    promises = (await seen(story, ticket))["promises"]
    (revisit,) = [each["dueAt"] for each in promises if each["rule"] == "S-F1"]
    shown = at(revisit).astimezone(UTC).isoformat()
    assert shown == "2025-03-17T10:00:00+00:00", "a Thursday's repair: Monday at the end of work"


@pytest.mark.rule("S-D8")
@pytest.mark.parametrize("name", ["developerRefuse", "developerDispute"])
async def test_what_the_developer_does_not_take_on_is_the_estates_and_its_clock_runs_again(
    story: Story, name: str
) -> None:
    await with_developer(story)
    developer = await company(story)
    ticket = await leak(story)
    before = {each["rule"]: each["dueAt"] for each in (await seen(story, ticket))["promises"]}
    hand_over = await handed(story, developer, ticket)
    await story.on(hours=3)
    paused = {each["rule"]: each["state"] for each in (await seen(story, ticket))["promises"]}
    assert paused["S-D7"] == "PAUSED"
    await answered(story, developer, hand_over, name, reason="住户自行改造所致")
    found = await seen(story, ticket)
    assert (found["state"], found["holdReason"]) == ("ACCEPTED", None)
    assert found["developerHandOver"]["reason"] == "住户自行改造所致"
    runs = {each["rule"]: each for each in found["promises"]}["S-D7"]
    assert runs["state"] == "RUNNING"
    assert at(runs["dueAt"]) > at(before["S-D7"]), "the wait is made up for"
    assert (await story.ask(developer.person, TICKETS))["tickets"]["nodes"] == []


@pytest.mark.rule("S-D8")
async def test_a_developer_who_does_not_answer_in_time_breaks_a_promise_and_both_sides_hear(
    story: Story,
) -> None:
    await with_developer(story, respond_hours={"ROUTINE": 4})
    await story.caller(story.estate.supervisor)
    developer = await company(story)
    ticket = await leak(story)
    hand_over = await handed(story, developer, ticket)
    await story.on(hours=5)
    found = (await seen(story, ticket))["developerHandOver"]
    (response,) = found["clocks"]
    assert (response["state"], response["brokenAt"]) == ("BROKEN", hand_over["responseDueAt"])
    assert [each["action"] for each in found["events"]] == ["HAND_OVER", "OVERDUE"]
    assert len(await story.events("developer_escalation.clock_broken")) == 1
    mine = "{ notifications { nodes { template } } }"
    for person, template in ((developer.person, "reminded"), (story.estate.supervisor, "overdue")):
        told = (await story.ask(person, mine))["notifications"]["nodes"]
        assert f"developer_escalation.{template}" in {each["template"] for each in told}
    hand_over["version"] = found["version"]
    await accepted(story, developer, hand_over)
    clocks = {
        each["kind"]: each for each in (await seen(story, ticket))["developerHandOver"]["clocks"]
    }
    assert (clocks["RESPONSE"]["state"], clocks["REPAIR"]["state"]) == ("BROKEN", "RUNNING")
    assert clocks["RESPONSE"]["endedAt"] is not None, "kept late is broken, and ended"
