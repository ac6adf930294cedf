"""J. Rewards and penalties: what follows from them is handed to somebody, and done by people."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest

from core.actor import Role
from core.errors import Code
from tests.api.door import gid
from tests.factories import Person
from tests.standard.deciding import Leaders, decided, deciding, leader
from tests.standard.story import Story
from tests.standard.test_j_hearings import told
from tests.standard.test_k_staff import ON_DUTY, a_course, director, staff

EFFECT = "id kind doer state version dueAt holdsUntil amount month course doneName note"
LISTED = f"{{ meritEffects {{ nodes {{ {EFFECT} staff {{ name }} }} }} }}"
OWN = f"{{ myMeritCases {{ nodes {{ state effects {{ {EFFECT} }} }} }} }}"
RANKED = """query($id: ID!) { dispatchCandidates(ticketId: $id) {
    staff { name } parts { points explanation } } }"""
TEXTS = {"effect": "见规定", "effect_en": "As laid down"}


async def effects(story: Story, person: Person) -> dict[str, dict[str, Any]]:
    """What follows from cases, as somebody sees it, by kind."""
    found = (await story.ask(person, LISTED))["meritEffects"]["nodes"]
    return {each["kind"]: each for each in found}


async def answered(
    story: Story, person: Person, effect: dict[str, Any], name: str = "CarryOut", **given: Any
) -> str:
    """What somebody gets for carrying it out, or waiving it: a state, or a code."""
    said = {"meritEffectId": effect["id"], "expectedVersion": effect["version"], **given}
    said.setdefault("note", "已当面谈话，签字存档")
    found = await story.do(person, f"meritEffect{name}", f"meritEffect {{ {EFFECT} }}", **said)
    if found["userErrors"]:
        code: str = found["userErrors"][0]["code"]
        return code
    effect.update(found["meritEffect"])
    state: str = effect["state"]
    return state


async def in_force(story: Story, leaders: Leaders, about: Person, **given: Any) -> None:
    """A case nobody objects to."""
    await decided(story, leaders, about, **given)
    await story.on(days=5, minutes=1)


@pytest.mark.rule("S-J1")
async def test_what_follows_from_a_penalty_is_handed_over_done_by_people_and_told(
    story: Story,
) -> None:
    leaders, estate = await deciding(story), story.estate
    await decided(story, leaders, estate.technician, grade="DEMERIT")
    assert await effects(story, estate.manager) == {}, "nothing follows before it is in force"
    await story.on(days=5, minutes=1)
    seen = await effects(story, estate.head)
    assert {kind: each["state"] for kind, each in seen.items()} == {
        "TALK": "DUE",
        "NO_DISTINCTION": "HOLDS",
    }
    assert await told(story, "merit.effect_due") == [estate.head.id]
    for person in (estate.second_technician, estate.supervisor, estate.agent, leaders.company):
        assert await effects(story, person) == {}, person.name
    assert (await effects(story, estate.technician)).keys() == seen.keys()
    talk = seen["TALK"]
    assert await answered(story, estate.technician, talk) == "MERIT_OWN_CASE"
    for person in (estate.second_technician, estate.supervisor, leaders.company):
        assert await answered(story, person, talk) == Code.NOT_FOUND, person.name
    assert await told(story, "merit.effect_overdue") == []
    await story.on(days=7)
    assert await told(story, "merit.effect_overdue") == [estate.manager.id]
    assert await answered(story, estate.head, talk, note=" ") == "TEXT_REQUIRED"
    assert await answered(story, estate.head, talk) == "DONE"
    assert talk["doneName"] == estate.head.name
    assert await told(story, "merit.effect_done") == [estate.technician.id]
    assert await answered(story, estate.head, talk) == "MERIT_EFFECT_NOT_DUE"
    holds = seen["NO_DISTINCTION"]
    assert await answered(story, estate.manager, holds) == "MERIT_EFFECT_NOT_DUE"
    [own] = (await story.ask(estate.technician, OWN))["myMeritCases"]["nodes"]
    assert own["effects"][0]["note"] == "已当面谈话，签字存档"


@pytest.mark.rule("S-J2")
async def test_bonuses_and_deductions_are_on_the_pay_roll_list_of_their_month(
    story: Story,
) -> None:
    deduction = {"kind": "DEDUCTION", "amount": 20_000}
    rung = {"points": -2, "months": 6, "approvals": ["COMPANY"], "effects": [deduction], **TEXTS}
    leaders = await deciding(story, ladder={"WRITTEN_WARNING": rung})
    estate = story.estate
    reward = {"grade": "BONUS", "amount": 50_000, "ground": "OUTSTANDING_WORK"}
    await decided(story, leaders, estate.technician, **reward)
    await in_force(story, leaders, estate.second_technician)
    seen = await effects(story, estate.manager)
    assert (seen["PAYMENT"]["amount"], seen["PAYMENT"]["month"]) == (50_000, "2025-03-01")
    assert await answered(story, leaders.region, seen["DEDUCTION"], "Waive") == "WAIVED"
    assert await told(story, "merit.effect_waived") == [estate.second_technician.id]
    assert await answered(story, estate.manager, seen["PAYMENT"]) == "DONE"
    path = f"/plugins/merit/{story.world.group_code}/{estate.code}/payroll.csv"

    async def listed(person: Person, month: str) -> Any:
        return await (await story.caller(person)).http.get(path, params={"month": month})

    said = await listed(estate.manager, "2025-03")
    assert said.status_code == 200
    rows = list(csv.DictReader(StringIO(said.content.decode("utf-8-sig"))))
    lines = {row["name"]: (row["kind"], row["amount_fen"], row["state"]) for row in rows}
    assert lines == {
        estate.technician.name: ("PAYMENT", "50000", "DONE"),
        estate.second_technician.name: ("DEDUCTION", "-20000", "WAIVED"),
    }
    assert len((await listed(estate.manager, "2025-04")).text.splitlines()) == 1
    assert (await listed(estate.manager, "2025-13")).status_code == 400
    for person in (estate.head, estate.technician, leader(story, "职员", Role.GROUP_STAFF)):
        assert (await listed(person, "2025-03")).status_code == 404, person.name


@pytest.mark.rule("S-J1")
async def test_training_suspension_demotion_and_dismissal_are_done_where_they_are_kept(
    story: Story,
) -> None:
    following = [
        {"kind": "TRAINING", "course": "gas-safety", "doer": "DEPARTMENT"},
        {"kind": "SUSPENSION", "days": 3},
        {"kind": "DEMOTION", "doer": "COMPANY"},
        {"kind": "DISMISSAL"},
    ]
    rung = {"points": -5, "months": 12, "approvals": ["COMPANY"], "effects": following, **TEXTS}
    leaders = await deciding(story, ladder={"DEMERIT": rung})
    estate = story.estate
    for person in (estate.technician, estate.head, leaders.company):
        await story.caller(person)
    course = await a_course(story)
    shift = {
        "staffIds": [staff(estate, estate.technician)],
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "hours": [{"begins": "08:00", "ends": "18:00"}],
    }
    plan = {"since": "2025-03-17", "weeks": 2, "shifts": [shift]}
    of = {"estateId": f"Estate:{estate.id}"}
    await story.done(estate.manager, "rosterPlan", "estate { id }", **of, **plan)
    await in_force(story, leaders, estate.technician, grade="DEMERIT")
    seen = await effects(story, estate.manager)
    assert (await effects(story, leaders.company)).keys() == {"DEMOTION"}, "what is theirs to do"

    training = seen["TRAINING"]
    assert await answered(story, estate.head, training) == "MERIT_EFFECT_NOT_YET"
    result = {"staffId": staff(estate, estate.technician), "attended": True, "score": 80}
    session = {"courseId": course, "heldOn": "2025-03-17", "trainer": "王工"}
    await story.done(
        estate.head, "trainingRecord", "session { id }", attendance=[result], **of, **session
    )
    assert await answered(story, estate.head, training) == "DONE"

    async def present(at: str) -> list[str]:
        given = {"id": f"Estate:{estate.id}", "at": f"{at}T12:00:00+08:00"}
        found = (await story.ask(estate.agent, ON_DUTY, **given))["estate"]["onDuty"]
        return [each["staff"]["name"] for each in found]

    assert await present("2025-03-19") == [estate.technician.name]
    assert await answered(story, estate.manager, seen["SUSPENSION"]) == "DONE"
    assert await present("2025-03-19") == []
    assert await present("2025-03-21") == [estate.technician.name]
    ticket = await story.reported(estate.resident)
    ranked = (await story.ask(estate.agent, RANKED, id=ticket["id"]))["dispatchCandidates"]
    [why] = [
        [part["explanation"] for part in each["parts"] if part["points"] <= -100]
        for each in ranked
        if each["staff"]["name"] == estate.technician.name
    ]
    assert "停职期间" in why[0]

    demotion = seen["DEMOTION"]
    assert await answered(story, estate.manager, demotion, role="OFFICER") == Code.NOT_FOUND
    assert await answered(story, director(story), demotion, role="OFFICER") == "DONE"
    shown = "query($id: ID!) { node(id: $id) { ... on Staff { role } } }"
    place = await story.ask(estate.manager, shown, id=gid("Staff", estate.id, estate.technician.id))
    assert place["node"]["role"] == "OFFICER"

    dismissal = seen["DISMISSAL"]
    assert await answered(story, estate.manager, dismissal) == "MERIT_EFFECT_NOT_YET"
    assert date.fromisoformat(dismissal["dueAt"][:10]) == date(2025, 3, 24)
