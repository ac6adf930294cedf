"""K. Staff."""

from typing import Any

import pytest

from tests.api.door import gid
from tests.factories import EstateWorld, Person
from tests.standard.story import Story

CANDIDATES = """query($ticket: ID!) {
    dispatchCandidates(ticketId: $ticket) { suitable staff { name } parts { part ground } }
}"""
ON_DUTY = """query($id: ID!, $at: DateTime!) {
    estate(id: $id) { onDuty(at: $at) { post staff { name } } }
}"""
DUE = """query($estate: ID!, $department: ID) {
    trainingDue(estateId: $estate, departmentId: $department) {
        staff { name } course { code } dueOn validUntil overdue
    }
}"""
ME = "{ me { estates { estate { id } roles permissions } } }"
PASSWORD = "correct horse 电池"


def staff(estate: EstateWorld, person: Person) -> str:
    return gid("Staff", estate.id, person.id)


async def refusal(story: Story, person: Person, name: str, /, **given: Any) -> str:
    payload = await story.do(person, name, "__typename", **given)
    code: str = payload["userErrors"][0]["code"]
    return code


async def told(story: Story, person: Person, template: str) -> list[str]:
    """The bodies of what somebody was told by a template, the newest first."""
    asked = "{ notifications(first: 50) { nodes { template body } } }"
    nodes = (await story.ask(person, asked))["notifications"]["nodes"]
    return [each["body"] for each in nodes if each["template"] == template]


def director(story: Story) -> Person:
    actor = story.world.director
    return Person(actor.account_id, actor.name, "", actor)


@pytest.mark.rule("S-K1")
async def test_one_person_serves_several_estates_with_a_different_role_at_each(
    story: Story,
) -> None:
    first, second = story.world.estates
    boss = director(story)
    places = []
    for estate, role in ((first, "TECHNICIAN"), (second, "DEPARTMENT_HEAD")):
        department = gid("Department", estate.id, list(estate.departments.values())[1])
        said = {"role": role, "name": "钱进", "phone": "13900000000", "joinedOn": "2025-03-01"}
        made = await story.done(boss, "staffHire", "staff { id }", departmentId=department, **said)
        places.append(made["staff"]["id"])
    account = (
        await story.done(
            boss,
            "accountOpen",
            "account { id roles { role estateId } places { staff { id } } }",
            audience="STAFF",
            name="钱进",
            loginName=f"qianjin-{first.id}",
            password=PASSWORD,
            roles=[{"role": "TECHNICIAN", "estateId": f"Estate:{first.id}"}],
            staffIds=places[:1],
        )
    )["account"]
    await story.done(
        boss, "accountLink", "account { id }", accountId=account["id"], staffId=places[1]
    )
    granted = {"role": "DEPARTMENT_HEAD", "estateId": f"Estate:{second.id}"}
    account = (
        await story.done(
            boss,
            "roleGrant",
            "account { roles { role estateId } places { staff { id } } }",
            accountId=account["id"],
            **granted,
        )
    )["account"]
    assert sorted(each["staff"]["id"] for each in account["places"]) == sorted(places)
    body = {"login": f"qianjin-{first.id}", "password": PASSWORD}
    tokens = (await story.door.http().post("/auth/login", json=body)).json()
    http = story.door.http(tokens["accessToken"])
    answer = (await http.post("/graphql", json={"query": ME})).json()
    held = {each["estate"]["id"]: each for each in answer["data"]["me"]["estates"]}
    assert held[f"Estate:{first.id}"]["roles"] == ["TECHNICIAN"]
    assert held[f"Estate:{second.id}"]["roles"] == ["DEPARTMENT_HEAD"]
    assert "SEE_FIGURES" in held[f"Estate:{second.id}"]["permissions"]
    assert "SEE_FIGURES" not in held[f"Estate:{first.id}"]["permissions"]
    mine = (await http.post("/graphql", json={"query": "{ myPlaces { nodes { id } } }"})).json()
    assert sorted(each["id"] for each in mine["data"]["myPlaces"]["nodes"]) == sorted(places)


@pytest.mark.rule("S-K2")
async def test_an_expired_certificate_no_longer_counts_in_dispatch(story: Story) -> None:
    estate = story.estate
    skill = {
        "staffId": staff(estate, estate.technician),
        "skill": "PLUMBING",
        "level": 4,
        "certificate": "水工证 0012",
        "expiresOn": "2025-03-20",
    }
    await story.done(estate.head, "staffSkillSet", "staff { skills { level } }", **skill)
    other = {"staffId": staff(estate, estate.second_technician), "skill": "PLUMBING"}
    await story.done(estate.head, "staffSkillRemove", "staff { id }", **other)
    ticket = await story.reported(
        estate.agent,
        categoryCode="repair.water",
        requesterId=gid("Resident", estate.id, estate.resident.id),
    )

    async def able() -> list[str]:
        data = await story.ask(estate.agent, CANDIDATES, ticket=ticket["id"])
        return [
            each["staff"]["name"]
            for each in data["dispatchCandidates"]
            for part in each["parts"]
            if part["part"] == "SKILL" and part["ground"] == "SKILL_ENOUGH"
        ]

    assert await able() == [estate.technician.name]
    await story.on(days=8)
    assert await able() == [estate.technician.name]  # its last day counts
    await story.on(days=1)
    assert await able() == []


@pytest.mark.rule("S-K2")
async def test_a_certificate_is_reminded_of_thirty_and_seven_days_before_it_expires(
    story: Story,
) -> None:
    estate = story.estate
    holder, head = estate.technician, estate.head
    for person in (holder, head):
        await story.ask(person, "{ me { name } }")
    skill = {"skill": "ELECTRICITY", "level": 3, "expiresOn": "2025-04-20"}
    await story.done(head, "staffSkillSet", "staff { id }", staffId=staff(estate, holder), **skill)
    await story.on(days=8)
    assert await told(story, holder, "certificate.expiring") == []
    await story.on(days=2)
    [reminded] = await told(story, holder, "certificate.expiring")
    assert "2025-04-20" in reminded
    [supervised] = await told(story, head, "certificate.expiring_staff")
    assert holder.name in supervised
    await story.on(days=15)
    assert len(await told(story, holder, "certificate.expiring")) == 1
    await story.on(days=9)
    assert len(await told(story, holder, "certificate.expiring")) == 2
    await story.on(days=30)
    assert len(await told(story, holder, "certificate.expiring")) == 2


@pytest.mark.rule("S-K2")
async def test_weeks_of_split_and_night_shifts_are_planned_at_once_or_not_at_all(
    story: Story,
) -> None:
    estate = story.estate
    day, night = estate.technician, estate.second_technician
    shifts = [
        {
            "staffIds": [staff(estate, day)],
            "weekdays": [1, 2, 3, 4, 5],
            "hours": [{"begins": "08:00", "ends": "12:00"}, {"begins": "14:00", "ends": "18:00"}],
            "post": "白班",
        },
        {
            "staffIds": [staff(estate, night)],
            "weekdays": [5, 6],
            "hours": [{"begins": "22:00", "ends": "06:00"}],
            "post": "夜班",
        },
    ]
    plan: dict[str, Any] = {
        "estateId": f"Estate:{estate.id}",
        "since": "2025-03-17",
        "weeks": 2,
        "shifts": shifts,
    }
    await story.done(estate.manager, "rosterPlan", "estate { id }", **plan)

    async def present(at: str) -> list[str]:
        given = {"id": f"Estate:{estate.id}", "at": f"{at}+08:00"}
        found = (await story.ask(estate.agent, ON_DUTY, **given))["estate"]["onDuty"]
        return [each["staff"]["name"] for each in found]

    assert await present("2025-03-17T11:59:00") == [day.name]
    assert await present("2025-03-17T13:00:00") == []
    assert await present("2025-03-22T05:59:00") == [night.name]  # Friday's night
    assert await present("2025-03-22T06:00:00") == []
    assert await present("2025-03-29T23:00:00") == [night.name]
    assert await refusal(story, estate.manager, "rosterPlan", **plan) == "DUTY_OVERLAPS"
    one_more = {**plan, "since": "2025-03-31", "weeks": 1}
    one_more["shifts"] = [
        {**shifts[0], "hours": [*shifts[0]["hours"], {"begins": "11:00", "ends": "15:00"}]}  # type: ignore[misc]
    ]
    assert await refusal(story, estate.manager, "rosterPlan", **one_more) == "DUTY_OVERLAPS"
    assert await present("2025-03-31T09:00:00") == []
    await story.done(estate.manager, "rosterPlan", "estate { id }", replacing=True, **plan)
    assert await present("2025-03-17T11:59:00") == [day.name]


async def a_course(story: Story, **more: Any) -> str:
    """A course of the group; its id."""
    said = {
        "code": "gas-safety",
        "title": "燃气安全",
        "subject": "PROFESSIONAL",
        "phase": "DURING_JOB",
        "roles": ["TECHNICIAN"],
        "withinDays": 30,
        "validDays": 365,
        "passScore": 60,
        "expectedVersion": 0,
        **more,
    }
    made = await story.done(director(story), "courseSet", "course { id version }", **said)
    course: str = made["course"]["id"]
    return course


@pytest.mark.rule("S-K3")
async def test_training_is_recorded_with_attendance_and_scores_and_falls_due_again(
    story: Story,
) -> None:
    estate = story.estate
    first, second, head = estate.technician, estate.second_technician, estate.head
    for person in (first, head):
        await story.ask(person, "{ me { name } }")
    course = await a_course(story)

    async def due(person: Person = head) -> dict[str, Any]:
        data = await story.ask(person, DUE, estate=f"Estate:{estate.id}")
        return {each["staff"]["name"]: each for each in data["trainingDue"]}

    assert {name: each["overdue"] for name, each in (await due()).items()} == {
        first.name: True,
        second.name: True,
    }
    assert await due(first) == {}  # it is for who looks after them
    session = {
        "estateId": f"Estate:{estate.id}",
        "courseId": course,
        "heldOn": "2025-03-12",
        "trainer": "燃气公司 王工",
        "minutes": 90,
    }
    results = [
        {"staffId": staff(estate, first), "attended": True, "score": 85},
        {"staffId": staff(estate, second), "attended": True, "score": 55},
    ]
    records = "session { id records { staff { name } score passed validUntil } }"
    made = await story.done(head, "trainingRecord", records, attendance=results, **session)
    by_name = {each["staff"]["name"]: each for each in made["session"]["records"]}
    assert by_name[first.name]["validUntil"] == "2026-03-12"
    assert not by_name[second.name]["passed"]
    assert (await due()).keys() == {second.name}
    corrected = [{"staffId": staff(estate, second), "attended": True, "score": 65}]
    again = {**session, "sessionId": made["session"]["id"]}
    await story.done(head, "trainingRecord", records, attendance=corrected, **again)
    assert await due() == {}
    unmarked = [{"staffId": staff(estate, first), "attended": True}]
    assert await refusal(story, head, "trainingRecord", attendance=unmarked, **session) == (
        "SCORE_INVALID"
    )
    ahead = {**session, "heldOn": "2025-03-13", "attendance": results}
    assert await refusal(story, head, "trainingRecord", **ahead) == "SESSION_NOT_HELD_YET"
    assert await refusal(story, first, "trainingRecord", attendance=results, **session) == (
        "NOT_FOUND"
    )


@pytest.mark.rule("S-K3")
async def test_a_course_that_runs_out_is_reminded_of_to_the_person_and_their_supervisor(
    story: Story,
) -> None:
    estate = story.estate
    learner, head = estate.technician, estate.head
    for person in (learner, head):
        await story.ask(person, "{ me { name } }")
    course = await a_course(story, validDays=60, passScore=None)
    results = [
        {"staffId": staff(estate, each), "attended": True}
        for each in (learner, estate.second_technician)
    ]
    await story.done(
        head,
        "trainingRecord",
        "session { id }",
        estateId=f"Estate:{estate.id}",
        courseId=course,
        heldOn="2025-03-12",
        trainer="郑强",
        attendance=results,
    )
    await story.on(days=29)
    assert await told(story, learner, "training.due") == []
    await story.on(days=2)
    [reminded] = await told(story, learner, "training.due")
    assert "燃气安全" in reminded
    assert "2025-05-11" in reminded
    assert len(await told(story, head, "training.due_staff")) == 2
    await story.on(days=24)
    assert len(await told(story, learner, "training.due")) == 2
    await story.on(days=8)
    assert len(await told(story, learner, "training.due")) == 3


@pytest.mark.rule("S-K3")
async def test_training_before_the_job_is_due_on_the_first_day(story: Story) -> None:
    estate = story.estate
    said = {"code": "manners", "title": "上门礼仪", "subject": "MANNERS", "phase": "BEFORE_JOB"}
    await a_course(story, roles=["OFFICER"], passScore=None, **said)
    data = await story.ask(
        estate.manager,
        DUE,
        estate=f"Estate:{estate.id}",
        department=gid("Department", estate.id, list(estate.departments.values())[2]),
    )
    [owed] = data["trainingDue"]
    assert owed["staff"]["name"] == estate.guard.name
    assert owed["dueOn"] == "2024-01-01"
    assert owed["validUntil"] is None
    code = await refusal(
        story, director(story), "courseSet", expectedVersion=0, withinDays=0, **said
    )
    assert code == "CONFLICT"
    assert await refusal(story, estate.manager, "courseSet", expectedVersion=0, **said) == (
        "NOT_FOUND"
    )
