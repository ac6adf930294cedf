"""E. Result."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from tests.api.door import gid
from tests.standard.story import Story
from tests.standard.work import finished, last, seen

CLOSING = (
    "query($id: ID!) { ticket(id: $id) { finishedAt completedAt result labourMinutes fee"
    " materials { name quantity unit cost } } }"
)


async def at_work(story: Story) -> dict[str, Any]:
    """A leak that the technician is busy with."""
    ticket = await story.reported(story.estate.resident)
    who = gid("Staff", story.estate.id, story.estate.technician.id)
    await story.step(story.estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(story.estate.technician, "ticketAccept", ticket)
    await story.step(story.estate.technician, "ticketStart", ticket)
    return ticket


@pytest.mark.rule("S-E1")
async def test_result_materials_labour_and_fees_are_reported_back(story: Story) -> None:
    ticket = await at_work(story)
    await story.on(hours=3)
    finished_at = clock.now() - timedelta(minutes=90)
    await story.step(
        story.estate.technician,
        "ticketComplete",
        ticket,
        result="更换角阀",
        labourMinutes=40,
        materials=[{"name": "角阀", "quantity": 1000, "unit": "个", "cost": 3500}],
        fee=8500,
        finishedAt=finished_at.isoformat(),
    )
    found = (await story.ask(story.estate.resident, CLOSING.replace("labourMinutes", ""),
                             id=ticket["id"]))["ticket"]  # fmt: skip
    assert found["materials"] == [{"name": "角阀", "quantity": 1000, "unit": "个", "cost": 3500}]
    assert (found["result"], found["fee"]) == ("更换角阀", 8500)
    told = (await story.ask(story.estate.agent, CLOSING, id=ticket["id"]))["ticket"]
    assert told["labourMinutes"] == 40
    # when the work was done, and when that was reported: ninety minutes, within two hours
    assert told["finishedAt"] == finished_at.isoformat()
    assert told["completedAt"] == clock.now().isoformat()
    entry = last(await seen(story, ticket), "COMPLETE")
    assert entry["data"] == {
        "labourMinutes": 40,
        "materials": 1,
        "fee": 8500,
        "finishedAt": finished_at.isoformat(),
    }


@pytest.mark.rule("S-E1")
@pytest.mark.parametrize(("minutes", "state"), [(119, "KEPT"), (121, "BROKEN")])
async def test_the_department_reports_back_within_two_hours_of_finishing(
    story: Story, minutes: int, state: str
) -> None:
    ticket = await at_work(story)
    await story.on(hours=3)
    finished_at = clock.now() - timedelta(minutes=minutes)
    said = {"result": "更换角阀", "finishedAt": finished_at.isoformat()}
    await story.step(story.estate.technician, "ticketComplete", ticket, **said)
    query = "query($id: ID!) { ticket(id: $id) { promises { rule state startedAt dueAt } } }"
    found = (await story.ask(story.estate.agent, query, id=ticket["id"]))["ticket"]["promises"]
    assert [each for each in found if each["rule"] == "S-E1"] == [
        {
            "rule": "S-E1",
            "state": state,
            "startedAt": finished_at.isoformat(),
            "dueAt": (finished_at + timedelta(hours=2)).isoformat(),
        }
    ]


@pytest.mark.rule("S-E1")
async def test_work_is_not_finished_before_it_was_reported_nor_in_the_future(story: Story) -> None:
    ticket = await at_work(story)
    now = clock.now()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"finishedAt": (now + timedelta(hours=1)).isoformat()}, "TIME_IN_FUTURE"),
        ({"finishedAt": (now - timedelta(days=1)).isoformat()}, "TIME_TOO_OLD"),
        ({"fee": -1}, "FEE_INVALID"),
    ]
    for given, code in wrong:
        payload = await story.do(
            story.estate.technician,
            "ticketComplete",
            "ticket { id }",
            ticketId=ticket["id"],
            expectedVersion=ticket["version"],
            result="更换角阀",
            **given,
        )
        [error] = payload["userErrors"]
        assert (error["code"], error["field"]) == (code, next(iter(given)))


@pytest.mark.rule("S-E2")
@pytest.mark.parametrize(
    ("outcome", "state"),
    [("SOLVED", "CONFIRMED"), ("PARTLY", "REOPENED"), ("NOT_SOLVED", "REOPENED")],
)
async def test_the_customers_word_on_the_result_is_kept_and_partly_is_an_answer(
    story: Story, outcome: str, state: str
) -> None:
    ticket = await finished(story)
    await seen(story, ticket)
    note = "电话确认：客户说还有一处渗水"
    await story.step(story.estate.agent, "ticketConfirm", ticket, outcome=outcome, note=note)
    await story.on(seconds=1)
    found = await seen(story, ticket)
    assert (found["state"], found["outcome"]) == (state, outcome)
    entry = last(found, "CONFIRM")
    assert (entry["note"], entry["data"]["outcome"]) == (note, outcome)
    assert entry["actorName"] == story.estate.agent.name
    # how the service was is still to be asked, unless it goes back to work
    asked = {each["state"] for each in found["revisits"]}
    assert asked == ({"OPEN"} if state == "CONFIRMED" else {"VOID"})
