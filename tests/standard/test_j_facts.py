"""J. Rewards and penalties: what facts propose, and people decide."""

from typing import Any

import pytest

from tests.api.door import gid
from tests.factories import Person
from tests.standard.deciding import deciding, refused, step
from tests.standard.story import Story
from tests.standard.work import finished, survey_of

FACTS = "{ meritFacts { nodes { id kind promise score staff { name } ticket { id } } } }"
CASES = """{ meritCases { nodes { id version state grade kind rule { code }
    evidence { fact { id kind } ticket { id } clock { rule } survey { id } }
    steps { action actorName } staff { name } } } }"""


async def facts(story: Story, person: Person | None = None) -> list[dict[str, Any]]:
    """The facts that the manager, or somebody else, sees."""
    said = await story.ask(person or story.estate.manager, FACTS)
    found: list[dict[str, Any]] = said["meritFacts"]["nodes"]
    return found


async def cases(story: Story) -> list[dict[str, Any]]:
    """The cases that the manager sees."""
    found: list[dict[str, Any]] = (await story.ask(story.estate.manager, CASES))["meritCases"][
        "nodes"
    ]
    return found


async def handed(story: Story, **given: Any) -> dict[str, Any]:
    """A ticket that was dispatched to the technician."""
    ticket = await story.reported(story.estate.resident, **given)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    return ticket


async def ruled(story: Story, code: str, version: int = 1, **given: Any) -> None:
    """New terms for a rule of the estate."""
    said = {
        "estateId": f"Estate:{story.estate.id}",
        "code": code,
        "title": "规则",
        "days": 30,
        "grade": "WRITTEN_WARNING",
        "ground": "CUSTOMER_SUFFERED",
        "expectedVersion": version,
        **given,
    }
    await story.done(story.estate.manager, "meritRuleSet", "meritRule { version }", **said)


@pytest.mark.rule("S-J3")
async def test_broken_promises_of_ones_own_propose_and_people_decide(story: Story) -> None:
    leaders = await deciding(story)
    await ruled(story, "BROKEN_PROMISES", fact="BROKEN_PROMISE", times=2, promises=["S-D2"])
    first = await handed(story)
    await story.on(hours=3)
    assert [each["promise"] for each in await facts(story)].count("S-D2") == 1
    assert await cases(story) == []
    second = await handed(story)
    await story.on(hours=3)
    [case] = await cases(story)
    assert (case["rule"]["code"], case["state"]) == ("BROKEN_PROMISES", "PROPOSED")
    assert [each["ticket"]["id"] for each in case["evidence"]] == [first["id"], second["id"]]
    assert {each["clock"]["rule"] for each in case["evidence"]} == {"S-D2"}
    assert case["steps"] == [{"action": "PROPOSE", "actorName": None}]
    await story.on(days=3)
    assert [each["state"] for each in await cases(story)] == ["PROPOSED"], "it waits for people"
    await step(story, story.estate.head, "meritCaseEndorse", case)
    await step(story, leaders.company, "meritCaseDecline", case, note="当日暴雨，情有可原")
    assert case["state"] == "DECLINED"


@pytest.mark.rule("S-J3")
async def test_no_fact_serves_twice_whatever_became_of_the_case(story: Story) -> None:
    await deciding(story)
    await ruled(story, "BROKEN_PROMISES", fact="BROKEN_PROMISE", times=1, promises=["S-D2"])
    await handed(story)
    await story.on(hours=3)
    [case] = await cases(story)
    await step(story, story.estate.head, "meritCaseDecline", case, note="不属实")
    await ruled(story, "BROKEN_PROMISES", 2, fact="BROKEN_PROMISE", times=1)
    await story.on(days=1)
    used = {each["fact"]["id"] for found in await cases(story) for each in found["evidence"]}
    assert len(used) == sum(len(each["evidence"]) for each in await cases(story))
    said = {
        "staffId": gid("Staff", story.estate.id, story.estate.technician.id),
        "grade": "DEMERIT",
        "ground": "CUSTOMER_SUFFERED",
        "reason": "再次提出",
        "evidence": [{"factId": case["evidence"][0]["fact"]["id"]}],
    }
    payload = await story.do(story.estate.manager, "meritCasePropose", "meritCase { id }", **said)
    assert [each["code"] for each in payload["userErrors"]] == ["MERIT_EVIDENCE_USED"]


@pytest.mark.rule("S-J3")
async def test_what_was_not_theirs_to_keep_is_not_held_against_them(story: Story) -> None:
    await deciding(story, own_promises=["S-C1", "S-D7"])
    ticket = await story.reported(story.estate.resident)
    await story.on(hours=13)  # nobody was given it in time: not the technician's doing
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    seen = await story.ask(
        story.estate.agent,
        "query($id: ID!) { ticket(id: $id) { version dueAt promises { rule state } } }",
        id=ticket["id"],
    )
    assert "S-C1" in [
        each["rule"] for each in seen["ticket"]["promises"] if each["state"] == "BROKEN"
    ]
    ticket["version"] = seen["ticket"]["version"]
    assert await facts(story) == []
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    assert await facts(story) == []


@pytest.mark.rule("S-J3")
async def test_scores_and_work_sent_back_are_facts_of_who_did_the_work(story: Story) -> None:
    await deciding(story)
    await ruled(story, "LOW_SCORES", fact="ANSWER", times=1, scoreTo=249)
    ticket = await finished(story)
    survey = await survey_of(story, ticket)
    scores = {"attitude": 2, "speed": 1, "result": 1, "professionalism": 2}
    await story.done(
        story.estate.resident,
        "surveySubmit",
        "survey { id }",
        surveyId=survey["id"],
        expectedVersion=survey["version"],
        outcome="NOT_SOLVED",
        **scores,
    )
    await story.on(seconds=1)
    kept = {each["kind"]: each for each in await facts(story)}
    assert kept["ANSWER"]["score"] == 150
    assert kept["REOPENED"]["ticket"]["id"] == ticket["id"]
    assert {each["staff"]["name"] for each in kept.values()} == {story.estate.technician.name}
    [case] = await cases(story)
    assert [each["survey"]["id"] for each in case["evidence"]] == [survey["id"]]


@pytest.mark.rule("S-J3")
async def test_thanks_propose_a_reward(story: Story) -> None:
    await deciding(story)
    reward: dict[str, Any] = {"grade": "COMMENDATION", "ground": "OUTSTANDING_WORK"}
    await ruled(story, "THANKS", fact="THANKS", times=1, **reward)
    ticket = await finished(story)
    said = {"ticketId": ticket["id"], "note": "师傅很耐心，谢谢！"}
    await story.done(story.estate.resident, "meritThank", "ticket { id }", **said)
    [case] = await cases(story)
    assert (case["kind"], case["grade"], case["state"]) == ("REWARD", "COMMENDATION", "PROPOSED")
    again = await story.do(story.estate.agent, "meritThank", "ticket { id }", **said)
    assert [each["code"] for each in again["userErrors"]] == ["MERIT_THANKED_ALREADY"]
    other = await story.do(story.estate.neighbour, "meritThank", "ticket { id }", **said)
    assert [each["code"] for each in other["userErrors"]] == ["NOT_FOUND"]
    own = await refused(story, story.estate.technician, "meritCaseEndorse", case)
    assert own == "MERIT_OWN_CASE"


@pytest.mark.rule("S-J3")
async def test_facts_are_seen_by_the_person_and_those_who_lead_them(story: Story) -> None:
    leaders = await deciding(story)
    await handed(story)
    await story.on(hours=3)
    estate = story.estate
    for person in (estate.technician, estate.head, estate.manager, leaders.region):
        assert await facts(story, person), person.name
    for person in (estate.second_technician, estate.supervisor, estate.agent, leaders.company):
        assert await facts(story, person) == [], person.name
