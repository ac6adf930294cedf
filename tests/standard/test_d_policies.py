"""D. Policies: a group changes every number, from a day on, and never looking back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.ids import new_id
from tests.factories import Person
from tests.standard.story import Story
from tests.standard.test_d_promises import promises
from tests.standard.work import worked_through

POLICY = """query($id: ID!, $at: DateTime) { policy(estateId: $id, at: $at) {
    version { number note estate { id } } document
    promises { rule start stop pauses { reason limit } targets { kinds urgencies duration }
        warnings { percent before tell } } } }"""
PREVIEW = """query($id: ID, $at: DateTime!, $document: JSON, $edits: [JSON!]) {
    policyPreview(estateId: $id, effectiveFrom: $at, document: $document, edits: $edits) {
        problems { code path reason } changes { rule part difference before after } document } }"""
SIMULATION = """query($id: ID!, $edits: [JSON!], $since: DateTime!) {
    policySimulation(estateId: $id, edits: $edits, since: $since) {
        rule tickets madeBefore keptBefore brokenBefore madeAfter keptAfter brokenAfter } }"""
COMPLAINTS = {"rule": "S-D7", "kinds": ["COMPLAINT"]}
IN_A_DAY = {**COMPLAINTS, "duration": {"hours": 24}}
ADOPTED = "version { id number effectiveFrom document }"


def here(story: Story) -> str:
    """The estate's id."""
    return f"Estate:{story.estate.id}"


async def in_force(story: Story, **given: Any) -> dict[str, Any]:
    """The policy of the estate."""
    found = await story.ask(story.estate.agent, POLICY, id=here(story), **given)
    policy: dict[str, Any] = found["policy"]
    return policy


async def adopt(story: Story, **given: Any) -> dict[str, Any]:
    """Adopted by the manager for the estate."""
    said = {"estateId": here(story), "note": "合同约定", "expectedVersion": 0, **given}
    payload = await story.do(story.estate.manager, "policyAdopt", ADOPTED, **said)
    return payload


async def complained(story: Story) -> dict[str, Any]:
    """A new complaint."""
    return await story.reported(story.estate.resident, kind="COMPLAINT", content="楼上太吵")


async def due(story: Story, ticket: dict[str, Any]) -> datetime:
    """When it is to be completed."""
    return datetime.fromisoformat((await promises(story, ticket))["S-D7"]["dueAt"])


@pytest.mark.rule("S-D7")
async def test_a_policy_is_never_retroactive_and_a_ticket_keeps_its_own(story: Story) -> None:
    began, first = clock.now(), await complained(story)
    tomorrow = began + timedelta(days=1)
    adopted = await adopt(story, edits=[IN_A_DAY], effectiveFrom=tomorrow.isoformat())
    assert (adopted["userErrors"], adopted["version"]["number"]) == ([], 1)
    second = await complained(story)
    await story.on(days=1)
    third = await complained(story)
    assert [await due(story, each) for each in (first, second, third)] == [
        began + timedelta(days=3),
        began + timedelta(days=3),
        tomorrow + timedelta(hours=24),
    ]
    past = await adopt(story, above=True, effectiveFrom=began.isoformat(), expectedVersion=1)
    assert [each["code"] for each in past["userErrors"]] == ["EFFECTIVE_IN_PAST"]


@pytest.mark.rule("S-D7")
async def test_a_ticket_classified_anew_is_under_the_policy_in_force_then(story: Story) -> None:
    began, ticket = clock.now(), await complained(story)
    await adopt(story, edits=[IN_A_DAY])
    await story.on(hours=1)
    assert await due(story, ticket) == began + timedelta(days=3)
    said = {"kind": "COMPLAINT", "urgency": "URGENT", "severity": "MAJOR"}
    await story.step(story.estate.agent, "ticketClassify", ticket, nature="SERVICE_TYPE", **said)
    assert await due(story, ticket) == began + timedelta(hours=24)


@pytest.mark.rule("S-B3")
async def test_a_target_may_be_for_major_matters_alone(story: Story) -> None:
    major = {**COMPLAINTS, "severities": ["MAJOR"], "duration": {"hours": 8}}
    await adopt(story, edits=[major])
    ordinary = await complained(story)
    serious = await story.reported(
        story.estate.agent,
        kind="COMPLAINT",
        channel="PHONE",
        severity="MAJOR",
        contactName="王女士",
        contactPhone="13900000000",
    )
    assert await due(story, ordinary) == clock.now() + timedelta(days=3)
    assert await due(story, serious) == clock.now() + timedelta(hours=8)


@pytest.mark.rule("S-D7")
async def test_an_estate_has_its_own_policy_the_groups_or_the_shipped_one(story: Story) -> None:
    director = Person(new_id(), "集团总监", "", story.world.director)
    assert (await in_force(story))["version"] is None
    said = {"note": "集团标准", "expectedVersion": 0}
    await story.done(director, "policyAdopt", ADOPTED, edits=[IN_A_DAY], **said)
    of_group = await in_force(story)
    assert (of_group["version"]["note"], of_group["version"]["estate"]) == ("集团标准", None)
    await adopt(story, document={"promises": of_group["document"]["promises"][:-1]})
    own = await in_force(story)
    assert own["version"]["estate"] == {"id": here(story)}
    assert "S-F1" not in {each["rule"] for each in own["promises"]}
    await adopt(story, above=True, expectedVersion=1)
    assert (await in_force(story))["version"] == of_group["version"]
    await story.done(
        director, "policyAdopt", ADOPTED, above=True, note="回到标准", expectedVersion=1
    )
    assert (await in_force(story))["version"] is None


@pytest.mark.rule("S-D7")
async def test_a_policy_is_looked_at_before_it_is_adopted(story: Story) -> None:
    manager, wrong = story.estate.manager, {**COMPLAINTS, "duration": {"hours": 1, "days": 1}}
    seen = (
        await story.ask(
            manager, PREVIEW, id=here(story), at=clock.now().isoformat(), edits=[IN_A_DAY]
        )
    )["policyPreview"]
    assert seen["problems"] == []
    assert [(each["rule"], each["part"], each["after"]) for each in seen["changes"]] == [
        ("S-D7", "targets", {"kinds": ["COMPLAINT"], "duration": {"hours": 24}})
    ]
    assert seen["changes"][0]["before"] == {"kinds": ["COMPLAINT"], "duration": {"days": 3}}
    refused = (
        await story.ask(manager, PREVIEW, id=here(story), at=clock.now().isoformat(), edits=[wrong])
    )["policyPreview"]
    assert [(each["code"], each["path"]) for each in refused["problems"]] == [
        ("VALUE_INVALID", "edits[0].duration")
    ]
    told = await adopt(story, edits=[wrong])
    assert [(each["code"], each["field"]) for each in told["userErrors"]] == [
        ("VALUE_INVALID", "edits[0].duration")
    ]


@pytest.mark.rule("S-D7")
async def test_a_policy_is_tried_on_past_tickets_before_it_is_adopted(story: Story) -> None:
    began, ticket = clock.now(), await complained(story)
    agent, estate = story.estate.agent, story.estate
    department = f"Department:{estate.id}:{next(iter(estate.departments.values()))}"
    await story.step(agent, "ticketDispatch", ticket, departmentId=department)
    await story.on(days=2)
    await story.step(estate.head, "ticketAccept", ticket)
    await worked_through(story, ticket)
    await story.step(estate.head, "ticketComplete", ticket, result="已劝导")
    found = await story.ask(
        estate.manager, SIMULATION, id=here(story), edits=[IN_A_DAY], since=began.isoformat()
    )
    by_rule = {each["rule"]: each for each in found["policySimulation"]}
    assert by_rule["S-D7"] == {
        "rule": "S-D7",
        "tickets": 1,
        "madeBefore": 1,
        "keptBefore": 1,
        "brokenBefore": 0,
        "madeAfter": 1,
        "keptAfter": 0,
        "brokenAfter": 1,
    }
    assert by_rule["S-D2"]["brokenBefore"] == by_rule["S-D2"]["brokenAfter"] == 1


@pytest.mark.rule("S-D7")
async def test_only_who_manages_policies_adopts_one(story: Story) -> None:
    said = {"note": "试试", "expectedVersion": 0, "edits": [IN_A_DAY]}
    for person, scope in ((story.estate.agent, here(story)), (story.estate.manager, None)):
        payload = await story.do(person, "policyAdopt", ADOPTED, estateId=scope, **said)
        assert [each["code"] for each in payload["userErrors"]] == ["NOT_FOUND"]
    found = await story.ask(
        story.estate.agent, PREVIEW, id=here(story), at=clock.now().isoformat(), edits=[IN_A_DAY]
    )
    assert found["policyPreview"] is None
    await adopt(story, edits=[IN_A_DAY])
    stale = await adopt(story, edits=[IN_A_DAY])
    assert [each["code"] for each in stale["userErrors"]] == ["CONFLICT"]
