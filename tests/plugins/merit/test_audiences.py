"""Who sees which field: every role, inside the estate and outside of it, and every audience."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.actor import Actor, Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.staff.models import Function
from plugins.merit.appraisals.models import MeritPeriodCard
from tests.factories import Person
from tests.standard.deciding import decided, deciding, proposed
from tests.standard.story import Story
from tests.standard.test_k_appraisal import worked_a_month

LISTS = (
    "meritCases",
    "meritFacts",
    "meritEffects",
    "meritCards",
    "meritPeriodCards",
    "myMeritCases",
    "myMeritCards",
    "myMeritPeriodCards",
)
SEEN = (
    "{ "
    + " ".join(f"{name} {{ nodes {{ staff {{ name }} }} }}" for name in LISTS)
    + ' meritDistribution(month: "2025-03-01") { people }'
    ' meritPeriodDistribution(period: QUARTER, begins: "2025-01-01") { people }'
    " meritRules { nodes { code } } meritIndicators { nodes { code } }"
    " staff { nodes { name meritCases { nodes { reason } } meritFacts { nodes { kind } }"
    " meritCards { nodes { total } } meritPeriodCards { nodes { total } } } } }"
)
ALL = frozenset(LISTS[:5])
OWN = frozenset(LISTS[5:])
SPREAD = frozenset({"meritDistribution", "meritPeriodDistribution"})
ON_STAFF = frozenset({"staff.meritCases", "staff.meritFacts", "staff.meritCards"}) | {
    "staff.meritPeriodCards"
}
NOTHING: frozenset[str] = frozenset()

BY_ROLE: Mapping[Role, frozenset[str]] = {
    Role.GROUP_DIRECTOR: SPREAD | {"meritEffects"},  # what the company is to carry out
    Role.GROUP_STAFF: SPREAD,
    Role.DUTY_OFFICER: NOTHING,
    Role.BOARD: SPREAD | {"meritEffects"},
    Role.COMPANY_LEADER: SPREAD | {"meritEffects", "meritCases", "staff.meritCases"},  # its turn
    Role.REGION_MANAGER: ALL | ON_STAFF | SPREAD,
    Role.ESTATE_MANAGER: ALL | ON_STAFF | SPREAD,
    Role.CS_SUPERVISOR: NOTHING,  # leads another department
    Role.DEPARTMENT_HEAD: NOTHING,
    Role.CS_AGENT: NOTHING,
    Role.BUTLER: NOTHING,
    Role.TECHNICIAN: NOTHING,
    Role.OFFICER: NOTHING,
}
GROUP_WIDE = frozenset({Role.GROUP_DIRECTOR, Role.GROUP_STAFF, Role.DUTY_OFFICER, Role.BOARD})
OUTSIDE = ("meritCases", "meritCards", "meritEffects", "meritFacts", "meritDistribution")


def holding(story: Story, role: Role, estate_id: int) -> Person:
    """Somebody without a place anywhere, with one role at one estate."""
    wide = frozenset({role}) & GROUP_WIDE
    actor = Actor(
        group_id=story.world.group_id,
        account_id=new_id(),
        audience=Audience.STAFF,
        name=role.value,
        roles={estate_id: frozenset({role})},
        group_roles=wide,
    )
    return Person(new_id(), role.value, "", actor)


async def seen(story: Story, person: Person) -> frozenset[str]:
    """The fields in which somebody finds anything at all; rules are everybody's on the staff."""
    told = await story.ask(person, SEEN)
    found = {name for name in LISTS if told[name]["nodes"]} | {
        name for name in SPREAD if told[name]
    }
    for place in told["staff"]["nodes"]:
        within = {name: value for name, value in place.items() if name != "name"}
        found |= {f"staff.{name}" for name, value in within.items() if value and value["nodes"]}
    return frozenset(found)


async def filled(story: Story) -> None:
    """A month with a fact, a case in force with what follows for the company to do, one that waits
    for the company's approval; a card of the month, and of the quarter."""
    company = {"kind": "DEMOTION", "doer": "COMPANY"}
    rung: dict[str, Any] = {"points": -5, "months": 12, "approvals": ["COMPANY"]}
    rung |= {"effect": "降级", "effect_en": "Demotion", "effects": [company]}
    leaders = await deciding(story, ladder={"DEMERIT": rung})
    estate = story.estate
    await decided(story, leaders, estate.technician, grade="DEMERIT")
    await worked_a_month(story)
    waiting = await proposed(story, estate.technician)
    said = {"meritCaseId": waiting["id"], "expectedVersion": waiting["version"]}
    await story.done(estate.head, "meritCaseEndorse", "meritCase { id }", **said)
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    async with unit_of_work(story.door.database, Scope.system(*tenant.values())) as uow:
        uow.add(
            MeritPeriodCard,
            **tenant,
            id=new_id(),
            staff_id=estate.technician.id,
            department_id=estate.departments[Function.ENGINEERING],
            period="QUARTER",
            begins=date(2024, 10, 1),
            total=8_000,
            locked_at=uow.now,
        )


async def test_each_role_and_each_audience_sees_its_own_fields_and_no_others(
    story: Story,
) -> None:
    await filled(story)
    estate, other = story.world.estates
    for role, fields in BY_ROLE.items():
        assert await seen(story, holding(story, role, estate.id)) == fields, role
        if role not in GROUP_WIDE:
            elsewhere = holding(story, role, other.id)
            assert await seen(story, elsewhere) == NOTHING, f"{role} of another estate"
    assert await seen(story, estate.technician) == ALL | OWN | ON_STAFF, "what is their own"
    assert await seen(story, estate.head) == ALL | ON_STAFF, "their department's"
    for person in (estate.second_technician, estate.agent, estate.butler, estate.supervisor):
        assert await seen(story, person) == NOTHING, person.name

    partner = replace(holding(story, Role.PARTNER, estate.id).actor, audience=Audience.PARTNER)
    outsiders = {
        "a resident": estate.resident,
        "a neighbour": estate.neighbour,
        "a partner": Person(new_id(), "开发商", "", partner),
    }
    for name, person in outsiders.items():
        caller = await story.caller(person)
        for field in OUTSIDE:
            response = await caller.send(f"{{ {field} {{ __typename }} }}", {})
            [error, *_] = response.json()["errors"]
            assert error["message"].startswith("Cannot query field"), f"{name}: {field}"
