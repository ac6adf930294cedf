"""Mail becomes a report; what no person wrote does not (S-A1)."""

from email.message import EmailMessage
from typing import Any

import pytest

from core.ids import new_id
from tests.api.door import Door, gid
from tests.factories import EstateWorld, World
from tests.files.pictures import png
from tests.intake.sender import Sender
from tests.intake.test_other_systems import opened

TICKET = """query($id: ID!) { ticket(id: $id) {
    channel content house { id } requester { id } unknownHouse unknownContact
    attachments { name type } } }"""
PREFER = """mutation($input: NotificationPreferenceSetInput!) {
    notificationPreferenceSet(input: $input) { userErrors { code field message } } }"""

PNG = png()


def letter(sender: str = "王丽 <wangli@example.com>", **headers: str) -> EmailMessage:
    """A mail with a photograph and a program in it."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "service@example.com"
    made["Subject"] = "厨房漏水"
    made["Message-ID"] = f"<{new_id()}@example.com>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("水管一直在滴水，请派人来修。", cte="base64")
    made.add_attachment(PNG, maintype="image", subtype="png", filename="现场.png")
    made.add_attachment(b"MZ" + b"\0" * 99, maintype="image", subtype="png", filename="x.png")
    return made


async def postbox(door: Door, estate: EstateWorld) -> Sender:
    """The estate's mail comes in."""
    manager = await door.caller(estate.manager.actor)
    payload = await opened(manager, estate, sends="EMAIL", channel="EMAIL")
    assert payload["userErrors"] == []
    return Sender(door.http(), payload["source"]["path"], payload["secret"])


async def ticket_of(door: Door, estate: EstateWorld, told: dict[str, Any]) -> dict[str, Any]:
    """The ticket a mail became."""
    agent = await door.caller(estate.agent.actor)
    found: dict[str, Any] = (await agent.ask(TICKET, {"id": told["ticket"]}))["ticket"]
    return found


async def test_a_strangers_mail_is_a_report_with_its_photograph(door: Door, world: World) -> None:
    estate = world.estates[0]
    box = await postbox(door, estate)
    mail = letter().as_bytes()
    told = await box.sent(mail)
    assert await ticket_of(door, estate, told) == {
        "channel": "EMAIL",
        "content": "厨房漏水\n水管一直在滴水，请派人来修。",
        "house": None,
        "requester": None,
        "unknownHouse": "邮件未说明",
        "unknownContact": "只有邮箱地址，发件人未登记",
        "attachments": [{"name": "现场.png", "type": "image/png"}],
    }
    relayed = await box.sent(b"Received: from a relay\r\n" + mail)
    assert (relayed["ticket"], relayed["new"]) == (told["ticket"], False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"List_Id": "<neighbours.example.com>"},
        {"sender": "MAILER-DAEMON@example.com"},
    ],
)
async def test_what_no_person_wrote_is_not_taken_in(
    door: Door, world: World, headers: dict[str, str]
) -> None:
    box = await postbox(door, world.estates[0])
    refused = await box.send(letter(**headers).as_bytes())
    assert refused.json()["errors"][0]["extensions"]["code"] == "MAIL_IGNORED"


@pytest.mark.parametrize("garbage", [b"hello", b"From: x\n\n", b"\n\n\n", b"From: a@b.c\n\nhi"])
async def test_what_is_no_mail_is_refused_with_a_code(
    door: Door, world: World, garbage: bytes
) -> None:
    box = await postbox(door, world.estates[0])
    refused = await box.send(garbage)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["extensions"]["code"] == "MAIL_UNREADABLE"


async def test_a_residents_mail_is_theirs_and_of_their_house(door: Door, world: World) -> None:
    estate = world.estates[0]
    resident = await door.caller(estate.resident.actor)
    key = {"idempotencyKey": str(new_id()), "expectedVersion": 0, "email": "wangli@example.com"}
    set_ = (await resident.ask(PREFER, {"input": key}))["notificationPreferenceSet"]
    assert set_["userErrors"] == []
    told = await (await postbox(door, estate)).sent(letter().as_bytes())
    found = await ticket_of(door, estate, told)
    assert found["requester"] == {"id": gid("Resident", estate.id, estate.resident.id)}
    assert found["house"] == {"id": gid("House", estate.id, estate.houses[0])}
    assert found["unknownContact"] is None
