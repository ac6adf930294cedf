"""A. Intake: mail is fetched from a mailbox, each letter once, and what no person wrote is left."""

import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select, update

from core.config import Settings
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.intake.inbox import Source
from core.intake.mail_in import mail_once
from core.intake.mailbox import Address, Mailbox, MailboxFailed, MailboxFault
from core.intake.models import IntakeMailbox, IntakeMailboxSecret, MailSecurity
from core.notify.outbound import Place
from tests.database import SECRET
from tests.intake.postbox import PASSWORD, USER, Postbox, imap_server
from tests.standard.story import Story

SOURCES = """{ intakeSources { nodes { mailbox {
    version host username moveTo enabled lookedAt failure } } } }"""
TICKETS = "{ tickets(first: 50) { nodes { channel content kindProposed } } }"


@pytest.fixture(scope="module")
def mail_port() -> Iterator[int]:
    """A mail server."""
    with imap_server() as port:
        yield port


@pytest.fixture
def postbox(mail_port: int) -> Iterator[Postbox]:
    """Its mailbox, emptied."""
    opened = Postbox(mail_port)
    opened.empty("Done")
    yield opened
    opened.close()


@pytest.fixture
def story(story: Story) -> Story:
    """With an operator who has let the server through."""
    story.__dict__["settings"] = Settings(
        database_url="postgresql://nobody@localhost/none",
        secret_key=SECRET,
        outbound_allowed_hosts=("127.0.0.1",),
        upload_limit_bytes=200_000,
    )
    return story


def letter(text: str, **headers: str) -> bytes:
    """A mail about something."""
    made = EmailMessage()
    made["From"] = "王丽 <wangli@example.com>"
    made["Subject"] = text
    if "Message_ID" not in headers:
        made["Message-ID"] = f"<{new_id()}@example.com>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("请派人来看看。")
    return made.as_bytes()


async def source(story: Story) -> str:
    """Where the estate's mail comes in."""
    opened = await story.done(
        story.estate.manager,
        "intakeSourceOpen",
        "source { id }",
        estateId=f"Estate:{story.estate.id}",
        name="客服邮箱",
        sends="EMAIL",
        channel="EMAIL",
    )
    return str(opened["source"]["id"])


async def fetched(story: Story, mail_port: int, into: str, version: int = 0, **given: Any) -> None:
    """Its mail is fetched from the server from now on."""
    said = {
        "host": "127.0.0.1",
        "port": mail_port,
        "security": "NONE",
        "username": USER,
        "password": PASSWORD,
        **given,
    }
    await story.done(
        story.estate.manager,
        "intakeMailboxSet",
        "source { mailbox { version } }",
        sourceId=into,
        expectedVersion=version,
        **said,
    )


async def contents(story: Story) -> list[str]:
    """What was taken in, the first first."""
    found = (await story.ask(story.estate.agent, TICKETS))["tickets"]["nodes"]
    return [each["content"].partition("\n")[0] for each in reversed(found)]


async def mailbox(story: Story) -> dict[str, Any]:
    """The mailbox as the manager sees it."""
    [node] = (await story.ask(story.estate.manager, SOURCES))["intakeSources"]["nodes"]
    found: dict[str, Any] = node["mailbox"]
    return found


@pytest.mark.rule("S-A1")
async def test_each_letter_is_a_ticket_once_and_what_no_person_wrote_is_left(
    story: Story, mail_port: int, postbox: Postbox
) -> None:
    gbk = (
        b"From: wang@example.com\r\nSubject: =?gbk?B?yq62/rrFwqXCqcuu?=\r\nMessage-ID: <gbk@x.cn>"
        b"\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n" + "水管漏水了".encode("gb18030")
    )
    nameless = b"From: li@example.com\r\nSubject: no id\r\n\r\nThe lift is stuck\0 \xff\xfe"
    letters = (
        (letter("厨房漏水"), True),
        (letter("我出差了", Auto_Submitted="auto-replied"), False),
        (letter("Undelivered", Return_Path="<>"), False),
        (letter("同一封信", Message_ID="<same@example.com>"), True),
        (letter("同一封信", Message_ID="<same@example.com>"), True),
        (gbk, True),
        (nameless, True),
        (b"this is no mail at all", False),
        (letter("大文件") + b"x" * 300_000, False),
    )
    for mail, _ in letters:
        postbox.deliver(mail)
    await fetched(story, mail_port, await source(story))
    await story.on(seconds=30)
    first = ["厨房漏水", "同一封信", "十二号楼漏水", "no id"]
    assert await contents(story) == first
    assert postbox.flags() == [
        frozenset({"\\Seen"}) if taken else frozenset({"\\Flagged"}) for _, taken in letters
    ]
    postbox.deliver(letter("楼道灯不亮"))
    await story.on(minutes=10)
    assert await contents(story) == [*first, "楼道灯不亮"]
    assert (await mailbox(story))["failure"] is None


@pytest.mark.rule("S-A1")
async def test_a_mailbox_may_be_moved_changed_and_switched_off_and_says_what_is_wrong(
    story: Story, mail_port: int, postbox: Postbox
) -> None:
    into = await source(story)
    postbox.deliver(letter("第一封"))
    await fetched(story, mail_port, into, password="wrong")
    await story.on(seconds=30)
    assert (await mailbox(story))["failure"] == "LOGIN_REFUSED"
    await fetched(story, mail_port, into, 1, folder="Nowhere")
    await story.on(seconds=30)
    assert (await mailbox(story))["failure"] == "FOLDER_MISSING"
    await fetched(story, mail_port, into, 2, host="10.0.0.1")
    await story.on(seconds=30)
    assert (await mailbox(story))["failure"] == "INSECURE"
    await fetched(story, mail_port, into, 3, host="10.0.0.1", security="TLS")
    await story.on(seconds=30)
    assert (await mailbox(story))["failure"] == "NOT_PUBLIC"
    assert await contents(story) == []

    await fetched(story, mail_port, into, 4, moveTo="Done")
    await story.on(seconds=30)
    assert await contents(story) == ["第一封"]
    assert postbox.flags("Done") == [frozenset({"\\Seen"})]
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        sealed = (await uow.execute(select(IntakeMailboxSecret.sealed))).scalar_one()
        assert PASSWORD not in sealed
        # the server makes the folder anew: letters have other numbers, and are known by their ids
        await uow.execute(update(IntakeMailbox).values(uid_validity=1, last_uid=99))
    postbox.deliver(letter("第二封"))
    await story.on(minutes=3)
    assert await contents(story) == ["第一封", "第二封"]

    await fetched(story, mail_port, into, 5, enabled=False)
    postbox.deliver(letter("第三封"))
    await story.on(minutes=30)
    assert await contents(story) == ["第一封", "第二封"]
    refused = await story.do(
        story.estate.agent,
        "intakeMailboxSet",
        "source { id }",
        sourceId=into,
        expectedVersion=6,
        host="127.0.0.1",
        username=USER,
    )
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_FOUND"]


async def test_a_letter_that_breaks_the_reading_is_flagged_and_holds_up_none_behind_it(
    story: Story, mail_port: int, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaking(source: Source, letter: bytes, *more: Any) -> None:
        if b"poison" in letter:
            raise RecursionError
        await mail_once(source, letter, *more)

    monkeypatch.setattr("core.intake.fetch.mail_once", breaking)
    for mail in (letter("poison"), letter("厨房漏水")):
        postbox.deliver(mail)
    await fetched(story, mail_port, await source(story))
    await story.on(seconds=30)
    assert await contents(story) == ["厨房漏水"]
    assert postbox.flags() == [frozenset({"\\Flagged"}), frozenset({"\\Seen"})]


def test_no_server_makes_us_take_more_than_was_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def lie() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb") as said:
                said.write(b"* OK IMAP4rev1 ready\r\n")
                said.flush()
                for line in said:
                    tag, command = line.split()[:2]
                    if command == b"SELECT":
                        said.write(b"* OK [UIDVALIDITY 1]\r\n")
                    if command == b"UID":
                        said.write(b"* 1 FETCH (BODY[] {900000000}\r\n")
                    elif command == b"CAPABILITY":
                        said.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
                    else:
                        said.write(tag + b" OK done\r\n")
                    said.flush()

        threading.Thread(target=lie, daemon=True).start()
        place = Place("localhost", "127.0.0.1")
        address = Address(place, port, MailSecurity.NONE, USER, PASSWORD, "INBOX", 1_000_000)
        box = Mailbox(address)
        with pytest.raises(MailboxFailed) as failed:
            box.letter(1)
        assert failed.value.fault is MailboxFault.UNREACHABLE
        box.close()
