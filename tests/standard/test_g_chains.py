"""G. Escalation: a group says who is told of what, when, and never looking back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.adopted.editions import ALWAYS, Edition, Editions
from core.escalation import shipped as shipped_chains
from core.escalation.document import parse, written
from core.escalation.versions import CHAINS
from core.sla import shipped as shipped_policy
from core.sla.document import parse as policy_of
from core.sla.versions import POLICIES
from core.sla.writing import written as policy_written
from tests.escalation.people import PREVIEW as FORETOLD
from tests.escalation.people import appoint, at
from tests.escalation.told import chain, escalations, major, tellings
from tests.factories import make_world
from tests.standard.chains import (
    PREVIEW,
    adopt,
    chains_of,
    director_of,
    document_of,
    here,
    steps_of,
)
from tests.standard.story import Story
from tests.standard.test_d_promises import promises

MINUTES = [(3.0, "S-G1"), (3.0, "S-G1"), (5.0, "S-G2"), (10.0, "S-G3")]
SHORTER = [(3.0, "S-G1"), (3.0, "S-G1"), (4.0, "S-G2"), (6.0, "S-G3")]


async def shortened(story: Story) -> dict[str, Any]:
    """The document in force, with the company's leader told after 4 minutes, the board after 6."""
    document = await document_of(story)
    steps = steps_of(document, "MATTER")
    steps[2]["after"], steps[3]["after"] = {"minutes": 4}, {"minutes": 6}
    return document


async def minutes(story: Story, ticket: dict[str, Any]) -> list[tuple[float, str]]:
    """When section G was told, by rule."""
    return [each[:2] for each in tellings(await chain(story, ticket))]


async def foretold(story: Story, ticket: dict[str, Any]) -> list[tuple[datetime, str, str]]:
    """What is foretold for the next hour."""
    found = await story.ask(story.estate.agent, FORETOLD, id=ticket["id"])
    until = clock.now() + timedelta(hours=1)
    told = ((at(each["at"]), each["chain"], each["rule"]) for each in found["escalationPreview"])
    return sorted(each for each in told if each[0] <= until)


async def happened(
    story: Story, ticket: dict[str, Any], since: datetime
) -> list[tuple[datetime, str, str]]:
    """What was told from a time on."""
    return sorted(
        (at(step["toldAt"]), each["chain"], step["rule"])
        for each in await escalations(story, ticket)
        for step in each["steps"]
        if step["toldAt"] is not None and at(step["toldAt"]) >= since
    )


@pytest.mark.rule("S-G1", "S-G2", "S-G3")
async def test_a_group_shortens_a_step_and_only_what_escalates_from_then_on_follows_it(
    story: Story,
) -> None:
    await appoint(story)
    director, running = director_of(story), await major(story)
    await story.on(minutes=1)
    document = await shortened(story)
    seen = await story.ask(director, PREVIEW, at=clock.now().isoformat(), document=document)
    (change,) = seen["escalationChainsPreview"]["changes"]
    assert (change["chain"], change["part"], change["difference"]) == (
        "MATTER",
        "ladders",
        "CHANGED",
    )
    taking_effect = clock.now() + timedelta(minutes=2)
    adopted = await adopt(
        story, director, document=document, effectiveFrom=taking_effect.isoformat()
    )
    assert (adopted["userErrors"], adopted["version"]["number"]) == ([], 1)
    before = await major(story)
    await story.on(minutes=2)
    after = await major(story)
    now = clock.now()
    lines = {ticket["id"]: await foretold(story, ticket) for ticket in (before, after)}
    await story.on(hours=1)
    assert await minutes(story, running) == await minutes(story, before) == MINUTES
    assert await minutes(story, after) == SHORTER
    for ticket in (before, after):
        assert await happened(story, ticket, now) == lines[ticket["id"]]
    assert (await chains_of(story))["version"]["note"] == "集团应急规定"
    elsewhere = await make_world(story.door.database)
    theirs = {"id": f"Estate:{elsewhere.estates[0].id}"}
    query = "query($id: ID!) { escalationChains(estateId: $id) { version { number } document } }"
    found = (await story.ask(elsewhere.estates[0].agent, query, **theirs))["escalationChains"]
    assert found == {"version": None, "document": written(shipped_chains.SHIPPED)}


@pytest.mark.rule("S-G6")
async def test_a_chain_that_leaves_somebody_unseen_is_refused_with_where_and_why(
    story: Story,
) -> None:
    manager, agent = story.estate.manager, story.estate.agent
    wrong = await document_of(story)
    steps_of(wrong, "MATTER")[3]["after"] = {"minutes": 1}
    steps_of(wrong, "MATTER")[1]["report"]["within"] = {"minutes": 2}
    steps_of(wrong, "OVERDUE", 1)[0] |= {"counted": "TOLD", "role": "TECHNICIAN"}
    wrong["chains"][0]["standDown"] = ["CS_AGENT"]
    wrong["chains"][3]["ladders"][1]["tickets"] = [{"kinds": ["REPAIR"]}]
    wrong["chains"][4]["ladders"] *= 2
    del wrong["chains"][1]
    given = {"id": here(story), "at": clock.now().isoformat()}
    seen = await story.ask(manager, PREVIEW, document=wrong, **given)
    matter, overdue = "document.chains[0]", "document.chains[2].ladders"
    assert [
        (each["code"], each["path"]) for each in seen["escalationChainsPreview"]["problems"]
    ] == [
        ("ROLE_NOT_ABOVE", f"{matter}.standDown"),
        ("REPORT_TOO_SOON", f"{matter}.ladders[0].steps[1].report.within"),
        ("STEPS_OUT_OF_ORDER", f"{matter}.ladders[0].steps[3].after"),
        ("ROLE_NOT_TOLD", f"{overdue}[1].steps[0].role"),
        ("NO_STEP_BEFORE", f"{overdue}[1].steps[0].counted"),
        ("NOT_FOR_ALL", overdue),
        ("LADDER_UNREACHED", "document.chains[3].ladders[1].tickets"),
        ("CHAIN_MISSING", "document.chains"),
    ]
    unknown: dict[str, Any] = {"chains": [], "reportAgain": {"hours": 1, "days": 1}, "until": None}
    for document, code, field in (
        (wrong, "ROLE_NOT_ABOVE", f"{matter}.standDown"),
        (unknown, "VALUE_INVALID", "document.reportAgain"),
    ):
        told = await adopt(story, manager, estateId=here(story), document=document)
        assert [(each["code"], each["field"]) for each in told["userErrors"]] == [(code, field)]
    good = await shortened(story)
    assert (await story.ask(agent, PREVIEW, document=good, **given)) == {
        "escalationChainsPreview": None
    }
    for person, scope in ((agent, here(story)), (manager, None)):
        told = await adopt(story, person, estateId=scope, document=good)
        assert [each["code"] for each in told["userErrors"]] == ["NOT_FOUND"]
    said: dict[str, Any] = {"estateId": here(story), "document": good}
    assert (await adopt(story, manager, **said))["userErrors"] == []
    assert [each["code"] for each in (await adopt(story, manager, **said))["userErrors"]] == [
        "CONFLICT"
    ]
    said |= {"above": True, "expectedVersion": 1}
    assert (await adopt(story, manager, **said))["userErrors"][0]["code"] == "NOTHING_SAID"
    assert (await adopt(story, manager, **{**said, "document": None}))["userErrors"] == []
    assert (await chains_of(story))["version"] is None


@pytest.mark.rule("S-D7", "S-G2")
async def test_a_release_with_other_numbers_changes_nothing_that_began_under_those_before(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await appoint(story)
    began, first = clock.now(), await major(story)
    policy, chains = policy_written(shipped_policy.SHIPPED), written(shipped_chains.SHIPPED)
    completion = next(each for each in policy["promises"] if each["rule"] == "S-D7")
    completion["targets"][0]["duration"] = {"hours": 24}
    steps_of(chains, "MATTER")[3]["after"] = {"minutes": 6}
    since = began + timedelta(minutes=1)
    for documents, kind, old, new in (
        (POLICIES, "policy", shipped_policy.SHIPPED, policy_of(policy)),
        (CHAINS, "chains", shipped_chains.SHIPPED, parse(chains)),
    ):
        editions = Editions(kind, Edition("2026", ALWAYS, old), Edition("next", since, new))
        monkeypatch.setattr(documents, "editions", editions)
    assert (await chains_of(story))["document"] == written(shipped_chains.SHIPPED)
    await story.on(minutes=1)
    assert (await chains_of(story))["document"] == chains
    second = await major(story)
    await story.on(minutes=20)
    # What wakes its clocks, and asks for every promise anew, does not move it either.
    await story.step(story.estate.agent, "ticketComment", first, text="已联系施工单位")
    due = [at((await promises(story, each))["S-D7"]["dueAt"]) for each in (first, second)]
    assert due == [began + timedelta(days=3), since + timedelta(hours=24)]
    assert [(await minutes(story, each))[-1] for each in (first, second)] == [
        (10.0, "S-G3"),
        (6.0, "S-G3"),
    ]
