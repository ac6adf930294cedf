"""Photographs and voice: announced, sent, seen by who may, and by nobody else (S-A4)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from sqlalchemy import update

from api.cli.installation import handlers
from core import clock
from core.config import get_settings
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import AccountRights
from core.ids import new_id
from core.jobs.worker import Worker
from tests.api.door import Caller, Door, gid
from tests.factories import EstateWorld, World
from tests.files.pictures import PLACE, located_png, png

PREPARE = """mutation($input: AttachmentPrepareInput!) { attachmentPrepare(input: $input) {
    attachment { id name size type url uploadUrl } userErrors { code field } } }"""
REPORT = """mutation($input: TicketReportInput!) { ticketReport(input: $input) {
    ticket { id version attachments { id name type size url } } userErrors { code field } } }"""
FILES = "query($id: ID!) { ticket(id: $id) { version attachments { id type url uploadUrl } } }"
REMOVE = """mutation($input: AttachmentRemoveInput!) { attachmentRemove(input: $input) {
    ticket { attachments { id } } userErrors { code } } }"""

PNG = png()
AMR = b"#!AMR\n" + b"\x3c" * 64


@dataclass(slots=True)
class Desk:
    """Somebody with files to send."""

    door: Door
    estate: EstateWorld
    caller: Caller

    async def do(self, query: str, **given: Any) -> dict[str, Any]:
        """A mutation's payload."""
        told = await self.caller.ask(query, {"input": {"idempotencyKey": str(new_id()), **given}})
        payload: dict[str, Any] = next(iter(told.values()))
        return payload

    async def announce(self, content: bytes, name: str = "现场.png") -> dict[str, Any]:
        """A file announced."""
        payload = await self.do(
            PREPARE, estateId=f"Estate:{self.estate.id}", name=name, size=len(content)
        )
        assert payload["userErrors"] == [], payload
        announced: dict[str, Any] = payload["attachment"]
        return announced

    async def put(self, url: str, content: bytes) -> httpx.Response:
        """Send the bytes, without any token: the link is enough."""
        return await self.door.http().put(url, content=content)

    async def get(self, url: str) -> httpx.Response:
        """Fetch by a link."""
        return await self.door.http().get(url)

    async def sent(self, content: bytes = PNG, name: str = "现场.png") -> str:
        """The id of a file that has come."""
        announced = await self.announce(content, name)
        response = await self.put(announced["uploadUrl"], content)
        assert response.status_code == 204, response.text
        return str(announced["id"])

    async def reported(self, *files: str) -> dict[str, Any]:
        """A report with files."""
        return await self.do(
            REPORT,
            estateId=f"Estate:{self.estate.id}",
            kind="REPAIR",
            channel="APP",
            content="厨房漏水，见照片",
            houseId=gid("House", self.estate.id, self.estate.houses[0]),
            unknownOccurred="刚刚发现",
            attachmentIds=list(files),
        )


@pytest_asyncio.fixture
async def desk(door: Door, world: World) -> Desk:
    """A resident."""
    estate = world.estates[0]
    return Desk(door, estate, await door.caller(estate.resident.actor))


def stored() -> list[Path]:
    """What the file store holds."""
    assert get_settings().files is not None
    return [each for each in Path(str(get_settings().files)).rglob("*") if each.is_file()]


async def test_a_photograph_and_a_voice_note_come_with_the_report(desk: Desk) -> None:
    photo, voice = await desk.sent(), await desk.sent(AMR, "留言.amr")
    payload = await desk.reported(photo, voice)
    assert payload["userErrors"] == []
    files = payload["ticket"]["attachments"]
    assert [(each["name"], each["type"], each["size"]) for each in files] == [
        ("现场.png", "image/png", len(PNG)),
        ("留言.amr", "audio/amr", len(AMR)),
    ]
    response = await desk.get(files[0]["url"])
    assert response.content == PNG
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"].startswith("private")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_where_a_photograph_was_taken_is_not_kept_and_its_size_is_what_is(desk: Desk) -> None:
    payload = await desk.reported(await desk.sent(located_png()))
    [file] = payload["ticket"]["attachments"]
    response = await desk.get(file["url"])
    assert PLACE not in response.content
    assert len(response.content) == file["size"] < len(located_png())
    broken = await desk.announce(PNG[:-8])
    refused = await desk.put(broken["uploadUrl"], PNG[:-8])
    assert refused.json()["errors"][0]["extensions"]["code"] == "FILE_DAMAGED"


async def test_players_ask_for_parts(desk: Desk) -> None:
    payload = await desk.reported(await desk.sent(AMR, "留言.amr"))
    url = payload["ticket"]["attachments"][0]["url"]
    size = len(AMR)
    for asked, status, content, said in (
        ("bytes=0-4", 206, AMR[:5], f"bytes 0-4/{size}"),
        ("bytes=6-", 206, AMR[6:], f"bytes 6-{size - 1}/{size}"),
        ("bytes=-4", 206, AMR[-4:], f"bytes {size - 4}-{size - 1}/{size}"),
        ("bytes=10-9999", 206, AMR[10:], f"bytes 10-{size - 1}/{size}"),
        (f"bytes={size}-", 416, b"", f"bytes */{size}"),
        ("bytes=5-2", 200, AMR, None),
        ("bytes=0-1,4-5", 200, AMR, None),
        ("lines=1-2", 200, AMR, None),
    ):
        response = await desk.door.http().get(url, headers={"range": asked})
        assert (response.status_code, response.content) == (status, content), asked
        assert response.headers.get("content-range") == said


async def test_a_link_ends_and_is_good_for_nothing_else(desk: Desk, time: clock.Hands) -> None:
    payload = await desk.reported(await desk.sent())
    url = payload["ticket"]["attachments"][0]["url"]
    assert (await desk.get(url)).status_code == 200
    passed, estate, key, signed = url.removeprefix("/files/").split(".")
    forged = [
        f"/files/{passed}.{estate}.{new_id()}.{signed}",
        f"/files/{passed}.{int(estate) + 1}.{key}.{signed}",
        f"/files/{passed[:-2]}AA.{estate}.{key}.{signed}",
        f"/files/{passed}.{estate}.{key}.{'0' * 64}",
        "/files/nothing",
    ]
    assert {(await desk.get(each)).status_code for each in forged} == {404}
    assert (await desk.put(url, PNG)).status_code == 404
    time.advance(minutes=21)
    assert (await desk.get(url)).status_code == 404


async def test_a_link_ends_with_the_rights_it_was_made_under(desk: Desk) -> None:
    payload = await desk.reported(await desk.sent())
    url = payload["ticket"]["attachments"][0]["url"]
    actor = desk.caller.actor
    async with unit_of_work(desk.door.database, Scope.system(actor.group_id)) as uow:
        await uow.execute(
            update(AccountRights)
            .where(
                AccountRights.group_id == actor.group_id,
                AccountRights.account_id == actor.account_id,
            )
            .values(version=AccountRights.version + 1)
        )
    assert (await desk.get(url)).status_code == 404


async def test_others_see_no_file_that_is_not_theirs(desk: Desk, door: Door, world: World) -> None:
    file = await desk.sent()
    payload = await desk.reported(file)
    ticket = payload["ticket"]["id"]
    neighbour = await door.caller(desk.estate.neighbour.actor)
    assert (await neighbour.ask(FILES, {"id": ticket}))["ticket"] is None
    stranger = await door.caller(world.estates[1].agent.actor)
    assert (await stranger.ask(FILES, {"id": ticket}))["ticket"] is None
    agent = await door.caller(desk.estate.agent.actor)
    [seen] = (await agent.ask(FILES, {"id": ticket}))["ticket"]["attachments"]
    assert seen["uploadUrl"] is None
    assert (await desk.get(seen["url"])).content == PNG
    other = Desk(door, desk.estate, neighbour)
    loose = await desk.sent()
    assert (await other.reported(loose))["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await other.do(REMOVE, attachmentId=loose))["userErrors"][0]["code"] == "NOT_FOUND"


async def test_what_is_not_taken_leaves_nothing_and_can_be_sent_again(desk: Desk) -> None:
    before = len(stored())
    program = b"MZ" + b"\0" * 200
    announced = await desk.announce(program, "photo.jpg")
    refused = await desk.put(announced["uploadUrl"], program)
    assert refused.json()["errors"][0]["extensions"]["code"] == "FILE_TYPE_REFUSED"
    announced = await desk.announce(PNG)
    short = await desk.put(announced["uploadUrl"], PNG[:50])
    assert short.json()["errors"][0]["extensions"]["code"] == "FILE_INCOMPLETE"
    assert len(stored()) == before
    assert (await desk.reported(announced["id"]))["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await desk.put(announced["uploadUrl"], PNG)).status_code == 204
    again = await desk.put(announced["uploadUrl"], PNG)
    assert again.json()["errors"][0]["extensions"]["code"] == "FILE_STORED_ALREADY"
    large = await desk.do(
        PREPARE, estateId=f"Estate:{desk.estate.id}", name="x.pdf", size=21 * 1024 * 1024
    )
    assert large["userErrors"] == [{"code": "FILE_TOO_LARGE", "field": "size"}]


async def test_what_was_removed_and_what_nobody_attached_is_gone(
    desk: Desk, time: clock.Hands
) -> None:
    before = len(stored())
    worker = Worker(desk.door.database, handlers(desk.door.database, desk.door.access.settings))
    await worker.drain()
    kept, removed, loose = await desk.sent(), await desk.sent(), await desk.sent()
    await desk.reported(kept, removed)
    assert len(stored()) == before + 3
    told = await desk.do(REMOVE, attachmentId=removed)
    assert told["ticket"]["attachments"] == [{"id": kept}]
    await worker.drain()
    assert len(stored()) == before + 2
    time.advance(days=2)
    await worker.drain()
    names = {each.name for each in stored()}
    assert len(names) == before + 1
    assert kept.rpartition(":")[2] in names
    assert loose.rpartition(":")[2] not in names
