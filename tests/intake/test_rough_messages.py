"""Messages as devices and relays really send them: at once, late, forged, huge, oddly written."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from core import clock
from core.ids import new_id
from tests.api.door import Caller, Door
from tests.factories import World
from tests.intake.sender import Sender
from tests.intake.test_other_systems import opened

ALARM = "query($id: ID!) { ticket(id: $id) { content occurredAt unknownOccurred alarm { rings } } }"


async def pump(door: Door, world: World) -> Sender:
    """A pump that rings."""
    estate = world.estates[0]
    payload = await opened(
        await door.caller(estate.manager.actor), estate, sends="ALARMS", channel="SYSTEM"
    )
    assert payload["userErrors"] == []
    return Sender(door.http(), payload["source"]["path"], payload["secret"])


async def seen(agent: Caller, ticket: str) -> dict[str, Any]:
    """The ticket as the agent sees it."""
    found: dict[str, Any] = (await agent.ask(ALARM, {"id": ticket}))["ticket"]
    return found


@pytest_asyncio.fixture
async def agent(door: Door, world: World) -> Caller:
    """The front desk."""
    return await door.caller(world.estates[0].agent.actor)


@pytest.mark.rule("S-M3")
async def test_many_rings_in_one_moment_are_one_ticket_and_all_are_counted(
    door: Door, world: World, agent: Caller
) -> None:
    sender = await pump(door, world)
    said = {"fault": "pump-1", "content": "一号泵过热"}
    told = await asyncio.gather(*(sender.sent(said) for _ in range(12)))
    assert len({each["ticket"] for each in told}) == 1
    assert sum(each["new"] for each in told) == 1
    assert (await seen(agent, told[0]["ticket"]))["alarm"] == {"rings": 12}
    kept = {"fault": "pump-1", "content": "再响"}
    twice = [await sender.sent(kept, id_="ring-13") for _ in range(2)]
    assert {each["ticket"] for each in twice} == {told[0]["ticket"]}
    assert (await seen(agent, told[0]["ticket"]))["alarm"] == {"rings": 13}


@pytest.mark.rule("S-M3")
async def test_a_device_with_a_wrong_clock_rings_all_the_same(
    door: Door, world: World, agent: Caller
) -> None:
    sender = await pump(door, world)
    epoch = await sender.sent(
        {"fault": "a", "content": "水位高", "occurredAt": "1970-01-01T00:00:00Z"}
    )
    found = await seen(agent, epoch["ticket"])
    assert (found["occurredAt"], found["unknownOccurred"]) == (None, "设备时钟有误")
    ahead = await sender.sent(
        {"fault": "b", "content": "水位高", "occurredAt": "2999-01-01T00:00:00Z"}
    )
    assert (await seen(agent, ahead["ticket"]))["occurredAt"] is not None


async def test_what_is_forged_or_from_another_time_is_nobodys(door: Door, world: World) -> None:
    sender = await pump(door, world)
    said = {"fault": "a", "content": "水位高"}
    body, key, now = orjson.dumps(said), str(new_id()), clock.now()
    good = await sender.send(said, id_=key)
    assert good.status_code == 200
    headers = {
        name: good.request.headers[name] for name in good.request.headers if "webhook" in name
    }
    for other in (
        {"webhook-timestamp": "999999999999"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "٣"},
        {"webhook-timestamp": str(int((now - timedelta(minutes=4)).timestamp()))},
        {"webhook-id": "x" * 300},
        {"webhook-id": ""},
        {"webhook-signature": "v1," + "A" * 43 + "="},
        {"webhook-signature": "v2," + headers["webhook-signature"].partition(",")[2]},
        {"webhook-signature": " ".join(["v1,AAAA"] * 500)},
    ):
        told = {name: value.encode() for name, value in {**headers, **other}.items()}
        forged = await sender.http.post(sender.path, content=body, headers=told)
        assert forged.status_code == 401, other
    for late in (timedelta(minutes=-6), timedelta(minutes=6)):
        assert (await sender.send(said, at=now + late)).status_code == 401
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    assert (await sender.send(said, at=long_ago)).status_code == 401


@pytest.mark.parametrize(
    "written",
    [
        "电梯异响🚨👨‍👩‍👧‍👦",
        "مصعد متوقف \u202eنص\u202c",
        "é e\u0301 ﷽ 𠮷野家",
        "第一行\n第二行\t表格",
    ],
)
async def test_whatever_people_write_is_kept_as_it_came(
    door: Door, world: World, agent: Caller, written: str
) -> None:
    sender = await pump(door, world)
    told = await sender.sent({"fault": written[:20], "content": written})
    assert (await seen(agent, told["ticket"]))["content"] == written


async def test_what_cannot_be_kept_is_refused_with_a_reason(door: Door, world: World) -> None:
    sender = await pump(door, world)
    said: dict[str, Any] = {"fault": "a", "content": "水位高"}
    for body, code in (
        (orjson.dumps({**said, "content": "水\0位"}), "TEXT_UNREADABLE"),
        (orjson.dumps({**said, "fault": "a\0b"}), "INVALID"),
        (b'{"fault": "a", "content": "\\ud800"}', "MESSAGE_INVALID"),
        ('{"fault": "a", "content": "水位高"}'.encode("gbk"), "MESSAGE_INVALID"),
        ('{"fault": "a", "content": "水位高"}'.encode("utf-16"), "MESSAGE_INVALID"),
        (b"[" * 100_000, "MESSAGE_INVALID"),
        (b'{"fault": 1e999, "content": "x"}', "MESSAGE_INVALID"),
        (orjson.dumps({**said, "fault": "x" * 201}), "MESSAGE_INVALID"),
        (orjson.dumps({**said, "cleared": True, "fault": "never"}), "MESSAGE_INVALID"),
    ):
        refused = await sender.send(body)
        assert refused.status_code == 400, (body[:60], refused.text)
        assert refused.json()["errors"][0]["extensions"]["code"] == code, body[:60]
    assert (await sender.send(b" " * 1_100_000)).status_code == 413


async def test_mail_in_an_encoding_of_its_own_is_taken_in(
    door: Door, world: World, agent: Caller
) -> None:
    estate = world.estates[0]
    manager = await door.caller(estate.manager.actor)
    payload = await opened(manager, estate, sends="EMAIL", channel="EMAIL")
    box = Sender(door.http(), payload["source"]["path"], payload["secret"])
    mail = (
        b"From: wang@example.com\r\nSubject: leak\r\nMessage-ID: <8bit@x.cn>\r\n"
        b"Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ) + "水管漏水了".encode("gb18030")
    told = await box.sent(mail)
    assert (await seen(agent, told["ticket"]))["content"] == "leak\n水管漏水了"
