"""Signed messages of other systems: taken in once, by whom they name, and by nobody else."""

import asyncio
from datetime import timedelta
from typing import Any

from core import clock
from core.ids import new_id
from tests.api.door import Caller, Door, gid
from tests.factories import EstateWorld, World
from tests.intake.sender import Sender

OPEN = """mutation($input: IntakeSourceOpenInput!) { intakeSourceOpen(input: $input) {
    source { id version path } secret userErrors { code field } } }"""
ROTATE = """mutation($input: IntakeSourceRotateInput!) { intakeSourceRotate(input: $input) {
    source { id version } secret userErrors { code } } }"""
CLOSE = """mutation($input: IntakeSourceCloseInput!) { intakeSourceClose(input: $input) {
    source { closedAt } userErrors { code } } }"""
TICKET = """query($id: ID!) { ticket(id: $id) {
    kind kindProposed channel content house { id } unknownHouse place contactName unknownOccurred
} }"""


async def opened(caller: Caller, estate: EstateWorld, **given: Any) -> dict[str, Any]:
    """The payload of opening a call centre's source."""
    said = {"name": "呼叫中心", "sends": "REPORTS", "channel": "PHONE"}
    key = {"idempotencyKey": str(new_id()), "estateId": f"Estate:{estate.id}"}
    told = await caller.ask(OPEN, {"input": {**key, **said, **given}})
    payload: dict[str, Any] = told["intakeSourceOpen"]
    return payload


async def centre(door: Door, estate: EstateWorld) -> Sender:
    """A call centre that may report."""
    payload = await opened(await door.caller(estate.manager.actor), estate)
    assert payload["userErrors"] == []
    return Sender(door.http(), payload["source"]["path"], payload["secret"])


async def test_a_call_centre_reports_like_anybody_and_its_channel_is_kept_s_a1(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    sender = await centre(door, estate)
    told = await sender.sent(
        {
            "content": "厨房水管漏水",
            "address": "3栋2单元1201",
            "contactName": "王丽",
            "contactPhone": "13800000000",
        }
    )
    agent = await door.caller(estate.agent.actor)
    found = (await agent.ask(TICKET, {"id": told["ticket"]}))["ticket"]
    assert found == {
        "kind": "REPAIR",
        "kindProposed": True,
        "channel": "PHONE",
        "content": "厨房水管漏水",
        "house": {"id": gid("House", estate.id, estate.houses[0])},
        "unknownHouse": None,
        "place": "3栋2单元1201",
        "contactName": "王丽",
        "unknownOccurred": "来源系统未提供",
    }


async def test_a_house_that_is_not_named_in_full_is_not_guessed_s_a4(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    told = await (await centre(door, estate)).sent({"content": "漏水", "address": "2单元12楼"})
    agent = await door.caller(estate.agent.actor)
    found = (await agent.ask(TICKET, {"id": told["ticket"]}))["ticket"]
    assert (found["house"], found["unknownHouse"]) == (None, "地址未能确认")
    assert found["place"] == "2单元12楼"


async def test_a_message_sent_again_is_answered_with_the_same_ticket(
    door: Door, world: World
) -> None:
    sender = await centre(door, world.estates[0])
    said = {"content": "楼道灯不亮"}
    first, *rest = await asyncio.gather(*(sender.sent(said, id_="call-1") for _ in range(4)))
    assert {each["ticket"] for each in rest} == {first["ticket"]}
    assert sum(each["new"] for each in (first, *rest)) == 1
    other = await sender.send({"content": "别的事"}, id_="call-1")
    assert other.json()["errors"][0]["extensions"]["code"] == "MESSAGE_KEY_REUSED"


async def test_who_cannot_sign_is_not_told_whether_there_is_such_a_source(
    door: Door, world: World
) -> None:
    sender = await centre(door, world.estates[0])
    stranger = Sender(sender.http, sender.path, "whsec_" + "A" * 43 + "=")
    nowhere = Sender(sender.http, "/intake/7-NOBODY", sender.secret)
    late = clock.now() - timedelta(minutes=6)
    said = {"content": "漏水"}
    refused = [
        await stranger.send(said),
        await nowhere.send(said),
        await sender.send(said, at=late),
        await sender.http.post(sender.path, json=said),
        await sender.send(said, signature="v1,###  v2,x"),
    ]
    assert {each.status_code for each in refused} == {401}
    assert len({each.text for each in refused}) == 1


async def test_after_a_rotation_the_old_secret_holds_for_a_while_and_closed_is_closed(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    manager = await door.caller(estate.manager.actor)
    payload = await opened(manager, estate)
    source = payload["source"]
    old = Sender(door.http(), source["path"], payload["secret"])
    key = {"sourceId": source["id"], "expectedVersion": 1}
    given = {"idempotencyKey": str(new_id()), **key, "keepHours": 1}
    rotated = (await manager.ask(ROTATE, {"input": given}))["intakeSourceRotate"]
    again = (await manager.ask(ROTATE, {"input": given}))["intakeSourceRotate"]
    assert again["secret"] is None, "shown once"
    new = Sender(old.http, old.path, rotated["secret"])
    for sender in (old, new):
        await sender.sent({"content": "漏水"})
    with clock.at(clock.now() + timedelta(hours=2)):
        assert (await old.send({"content": "漏水"})).status_code == 401
        await new.sent({"content": "漏水"})
    given = {"idempotencyKey": str(new_id()), **key, "expectedVersion": 2}
    closed = (await manager.ask(CLOSE, {"input": given}))["intakeSourceClose"]
    assert closed["source"]["closedAt"] is not None
    assert (await new.send({"content": "漏水"})).status_code == 401


async def test_what_cannot_be_read_is_refused_with_its_place(door: Door, world: World) -> None:
    sender = await centre(door, world.estates[0])
    for body in (b"[", b"{}", b'{"content": ""}', b'{"content": "x", "more": 1}'):
        refused = await sender.send(body)
        assert refused.status_code == 400
        told = refused.json()["errors"][0]["extensions"]
        assert told["code"] == "MESSAGE_INVALID", body
    large = await sender.send({"content": "水" * 600_000})
    assert large.status_code == 413


async def test_only_who_runs_the_estate_lets_other_systems_in(door: Door, world: World) -> None:
    here, there = world.estates
    agent = await door.caller(here.agent.actor)
    assert (await opened(agent, here))["userErrors"][0]["code"] == "NOT_FOUND"
    manager = await door.caller(here.manager.actor)
    assert (await opened(manager, there))["userErrors"][0]["code"] == "NOT_FOUND"
    mail = await opened(manager, here, sends="EMAIL")
    assert mail["userErrors"][0]["code"] == "SOURCE_INVALID"
