"""F. Revisit and satisfaction."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.standard.story import Story
from tests.standard.work import finish, finished, last, seen, survey_of, task_of, told

GOOD = {"attitude": 5, "speed": 4, "result": 5, "professionalism": 5, "outcome": "SOLVED"}
BAD = {**GOOD, "speed": 1}


async def answered(story: Story, ticket: dict[str, Any], **said: Any) -> None:
    """The customer answers the survey in the app."""
    survey = await survey_of(story, ticket)
    await story.done(
        story.estate.resident,
        "surveySubmit",
        "survey { state }",
        surveyId=survey["id"],
        expectedVersion=survey["version"],
        **said,
    )
    await story.on(seconds=1)


@pytest.mark.rule("S-F1")
async def test_somebody_is_to_ask_within_two_working_days_of_completion(story: Story) -> None:
    ticket = await finished(story)
    task = await task_of(story, ticket)
    # completed on a Wednesday morning: by the end of Friday, 18:00 in Shanghai
    assert task["dueAt"] == "2025-03-14T10:00:00+00:00"
    assert (task["state"], task["overdue"]) == ("OPEN", False)


@pytest.mark.rule("S-F1")
async def test_made_up_working_days_count_and_holidays_do_not(story: Story) -> None:
    """Friday 25 April 2025: Sunday the 27th is worked for Labour Day, the holiday is 1 to 5 May."""
    await story.until(datetime(2025, 4, 25, 2, 0, tzinfo=UTC))
    friday = await finished(story)
    assert (await task_of(story, friday))["dueAt"] == "2025-04-28T10:00:00+00:00"
    await story.until(datetime(2025, 4, 30, 2, 0, tzinfo=UTC))
    before_the_holiday = await finished(story)
    assert (await task_of(story, before_the_holiday))["dueAt"] == "2025-05-07T10:00:00+00:00"


@pytest.mark.rule("S-F1")
async def test_an_agent_asks_by_telephone_and_records_it_for_the_customer(story: Story) -> None:
    ticket = await finished(story)
    task = await task_of(story, ticket)
    key = {"revisitTaskId": task["id"]}
    agent = story.estate.agent
    taken = await story.done(
        agent, "revisitTake", "task { version takenBy { name } }", expectedVersion=1, **key
    )
    assert taken["task"]["takenBy"]["name"] == agent.name
    await story.done(
        agent,
        "revisitRecord",
        "task { state }",
        expectedVersion=taken["task"]["version"],
        way="PHONE",
        reached=True,
        comment="师傅很好",
        **GOOD,
        **key,
    )
    found = await seen(story, ticket)
    survey, [task] = found["surveys"][-1], found["revisits"]
    assert (found["state"], task["state"]) == ("CLOSED", "ANSWERED")
    assert (survey["way"], survey["recordedBy"]["name"]) == ("PHONE", agent.name)
    assert (survey["verdict"], survey["comment"]) == ("SATISFIED", "师傅很好")
    assert {each["rule"]: each["state"] for each in found["promises"]}["S-F1"] == "KEPT"


@pytest.mark.rule("S-F1")
async def test_who_is_not_reached_is_tried_again_and_a_late_revisit_is_told(story: Story) -> None:
    ticket = await finished(story)
    task = await task_of(story, ticket)
    key = {"revisitTaskId": task["id"]}
    payload = await story.done(
        story.estate.butler,
        "revisitRecord",
        "task { version state nextAt }",
        expectedVersion=1,
        way="PHONE",
        reached=False,
        note="无人接听",
        **key,
    )
    # four working hours after nine: with the break at noon, half past two
    assert payload["task"]["nextAt"][:16] == "2025-03-12T06:30"
    assert payload["task"]["state"] == "OPEN"
    await story.until(datetime(2025, 3, 14, 10, 0, 1, tzinfo=UTC))
    task = await task_of(story, ticket)
    assert (task["overdue"], task["overdueAt"][:16]) == (True, "2025-03-14T10:00")
    assert [each["note"] for each in task["attempts"]] == ["无人接听"]
    assert await told(story, ticket, "revisit.overdue") == [story.estate.supervisor.id]


@pytest.mark.rule("S-F2")
async def test_four_scores_and_free_words_are_asked_for_and_kept(story: Story) -> None:
    ticket = await finished(story)
    query = (
        "query($id: ID!) { ticket(id: $id) { survey { questions {"
        " code type required score choices words options { code } } } } }"
    )
    asked = (await story.ask(story.estate.resident, query, id=ticket["id"]))["ticket"]
    codes = [(each["code"], each["type"]) for each in asked["survey"]["questions"]]
    assert codes == [
        ("attitude", "SCORE"),
        ("speed", "SCORE"),
        ("result", "SCORE"),
        ("professionalism", "SCORE"),
        ("outcome", "CHOICE"),
        ("comment", "TEXT"),
    ]
    await answered(story, ticket, **GOOD, comment="很满意")
    told = (await story.ask(story.estate.resident, query, id=ticket["id"]))["ticket"]["survey"]
    answers = {each["code"]: each for each in told["questions"]}
    assert [answers[code]["score"] for code, _ in codes[:4]] == [5, 4, 5, 5]
    assert answers["outcome"]["choices"] == ["SOLVED"]
    assert answers["comment"]["words"] == "很满意"


@pytest.mark.rule("S-F3")
@pytest.mark.parametrize("said", [BAD, {**GOOD, "outcome": "PARTLY"}])
async def test_dissatisfied_or_partly_goes_back_to_work_and_is_asked_again(
    story: Story, said: dict[str, Any]
) -> None:
    ticket = await finished(story)
    first = await survey_of(story, ticket)
    await answered(story, ticket, **said, comment="还在滴水")
    found = await seen(story, ticket)
    assert (found["state"], found["reopened"], found["closedAt"]) == ("REOPENED", 1, None)
    entry = last(found, "ANSWER_SURVEY")
    assert (entry["data"]["survey"], entry["note"]) == (first["id"].split(":")[2], "还在滴水")
    assert [task["state"] for task in found["revisits"]] == ["ANSWERED"]
    await story.step(story.estate.technician, "ticketStart", ticket)
    await finish(story, ticket)
    found = await seen(story, ticket)
    assert [each["state"] for each in found["surveys"]] == ["ANSWERED", "INVITED"]
    assert [each["state"] for each in found["revisits"]] == ["ANSWERED", "OPEN"]
    await answered(story, ticket, **GOOD)
    found = await seen(story, ticket)
    assert (found["state"], found["number"]) == ("CLOSED", ticket["number"])


@pytest.mark.rule("S-F3")
async def test_what_an_agent_hears_sends_the_ticket_back_as_well(story: Story) -> None:
    ticket = await finished(story)
    task = await task_of(story, ticket)
    payload = await story.done(
        story.estate.agent,
        "revisitRecord",
        "task { state } ticket { state }",
        revisitTaskId=task["id"],
        expectedVersion=1,
        way="VISIT",
        reached=True,
        outcome="PARTLY",
        comment="只修了一半",
    )
    assert (payload["task"]["state"], payload["ticket"]["state"]) == ("ANSWERED", "REOPENED")
    survey = await survey_of(story, ticket)
    assert (survey["verdict"], survey["attitude"], survey["way"]) == ("PARTLY", None, "VISIT")
