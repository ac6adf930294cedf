"""A ticket's life through the API, from the call to the satisfied answer."""

from typing import Any

from tests.api.door import Caller, Door, gid
from tests.factories import World

TICKET = """
    ticket { id number state version dueAt allowedActions assignee { name }
             survey { id version state satisfied } events { action toState } }
    userErrors { code field message allowedActions }
"""


async def do(caller: Caller, name: str, **input: Any) -> dict[str, Any]:
    """Carry a mutation out; the payload."""
    kind = name[0].upper() + name[1:]
    query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {TICKET} }} }}"
    data = await caller.ask(query, {"input": {"idempotencyKey": f"{name}-1", **input}})
    payload: dict[str, Any] = data[name]
    return payload


async def done(caller: Caller, name: str, **input: Any) -> dict[str, Any]:
    """The ticket after a mutation that must succeed."""
    payload = await do(caller, name, **input)
    assert payload["userErrors"] == [], payload
    ticket: dict[str, Any] = payload["ticket"]
    return ticket


async def test_a_leak_is_reported_dispatched_repaired_and_answered_for(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    resident = await door.caller(estate.resident.actor)
    agent = await door.caller(estate.agent.actor)
    technician = await door.caller(estate.technician.actor)

    ticket = await done(
        resident,
        "ticketReport",
        estateId=f"Estate:{estate.id}",
        kind="REPAIR",
        channel="APP",
        content="厨房水管漏水",
        houseId=gid("House", estate.id, estate.houses[0]),
        unknownOccurred="刚刚发现",
    )
    assert ticket["state"] == "REPORTED"
    assert ticket["dueAt"] is not None
    assert "WITHDRAW" in ticket["allowedActions"]
    assert "DISPATCH" not in ticket["allowedActions"]

    def step(**more: Any) -> dict[str, Any]:
        return {"ticketId": ticket["id"], "expectedVersion": ticket["version"], **more}

    assignee = gid("Staff", estate.id, estate.technician.id)
    ticket = await done(agent, "ticketDispatch", **step(assigneeId=assignee))
    assert ticket["assignee"]["name"] == "吴磊"
    ticket = await done(technician, "ticketAccept", **step())
    ticket = await done(technician, "ticketStart", **step())
    ticket = await done(technician, "ticketComplete", **step(result="更换角阀"))
    assert ticket["survey"]["state"] == "INVITED"

    answer = dict.fromkeys(("attitude", "speed", "result", "professionalism"), 5)
    query = """mutation($input: SurveySubmitInput!) {
        surveySubmit(input: $input) {
            survey { satisfied } ticket { state events { action toState } } userErrors { code }
        }
    }"""
    data = await resident.ask(
        query,
        {
            "input": {
                "idempotencyKey": "answer",
                "surveyId": ticket["survey"]["id"],
                "expectedVersion": ticket["survey"]["version"],
                "outcome": "SOLVED",
                **answer,
            }
        },
    )
    payload = data["surveySubmit"]
    assert payload["userErrors"] == []
    assert payload["survey"] == {"satisfied": True}
    assert payload["ticket"]["state"] == "CLOSED"
    assert [event["action"] for event in payload["ticket"]["events"]] == [
        "REPORT",
        "DISPATCH",
        "ACCEPT",
        "START",
        "COMPLETE",
        "ANSWER_SURVEY",
    ]


async def test_a_forbidden_step_names_the_allowed_ones(door: Door, world: World) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    ticket = await done(
        agent,
        "ticketReport",
        estateId=f"Estate:{estate.id}",
        kind="REPAIR",
        channel="PHONE",
        content="路灯不亮",
        unknownHouse="公共区域",
        place="东门",
        contactName="路人",
        contactPhone="13800000000",
        unknownOccurred="不清楚",
    )
    payload = await do(agent, "ticketClose", ticketId=ticket["id"], expectedVersion=1, note="试试")
    assert payload["ticket"] is None
    [refused] = payload["userErrors"]
    assert refused["code"] == "STEP_NOT_ALLOWED"
    assert refused["allowedActions"] == ticket["allowedActions"]
