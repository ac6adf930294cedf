"""Joining, changing and leaving: departments, roles, tickets handed over (S-K1)."""

from typing import Any

from core.staff.models import Function
from tests.api.door import gid
from tests.factories import Person
from tests.standard.story import Story

STAFF = "staff { id name version role leftOn department { name } events { action data } }"
SEEN = "query($id: ID!) { staffMember(id: $id) { version leftOn duties { startsAt } } }"


def department(story: Story, function: Function) -> str:
    return gid("Department", story.estate.id, story.estate.departments[function])


def staff(story: Story, person: Person) -> str:
    return gid("Staff", story.estate.id, person.id)


def a_plumber(story: Story, **more: Any) -> dict[str, Any]:
    """What a manager says of somebody new."""
    return {
        "departmentId": department(story, Function.ENGINEERING),
        "role": "TECHNICIAN",
        "name": "钱进",
        "phone": "13900000000",
        "joinedOn": "2025-03-10",
        **more,
    }


async def code(story: Story, person: Person, name: str, /, **given: Any) -> str:
    """Why it is refused."""
    payload = await story.do(person, name, "__typename", **given)
    [error] = payload["userErrors"]
    found: str = error["code"]
    return found


async def test_a_person_joins_and_their_place_is_on_record(story: Story) -> None:
    manager = story.estate.manager
    made = await story.done(manager, "staffHire", STAFF, **a_plumber(story))
    assert made["staff"]["version"] == 1
    assert [each["action"] for each in made["staff"]["events"]] == ["HIRED"]
    await story.on(minutes=1)
    changed = await story.done(
        manager,
        "staffUpdate",
        STAFF,
        staffId=made["staff"]["id"],
        expectedVersion=1,
        phone="13911111111",
        departmentId=department(story, Function.SECURITY),
    )
    assert changed["staff"]["version"] == 2
    [event, _] = changed["staff"]["events"]
    assert event["data"]["phone"] == "changed"
    assert "13911111111" not in str(changed["staff"]["events"])
    late = {"staffId": made["staff"]["id"], "expectedVersion": 1, "name": "钱多"}
    assert await code(story, manager, "staffUpdate", **late) == "CONFLICT"


async def test_nobody_fills_or_ends_a_place_that_is_not_below_their_own(story: Story) -> None:
    estate = story.estate
    above = a_plumber(story, role="ESTATE_MANAGER")
    assert await code(story, estate.manager, "staffHire", **above) == "ROLE_NOT_YOURS_TO_GIVE"
    assert await code(story, estate.supervisor, "staffHire", **a_plumber(story)) == (
        "ROLE_NOT_YOURS_TO_GIVE"
    )
    assert await code(story, estate.agent, "staffHire", **a_plumber(story)) == "NOT_FOUND"
    own = {"staffId": staff(story, estate.manager), "expectedVersion": 1}
    assert await code(story, estate.manager, "staffLeave", lastDay="2025-03-31", **own) == (
        "ROLE_NOT_YOURS_TO_GIVE"
    )
    promoted: dict[str, Any] = {"staffId": staff(story, estate.agent), "expectedVersion": 1}
    assert await code(
        story, estate.supervisor, "staffUpdate", role="CS_SUPERVISOR", **promoted
    ) == ("ROLE_NOT_YOURS_TO_GIVE")


async def test_departments_have_names_of_their_own(story: Story) -> None:
    manager = story.estate.manager
    given = {"estateId": f"Estate:{story.estate.id}", "name": "夜间工程", "function": "ENGINEERING"}
    made = await story.done(manager, "departmentOpen", "department { id version name }", **given)
    assert await code(story, manager, "departmentOpen", **given) == "DEPARTMENT_NAME_TAKEN"
    same = {"departmentId": made["department"]["id"], "expectedVersion": 1}
    renamed = await story.done(
        manager, "departmentRename", "department { name version }", name="夜班工程", **same
    )
    assert renamed["department"] == {"name": "夜班工程", "version": 2}
    assert await code(story, manager, "departmentRename", name="x", **same) == "CONFLICT"
    assert await code(story, story.estate.agent, "departmentOpen", **given) == "NOT_FOUND"


async def test_who_leaves_hands_over_every_open_ticket(story: Story) -> None:
    estate = story.estate
    leaving, staying = estate.technician, estate.second_technician
    tickets = [await story.reported(estate.resident) for _ in range(2)]
    for ticket in tickets:
        who = staff(story, leaving)
        await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
    await story.step(leaving, "ticketAccept", tickets[1])
    await story.step(leaving, "ticketStart", tickets[1])
    given = {"staffId": staff(story, leaving), "expectedVersion": 1, "lastDay": "2025-03-12"}
    refused = await story.do(estate.manager, "staffLeave", "__typename", handOver=[], **given)
    assert refused["userErrors"][0]["code"] == "TICKETS_STILL_OPEN"
    asked = (
        "mutation($input: StaffLeaveInput!) { staffLeave(input: $input) {"
        " userErrors { tickets } } }"
    )
    told = await story.ask(estate.manager, asked, input={"idempotencyKey": "named", **given})
    assert sorted(told["staffLeave"]["userErrors"][0]["tickets"]) == sorted(
        each["id"] for each in tickets
    )
    over = [{"ticketId": each["id"], "assigneeId": staff(story, staying)} for each in tickets]
    await story.done(estate.manager, "staffLeave", STAFF, handOver=over, **given)
    seen = "query($id: ID!) { ticket(id: $id) { state assignee { name } events { action note } } }"
    states = []
    for ticket in tickets:
        found = (await story.ask(estate.agent, seen, id=ticket["id"]))["ticket"]
        assert found["assignee"]["name"] == staying.name
        assert found["events"][-1]["action"] == "HAND_OVER"
        states.append(found["state"])
    assert states == ["DISPATCHED", "IN_PROGRESS"]


async def test_roles_end_with_the_last_day_and_later_duties_are_taken_off(story: Story) -> None:
    estate = story.estate
    who = staff(story, estate.guard)
    await story.ask(estate.guard, "{ me { name } }")  # has an account from here on
    for day in (13, 20):
        times = {
            "startsAt": f"2025-03-{day}T08:00:00+08:00",
            "endsAt": f"2025-03-{day}T18:00:00+08:00",
        }
        await story.done(estate.manager, "dutyAssign", "duty { id }", staffId=who, **times)
    given = {"staffId": who, "expectedVersion": 1, "lastDay": "2025-03-14"}
    await story.done(estate.manager, "staffLeave", STAFF, **given)
    seen = (await story.ask(estate.manager, SEEN, id=who))["staffMember"]
    assert len(seen["duties"]) == 1
    await story.on(hours=1)
    mine = "{ me { estates { roles } } }"
    assert (await story.ask(estate.guard, mine))["me"]["estates"] == [{"roles": ["OFFICER"]}]
    await story.on(days=3)
    assert (await story.ask(estate.guard, mine))["me"]["estates"] == []
    assert await code(story, estate.manager, "staffLeave", **{**given, "expectedVersion": 2}) == (
        "HAS_LEFT"
    )


async def test_a_colleague_goes_on_in_the_middle_of_the_work_and_is_told(story: Story) -> None:
    estate = story.estate
    first, second = estate.technician, estate.second_technician
    ticket = await story.reported(estate.resident)
    await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=staff(story, first))
    await story.step(first, "ticketAccept", ticket)
    await story.step(first, "ticketStart", ticket)
    await story.on(minutes=5)
    given = {"assigneeId": staff(story, second), "reason": "下班"}
    payload = await story.step(first, "ticketHandOver", ticket, **given)
    assert payload["ticket"]["state"] == "IN_PROGRESS"
    await story.on(seconds=5)
    await story.step(second, "ticketComplete", ticket, result="已更换角阀", labourMinutes=30)
    assert ticket["state"] == "COMPLETED"
    late = {"ticketId": ticket["id"], "expectedVersion": ticket["version"], **given}
    assert await code(story, first, "ticketHandOver", **late) == "STEP_NOT_ALLOWED"


async def test_duties_do_not_overlap(story: Story) -> None:
    estate = story.estate
    who = staff(story, estate.technician)
    given = {"staffId": who, "startsAt": "2025-03-13T08:00:00+08:00"}
    duty = (
        await story.done(
            estate.head,
            "dutyAssign",
            "duty { id post staff { name } }",
            endsAt="2025-03-13T16:00:00+08:00",
            post="早班",
            **given,
        )
    )["duty"]
    assert duty["post"] == "早班"
    ends = "2025-03-13T09:00:00+08:00"
    assert await code(story, estate.head, "dutyAssign", endsAt=ends, **given) == "DUTY_OVERLAPS"
    backwards = "2025-03-13T07:00:00+08:00"
    assert await code(story, estate.head, "dutyAssign", endsAt=backwards, **given) == "DUTY_INVALID"
    guard = {**given, "staffId": staff(story, estate.guard)}
    assert await code(story, estate.head, "dutyAssign", endsAt=ends, **guard) == "NOT_FOUND"
    on_duty = (
        "query($id: ID!, $at: DateTime) { estate(id: $id) { onDuty(at: $at) { staff { name } } } }"
    )
    at = {"id": f"Estate:{estate.id}", "at": "2025-03-13T15:59:00+08:00"}
    told = (await story.ask(estate.agent, on_duty, **at))["estate"]["onDuty"]
    assert [each["staff"]["name"] for each in told] == [estate.technician.name]
    await story.done(estate.head, "dutyCancel", "staff { id }", dutyId=duty["id"])
    assert (await story.ask(estate.agent, on_duty, **at))["estate"]["onDuty"] == []
    await story.done(estate.head, "dutyAssign", "duty { id }", endsAt=ends, **given)
