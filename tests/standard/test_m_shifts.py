"""M. Running the estate: shifts."""

from typing import Any

import pytest

from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story

OFFER = """query($estate: ID!, $department: ID) {
    handoverOffer(estateId: $estate, departmentId: $department) {
        kind title dueAt urgency assignee { name } ticket { id number }
    }
}"""
HANDOVER = """handover {
    id note shiftEndsAt outgoing { name } lines { kind title }
    signing { incoming { name } changes takenOver }
    changes { difference stateThen ticket { id } }
}"""


def staff(story: Story, person: Person) -> str:
    return gid("Staff", story.estate.id, person.id)


async def a_night_of_work(story: Story) -> dict[str, dict[str, Any]]:
    """A ticket of each sort the list tells apart."""
    estate = story.estate
    made = {
        "burst": await story.reported(
            estate.agent,
            urgency="EMERGENCY",
            severity="ORDINARY",
            content="水管爆裂",
            requesterId=gid("Resident", estate.id, estate.resident.id),
        ),
        "lamp": await story.reported(estate.resident, content="卧室灯不亮"),
        "leak": await story.reported(estate.resident),
    }
    who = staff(story, estate.technician)
    await story.step(estate.agent, "ticketDispatch", made["leak"], assigneeId=who)
    return made


async def offered(story: Story, person: Person) -> list[dict[str, Any]]:
    """The list as somebody sees it now."""
    data = await story.ask(person, OFFER, estate=f"Estate:{story.estate.id}")
    found: list[dict[str, Any]] = data["handoverOffer"]
    return found


async def on_duty(story: Story, person: Person) -> None:
    """From now until six in the evening."""
    await story.done(
        story.estate.manager,
        "dutyAssign",
        "duty { id }",
        staffId=staff(story, person),
        startsAt="2025-03-12T09:00:00+08:00",
        endsAt="2025-03-12T18:00:00+08:00",
    )


async def refusal(story: Story, person: Person, name: str, /, **given: Any) -> str:
    payload = await story.do(person, name, "__typename", **given)
    code: str = payload["userErrors"][0]["code"]
    return code


@pytest.mark.rule("S-M1")
async def test_a_shift_is_handed_over_with_a_signed_list_of_what_is_still_open(
    story: Story,
) -> None:
    estate = story.estate
    outgoing, incoming = estate.technician, estate.second_technician
    made = await a_night_of_work(story)
    await on_duty(story, outgoing)
    lines = [line for line in await offered(story, outgoing) if line["kind"] != "ESCALATED"]
    assert {line["ticket"]["id"] for line in lines} == {each["id"] for each in made.values()}
    by_title = {line["title"]: line for line in lines}
    assert by_title[made["leak"]["number"]]["assignee"] == {"name": outgoing.name}
    assert lines[0]["urgency"] == "EMERGENCY"

    given = {"estateId": f"Estate:{estate.id}", "note": "3栋水泵间有异响，请留意"}
    opened = (await story.done(outgoing, "handoverOpen", HANDOVER, **given))["handover"]
    assert opened["shiftEndsAt"] == "2025-03-12T10:00:00+00:00"
    assert opened["signing"] is None
    assert opened["changes"] == []

    await story.on(minutes=30)
    await story.step(outgoing, "ticketAccept", made["leak"])
    new = await story.reported(estate.resident, content="门锁打不开")
    sign = {"handoverId": opened["id"], "ticketIds": [made["leak"]["id"]]}
    assert await refusal(story, outgoing, "handoverSign", **sign) == "SAME_PERSON"
    signed = (await story.done(incoming, "handoverSign", HANDOVER, **sign))["handover"]
    assert signed["signing"]["incoming"] == {"name": incoming.name}
    [change] = [
        each for each in signed["signing"]["changes"] if each["number"] == made["leak"]["number"]
    ]
    assert change["state"] == ["DISPATCHED", "ACCEPTED"]
    assert signed["lines"] == opened["lines"]
    since = {each["ticket"]["id"]: each["difference"] for each in signed["changes"]}
    assert since[new["id"]] == "NEW"
    assert since[made["leak"]["id"]] == "CHANGED"
    seen = "query($id: ID!) { ticket(id: $id) { state assignee { name } } }"
    ticket = (await story.ask(incoming, seen, id=made["leak"]["id"]))["ticket"]
    assert ticket == {"state": "ACCEPTED", "assignee": {"name": incoming.name}}
    assert await refusal(story, estate.guard, "handoverSign", **sign) in (
        "SIGNED_ALREADY",
        "NOT_ON_THE_LIST",
    )
    only = {"handoverId": opened["id"]}
    assert await refusal(story, estate.guard, "handoverSign", **only) == "SIGNED_ALREADY"


@pytest.mark.rule("S-M1")
async def test_a_handover_nobody_signed_for_is_told_to_the_supervisor_after_the_shift(
    story: Story,
) -> None:
    estate = story.estate
    await on_duty(story, estate.technician)
    await story.ask(estate.head, "{ me { name } }")
    given = {"estateId": f"Estate:{estate.id}"}
    await story.done(estate.technician, "handoverOpen", HANDOVER, **given)
    await story.on(hours=9, minutes=14)
    assert await told(story, estate.head) == []
    await story.on(minutes=1)
    [message] = await told(story, estate.head)
    assert estate.technician.name in message["body"]
    await story.on(hours=12)
    assert len(await told(story, estate.head)) == 1


async def told(story: Story, person: Person) -> list[dict[str, Any]]:
    """What somebody was told about unsigned handovers."""
    asked = "{ notifications(first: 50) { nodes { template title body } } }"
    nodes = (await story.ask(person, asked))["notifications"]["nodes"]
    return [each for each in nodes if each["template"] == "shift.unsigned"]


@pytest.mark.rule("S-M1")
async def test_who_is_not_on_the_roster_says_when_the_shift_ends(story: Story) -> None:
    estate = story.estate
    given = {"estateId": f"Estate:{estate.id}"}
    assert await refusal(story, estate.guard, "handoverOpen", **given) == "SHIFT_END_UNKNOWN"
    ends = {"shiftEndsAt": "2025-03-12T20:00:00+08:00", **given}
    await story.done(estate.guard, "handoverOpen", HANDOVER, **ends)
