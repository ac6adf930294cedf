"""Who is asked, by whom and how often, and what becomes of those who say nothing (S-F1)."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.revisit.rules import sampled
from core.surveys.invite import INVITED
from core.surveys.models import Survey, SurveyState
from core.tickets.kinds import Channel, Kind, Severity, State, Urgency
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing
from tests.standard.story import Story
from tests.standard.work import finished, last, seen, task_of, told

SETTING = "revisit { version share linkDays closeDays attempts }"


async def asks(story: Story, version: int = 0, **given: Any) -> dict[str, Any]:
    """The manager says how the estate asks."""
    payload = await story.done(
        story.estate.manager,
        "estateSetRevisit",
        SETTING,
        estateId=f"Estate:{story.estate.id}",
        expectedVersion=version,
        **given,
    )
    setting: dict[str, Any] = payload["revisit"]
    return setting


async def records(story: Story, task: dict[str, Any], **given: Any) -> dict[str, Any]:
    """What the agent's record of an attempt answers."""
    return await story.do(
        given.pop("person", story.estate.agent),
        "revisitRecord",
        "task { state version nextAt } ticket { state }",
        revisitTaskId=task["id"],
        expectedVersion=task["version"],
        way="PHONE",
        **given,
    )


def code(payload: dict[str, Any]) -> str:
    """Why a mutation was refused."""
    [error] = payload["userErrors"]
    found: str = error["code"]
    return found


def ticket(**other: Any) -> Standing:
    """A routine repair, done for the first time, or something else."""
    values: dict[str, Any] = dict.fromkeys(Standing.__dataclass_fields__)
    routine = {
        "ref": TicketRef(1, new_id()),
        "kind": Kind.REPAIR,
        "severity": Severity.ORDINARY,
        "urgency": Urgency.ROUTINE,
        "reopened": 0,
    }
    return Standing(**{**values, **routine, **other})


def test_a_share_is_drawn_by_the_ticket_and_is_the_same_for_everybody() -> None:
    tickets = [ticket() for _ in range(2000)]
    drawn = [each for each in tickets if sampled(each, 30)]
    assert [each for each in tickets if sampled(each, 30)] == drawn
    assert 500 < len(drawn) < 700
    assert {each.ref for each in drawn} <= {each.ref for each in tickets if sampled(each, 60)}
    assert not any(sampled(each, 0) for each in tickets)
    assert all(sampled(each, 100) for each in tickets)


@pytest.mark.parametrize(
    "other",
    [
        {"kind": Kind.COMPLAINT, "severity": Severity.MAJOR},
        {"urgency": Urgency.EMERGENCY},
        {"reopened": 1},
    ],
)
def test_major_complaints_emergencies_and_work_sent_back_are_always_asked_about(
    other: dict[str, Any],
) -> None:
    assert all(sampled(ticket(**other), 0) for _ in range(50))


async def test_who_is_not_drawn_is_not_asked_and_the_promise_is_not_broken(story: Story) -> None:
    assert await asks(story, share=0) == {
        "version": 1,
        "share": 0,
        "linkDays": 14,
        "closeDays": 7,
        "attempts": 3,
    }
    ordinary, urgent = await finished(story), await finished(story, urgency="EMERGENCY")
    await story.on(days=4)
    found = await seen(story, ordinary)
    assert found["revisits"] == []
    assert last(found, "SKIP_REVISIT")["data"] == {"reason": "NOT_SAMPLED"}
    promises = {each["rule"]: each["state"] for each in found["promises"]}
    assert promises["S-F1"] == "CANCELLED"
    assert await told(story, ordinary, "customer.asked") == []
    assert (await task_of(story, urgent))["state"] == "OPEN"
    assert await told(story, urgent, "customer.asked") == [story.estate.resident.id]


async def test_there_is_nobody_to_ask_about_what_staff_noticed(story: Story) -> None:
    noticed = await finished(
        story,
        person=story.estate.guard,
        channel="STAFF",
        houseId=None,
        unknownHouse="公共区域",
        place="地下车库",
        unknownContact="员工发现",
        urgency="EMERGENCY",
    )
    found = await seen(story, noticed)
    assert last(found, "SKIP_REVISIT")["data"] == {"reason": "NOBODY_TO_ASK"}
    assert found["revisits"] == []


async def test_more_than_a_hundred_completions_are_more_than_a_hundred_tasks(story: Story) -> None:
    """Nothing is capped on the way: neither when tasks are made nor when they are listed."""
    estate, number = story.estate, 120
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        for index in range(number):
            key, survey = new_id(), new_id()
            uow.add(
                Ticket,
                **tenant,
                id=key,
                number=f"T{index}",
                state=State.COMPLETED,
                kind=Kind.REPAIR,
                urgency=Urgency.ROUTINE,
                severity=Severity.ORDINARY,
                channel=Channel.APP,
                content="漏水",
                requester_id=estate.resident.id,
                received_at=uow.now,
                updated_at=uow.now,
            )
            about = {"ticket_id": key, "requester_id": estate.resident.id}
            state = {"state": SurveyState.INVITED, "invited_at": uow.now}
            uow.add(Survey, **tenant, id=survey, **about, **state)
            uow.emit(INVITED, **tenant, subject_id=survey, ticket=str(key))
    await story.on(seconds=1)
    query = (
        "query($after: String) { revisitTasks(first: 50, after: $after,"
        " filter: {state: {eq: OPEN}})"
        " { totalCount nodes { ticket { number } } pageInfo { endCursor hasNextPage } } }"
    )
    numbers: set[str] = set()
    after = None
    while True:
        page = (await story.ask(estate.agent, query, after=after))["revisitTasks"]
        assert page["totalCount"] == number
        numbers |= {each["ticket"]["number"] for each in page["nodes"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(numbers) == number


async def test_the_queue_shows_the_most_pressing_first_and_who_has_taken_what(
    story: Story,
) -> None:
    first = await finished(story)
    await story.on(days=1)
    second = await finished(story)
    query = "{ revisitTasks { nodes { id ticket { id } takenBy { name } } } }"
    listed = (await story.ask(story.estate.agent, query))["revisitTasks"]["nodes"]
    assert [each["ticket"]["id"] for each in listed] == [first["id"], second["id"]]
    taking = {"revisitTaskId": listed[0]["id"], "expectedVersion": 1}
    await story.done(story.estate.agent, "revisitTake", "task { version }", **taking)
    task = await task_of(story, first)
    assert task["takenBy"]["name"] == story.estate.agent.name
    again = {**taking, "expectedVersion": 2}
    refused = await story.do(story.estate.butler, "revisitTake", "task { version }", **again)
    assert code(refused) == "REVISIT_TAKEN"
    assert code(await records(story, task, person=story.estate.butler, reached=False)) == (
        "REVISIT_TAKEN"
    )
    await story.done(story.estate.supervisor, "revisitTake", "task { version }", **again)
    task = await task_of(story, first)
    assert task["takenBy"]["name"] == story.estate.supervisor.name
    for stranger in (story.estate.technician, story.world.estates[1].agent):
        payload = await records(story, task, person=stranger, reached=False)
        assert code(payload) == "NOT_FOUND"
    assert code(await records(story, {**task, "version": 1}, reached=False)) == "CONFLICT"


async def test_a_customer_is_tried_as_often_as_the_estate_says(story: Story) -> None:
    await asks(story, attempts=2)
    ticket = await finished(story)
    at = (clock.now() + timedelta(hours=5)).isoformat()
    payload = await records(story, await task_of(story, ticket), reached=False, nextAt=at)
    assert payload["task"]["nextAt"][:16] == at[:16]
    past = (clock.now() - timedelta(hours=5)).isoformat()
    task = await task_of(story, ticket)
    await story.on(hours=5)
    payload = await records(story, task, reached=False, note="两次未接")
    assert (payload["task"]["state"], payload["task"]["nextAt"]) == ("NOT_REACHED", None)
    task = await task_of(story, ticket)
    assert [each["sequence"] for each in task["attempts"]] == [1, 2]
    assert code(await records(story, task, reached=False)) == "REVISIT_ENDED"
    other = await finished(story)
    refused = await records(story, await task_of(story, other), reached=False, nextAt=past)
    assert code(refused) == "TIME_IN_PAST"
    assert (await task_of(story, other))["attempts"] == []
    # who cannot be reached can still answer by the link, and their ticket does not hang
    assert (await seen(story, ticket))["state"] == "COMPLETED"
    await story.on(days=7)
    assert (await seen(story, ticket))["state"] == "CLOSED"


async def test_who_would_not_answer_has_their_ticket_closed_with_a_word_on_it(
    story: Story,
) -> None:
    ticket = await finished(story)
    task = await task_of(story, ticket)
    assert code(await records(story, task, reached=True)) == "OUTCOME_REQUIRED"
    payload = await records(story, task, reached=True, note="客户表示不便评价")
    assert (payload["task"]["state"], payload["ticket"]["state"]) == ("DECLINED", "CLOSED")
    entry = last(await seen(story, ticket), "CLOSE")
    assert (entry["actorName"], entry["note"]) == (story.estate.agent.name, "客户表示不便评价")


async def test_what_nobody_said_cannot_be_recorded(story: Story) -> None:
    task = await task_of(story, await finished(story))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"reached": False, "outcome": "SOLVED"}, "ANSWER_WITHOUT_CUSTOMER"),
        ({"reached": True, "attitude": 5}, "OUTCOME_REQUIRED"),
        ({"reached": True, "outcome": "SOLVED", "attitude": 5}, "SCORES_INCOMPLETE"),
        (
            {
                "reached": True,
                "outcome": "SOLVED",
                **dict.fromkeys(("attitude", "speed", "result", "professionalism"), 6),
            },
            "SCORE_OUT_OF_RANGE",
        ),
    ]
    for given, refused in wrong:
        assert code(await records(story, task, **given)) == refused
    assert (await records(story, task, reached=True, outcome="SOLVED"))["userErrors"] == []


async def test_a_ticket_nobody_answers_for_is_closed_after_a_week_on_record(story: Story) -> None:
    ticket = await finished(story)
    await story.on(days=6, hours=23)
    assert (await seen(story, ticket))["state"] == "COMPLETED"
    await story.on(hours=1)
    found = await seen(story, ticket)
    assert (found["state"], found["outcome"]) == ("CLOSED", None)
    entry = last(found, "CLOSE")
    assert (entry["actorName"], entry["actorAudience"]) == ("自动关闭", "system")
    assert (entry["note"], entry["data"]["days"]) == ("完成后 7 天未收到客户答复，自动关闭。", 7)
    assert [each["state"] for each in found["revisits"]] == ["VOID"]
    assert [each["state"] for each in found["surveys"]] == ["VOID"]


async def test_confirmed_but_not_rated_is_closed_as_well_and_sent_back_is_not(
    story: Story,
) -> None:
    confirmed, sent_back = await finished(story), await finished(story)
    await story.step(story.estate.resident, "ticketConfirm", confirmed, outcome="SOLVED")
    await story.step(story.estate.resident, "ticketConfirm", sent_back, outcome="PARTLY")
    await story.on(days=8)
    assert (await seen(story, confirmed))["state"] == "CLOSED"
    assert (await seen(story, sent_back))["state"] == "REOPENED"


async def test_an_estate_may_leave_closing_to_people(story: Story) -> None:
    await asks(story, closeDays=None)
    ticket = await finished(story)
    await story.on(days=30)
    assert (await seen(story, ticket))["state"] == "COMPLETED"
    payload = await story.do(
        story.estate.manager,
        "estateSetRevisit",
        SETTING,
        estateId=f"Estate:{story.estate.id}",
        expectedVersion=1,
        share=101,
    )
    assert code(payload) == "REVISIT_SETTING_INVALID"
    payload = await story.do(
        story.estate.agent,
        "estateSetRevisit",
        SETTING,
        estateId=f"Estate:{story.estate.id}",
        expectedVersion=1,
    )
    assert code(payload) == "NOT_FOUND"
