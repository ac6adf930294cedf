"""F. Revisit and satisfaction."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.staff.models import Function
from tests.factories import Person
from tests.graph.statements import counted
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
    assert await told(story, ticket, "escalation.overdue") == [story.estate.supervisor.id]


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


FIGURES = (
    "query($by: Dimension!, $filter: SatisfactionFilter) { satisfaction(by: $by, filter: $filter)"
    " { answers satisfied rate low high target standing month"
    " estate { id } department { name } staff { name } } }"
)


async def asked(story: Story, person: Person, by: str, **given: Any) -> list[dict[str, Any]]:
    """What somebody is told of satisfaction."""
    found: list[dict[str, Any]] = (await story.ask(person, FIGURES, by=by, filter=given or None))[
        "satisfaction"
    ]
    return found


@pytest.mark.rule("S-F4")
async def test_satisfaction_is_shown_with_the_number_of_answers_behind_it(story: Story) -> None:
    happy, unhappy = await finished(story), await finished(story)
    await answered(story, happy, **GOOD)
    await answered(story, unhappy, **BAD)
    estate = story.estate
    [by_estate] = await asked(story, estate.manager, "ESTATE")
    assert by_estate["estate"]["id"] == f"Estate:{estate.id}"
    assert (by_estate["answers"], by_estate["satisfied"], by_estate["rate"]) == (2, 1, 0.5)
    # one of two says next to nothing: somewhere between 9 and 91 per cent
    assert by_estate["low"] == pytest.approx(0.0945312, abs=1e-6)
    assert by_estate["high"] == pytest.approx(0.9054688, abs=1e-6)
    assert (by_estate["target"], by_estate["standing"]) == (0.9, "TOO_FEW")
    [by_department] = await asked(story, estate.manager, "DEPARTMENT")
    assert by_department["department"]["name"] == "ENGINEERING部"
    [by_staff] = await asked(story, estate.manager, "STAFF")
    assert (by_staff["staff"]["name"], by_staff["answers"]) == ("吴磊", 2)
    [by_month] = await asked(story, estate.manager, "MONTH")
    assert (by_month["month"], by_month["answers"]) == ("2025-03", 2)


@pytest.mark.rule("S-F4")
async def test_an_answer_is_about_whoever_did_the_work_then(story: Story) -> None:
    ticket = await finished(story)
    await answered(story, ticket, **BAD)
    await seen(story, ticket)
    who = f"Staff:{story.estate.id}:{story.estate.second_technician.id}"
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.second_technician, "ticketAccept", ticket)
    done = {"result": "重做防水"}
    await story.step(story.estate.second_technician, "ticketComplete", ticket, **done)
    await answered(story, ticket, **GOOD)
    told = {
        each["staff"]["name"]: (each["answers"], each["satisfied"])
        for each in await asked(story, story.estate.manager, "STAFF")
    }
    assert told == {"吴磊": (1, 0), "孙浩": (1, 1)}


@pytest.mark.rule("S-F4")
async def test_who_sees_no_figures_sees_what_was_said_of_their_own_work(story: Story) -> None:
    estate = story.estate
    await answered(story, await finished(story), **GOOD)
    [own] = await asked(story, estate.technician, "STAFF")
    assert (own["staff"]["name"], own["answers"]) == (estate.technician.name, 1)
    for other in (estate.second_technician, estate.agent, story.world.estates[1].manager):
        assert await asked(story, other, "STAFF") == []
    someone = {"staff": f"Staff:{estate.id}:{estate.technician.id}"}
    assert await asked(story, estate.second_technician, "ESTATE", **someone) == []
    assert len(await asked(story, estate.head, "ESTATE", **someone)) == 1


@pytest.mark.rule("S-F4")
async def test_figures_are_asked_for_by_estate_department_person_kind_and_time(
    story: Story,
) -> None:
    estate, manager = story.estate, story.estate.manager
    await answered(story, await finished(story), **GOOD)
    department = estate.departments[Function.ENGINEERING]
    fits: list[dict[str, Any]] = [
        {"estate": f"Estate:{estate.id}"},
        {"department": f"Department:{estate.id}:{department}"},
        {"staff": f"Staff:{estate.id}:{estate.technician.id}"},
        {"kind": "REPAIR"},
        {"from": "2025-03-12T00:00:00Z", "to": "2025-03-13T00:00:00Z"},
    ]
    fits_not: list[dict[str, Any]] = [
        {"estate": f"Estate:{story.world.estates[1].id}"},
        {"estate": f"Staff:{estate.id}:{estate.technician.id}"},
        {"department": f"Department:{estate.id}:{estate.departments[Function.SECURITY]}"},
        {"staff": f"Staff:{estate.id}:{estate.second_technician.id}"},
        {"staff": f"Department:{estate.id}:{department}"},
        {"kind": "COMPLAINT"},
        {"from": "2025-03-13T00:00:00Z"},
        {"to": "2025-03-12T00:00:00Z"},
    ]
    for given in fits:
        assert len(await asked(story, manager, "ESTATE", **given)) == 1, given
    for given in fits_not:
        assert await asked(story, manager, "ESTATE", **given) == [], given
    with counted() as sent:
        await asked(story, manager, "STAFF", **fits[2], kind="REPAIR")
    assert len(sent.statements) == 1


@pytest.mark.rule("S-F4")
async def test_estates_departments_and_people_carry_their_own_figures(story: Story) -> None:
    await answered(story, await finished(story), **GOOD)
    query = """query($id: ID!) { estate(id: $id) {
        satisfaction { answers rate standing }
        later: satisfaction(since: "2030-01-01T00:00:00Z") { answers rate }
        departments { name satisfaction { answers } }
        staff { nodes { name satisfaction { answers } } }
    } }"""
    found = (await story.ask(story.estate.manager, query, id=f"Estate:{story.estate.id}"))["estate"]
    assert found["satisfaction"] == {"answers": 1, "rate": 1.0, "standing": "TOO_FEW"}
    assert found["later"] == {"answers": 0, "rate": None}
    by_department = {each["name"]: each["satisfaction"] for each in found["departments"]}
    assert by_department["ENGINEERING部"] == {"answers": 1}
    assert by_department["SECURITY部"] == {"answers": 0}
    by_name = {each["name"]: each["satisfaction"] for each in found["staff"]["nodes"]}
    assert (by_name["吴磊"], by_name["孙浩"]) == ({"answers": 1}, {"answers": 0})
