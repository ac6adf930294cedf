"""Delivering: channel by channel, each try on record, nothing twice, nothing lost."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from standardwebhooks import Webhook

from core import clock
from core.config import Settings
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.jobs.models import Delivery
from core.notify.models import ChannelSecret, Message, MessageAttempt
from core.notify.sealing import Unreadable, unseal
from core.notify.tell import Recipient
from tests.notify.people import Telephone
from tests.notify.provider import Mailbox, Provider
from tests.standard.story import Story

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEWER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


async def rows(story: Story, model: type[Any]) -> list[dict[str, Any]]:
    """All rows of the estate, as the system sees them."""
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        found = await uow.execute(select(model.__table__).order_by(model.__table__.c.id))
        return [dict(row) for row in found.mappings()]


async def webhook(telephone: Telephone, provider: Provider, *secrets: str) -> dict[str, Any]:
    """The group's webhook, at the provider."""
    return await telephone.set_channel(
        "WEBHOOK",
        settings={"url": f"{provider.address}/hook"},
        secrets={"secrets": list(secrets or (SECRET,))},
    )


async def tried(story: Story) -> dict[str, tuple[str, int, str | None]]:
    """The attempts by channel: state, tries, error."""
    return {
        row["channel"]: (row["state"].value, row["tries"], row["error"])
        for row in await rows(story, MessageAttempt)
    }


async def test_whoever_has_an_account_finds_the_message_in_the_inbox(
    story: Story, telephone: Telephone
) -> None:
    resident = story.estate.resident
    await story.caller(resident)
    await telephone.tell(Recipient.resident(resident.id))
    await story.on(seconds=1)
    [message] = await telephone.inbox(resident)
    assert message["title"] == "工单 250312-001 已关闭"
    assert (
        message["body"]
        == f"{resident.name}，您的工单 250312-001 已关闭。如问题再次出现，请告诉我们。"
    )
    assert (message["state"], message["channel"]) == ("SENT", "IN_APP")
    assert await telephone.inbox(story.estate.neighbour) == []
    told = await story.ask(resident, "{ me { unreadNotifications } }")
    assert told["me"]["unreadNotifications"] == 1


async def test_reading_a_message_is_kept_and_nobody_reads_anothers(
    story: Story, telephone: Telephone
) -> None:
    resident, neighbour = story.estate.resident, story.estate.neighbour
    await story.caller(resident)
    for number in range(3):
        await telephone.tell(Recipient.resident(resident.id), key=f"{number}")
        await story.on(seconds=1)
    newest, middle, oldest = await telephone.inbox(resident)
    refused = await story.do(
        neighbour, "notificationRead", "message { id }", messageId=newest["id"]
    )
    assert refused["userErrors"][0]["code"] == "NOT_FOUND"
    selection = "message { readAt }"
    await story.done(resident, "notificationRead", selection, messageId=oldest["id"])
    first = (await telephone.inbox(resident))[2]["readAt"]
    await story.on(hours=1)
    given = {"messageId": middle["id"], "andOlder": True}
    await story.done(resident, "notificationRead", selection, **given)
    told = await telephone.inbox(resident)
    assert [each["readAt"] is None for each in told] == [True, False, False]
    assert told[2]["readAt"] == first
    told = (await story.ask(resident, "{ me { unreadNotifications } }"))["me"]
    assert told["unreadNotifications"] == 1


async def test_a_webhook_is_signed_so_that_the_receiver_can_check_it(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    payload = await webhook(telephone, provider, NEWER, SECRET)
    assert payload["userErrors"] == []
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    [asked] = provider.asked
    headers = dict(asked.headers)
    signatures = headers["webhook-signature"].split()
    assert len(signatures) == 2  # by the new secret, and by the one it replaces
    stamp = int(headers["webhook-timestamp"])
    assert 0 <= clock.now().timestamp() - stamp <= 1
    for secret, signature in zip((NEWER, SECRET), signatures, strict=True):
        moment = datetime.fromtimestamp(stamp, UTC)
        assert signature == Webhook(secret).sign(headers["webhook-id"], moment, asked.body.decode())
    data = asked.json["data"]
    assert data["title"] == "工单 250312-001 已关闭"
    assert data["recipient"]["id"] == str(story.estate.resident.id)
    [attempt] = await rows(story, MessageAttempt)
    assert str(attempt["id"]) == headers["webhook-id"]
    [message] = await rows(story, Message)
    assert (message["state"].value, message["channel"]) == ("SENT", "WEBHOOK")


async def test_one_channel_failing_falls_to_the_next(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    resident = story.estate.resident
    await story.caller(resident)
    await webhook(telephone, provider)
    provider.answers = [(400, {}, {})]
    await telephone.tell(Recipient.resident(resident.id))
    await story.on(seconds=1)
    assert await tried(story) == {
        "WEBHOOK": ("FAILED", 1, "HTTP_400"),
        "IN_APP": ("SENT", 1, None),
    }
    [message] = await telephone.inbox(resident)
    assert (message["state"], message["channel"]) == ("SENT", "IN_APP")


async def test_a_channel_that_is_down_is_tried_again_before_the_next_ones_turn(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await story.caller(story.estate.resident)
    await webhook(telephone, provider)
    provider.answers = [(503, {}, {})] * 3
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    assert await tried(story) == {"WEBHOOK": ("RETRY", 1, "HTTP_503")}
    await story.on(seconds=5)
    assert await tried(story) == {"WEBHOOK": ("RETRY", 2, "HTTP_503")}
    await story.on(minutes=5)
    assert await tried(story) == {
        "WEBHOOK": ("FAILED", 3, "HTTP_503"),
        "IN_APP": ("SENT", 1, None),
    }
    assert len({asked.headers["webhook-id"] for asked in provider.asked}) == 1


async def test_an_urgent_message_waits_for_no_channel(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await story.caller(story.estate.resident)
    await webhook(telephone, provider)
    provider.answers = [(503, {}, {})]
    await telephone.tell(Recipient.resident(story.estate.resident.id), urgent=True)
    await story.on(seconds=1)
    assert (await tried(story))["IN_APP"] == ("SENT", 1, None)


async def test_the_last_channel_is_tried_ten_times_over_three_days(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await webhook(telephone, provider)
    provider.answers = [(503, {}, {})] * 20
    await telephone.tell(Recipient.resident(story.estate.resident.id))  # who has no account
    await story.on(days=4)
    assert await tried(story) == {"WEBHOOK": ("FAILED", 10, "HTTP_503")}
    [message] = await rows(story, Message)
    assert message["state"].value == "FAILED"


async def test_nobody_is_asked_again_before_the_time_they_named(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await webhook(telephone, provider)
    provider.answers = [(429, {}, {"retry-after": "3600"})]
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(minutes=59)
    assert len(provider.asked) == 1
    await story.on(minutes=2)
    assert len(provider.asked) == 2
    [message] = await rows(story, Message)
    assert message["state"].value == "SENT"


async def test_an_endpoint_that_is_gone_is_asked_no_more(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await story.caller(story.estate.resident)
    await webhook(telephone, provider)
    provider.answers = [(410, {}, {})]
    for key in ("first", "second"):
        await telephone.tell(Recipient.resident(story.estate.resident.id), key=key)
        await story.on(seconds=1)
    assert len(provider.asked) == 1
    told = await story.ask(
        telephone.director,
        "{ notificationChannels { nodes { channel version stoppedReason } } }",
    )
    assert told["notificationChannels"]["nodes"] == [
        {"channel": "WEBHOOK", "version": 2, "stoppedReason": "HTTP_410"}
    ]
    again = await telephone.set_channel(
        "WEBHOOK", settings={"url": f"{provider.address}/new"}, expectedVersion=2
    )
    assert again["channel"]["stoppedReason"] is None
    await telephone.tell(Recipient.resident(story.estate.resident.id), key="third")
    await story.on(seconds=1)
    assert provider.asked[-1].path == "/new"


async def test_a_redirect_is_not_followed(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await webhook(telephone, provider)
    provider.answers = [(302, {}, {"location": f"{provider.address}/elsewhere"})]
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    assert [asked.path for asked in provider.asked] == ["/hook"]
    assert await tried(story) == {"WEBHOOK": ("FAILED", 1, "HTTP_302")}


async def test_a_worker_that_dies_after_claiming_loses_nothing(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    """Killed while the provider answers: another sends again, under the same id."""
    await webhook(telephone, provider)
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    arrived, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        arrived.set()
        await never.wait()

    provider.hook = hang
    dying = asyncio.create_task(story.worker.drain())
    await asyncio.wait_for(arrived.wait(), 20)
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    assert await tried(story) == {"WEBHOOK": ("CLAIMED", 1, None)}
    provider.hook = None
    never.set()
    await story.on(minutes=5)
    assert await tried(story) == {"WEBHOOK": ("SENT", 2, None)}
    assert len(provider.asked) == 2
    assert len({asked.headers["webhook-id"] for asked in provider.asked}) == 1


async def test_a_message_that_is_delivered_again_is_not_sent_again(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    """A courier's event may come twice: whoever comes second finds it sent."""
    await webhook(telephone, provider)
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    async with unit_of_work(story.door.database, Scope.system()) as uow:
        await uow.execute(
            update(Delivery).where(Delivery.consumer == "notify.deliver").values(done_at=None)
        )
    await story.on(minutes=10)
    assert len(provider.asked) == 1


async def test_mail_is_sent_with_what_mail_needs(
    story: Story, telephone: Telephone, mailbox: Mailbox
) -> None:
    resident = story.estate.resident
    await telephone.prefer(
        resident,
        email="wang@example.com",
        locale="en",
        channels=[{"topic": "PROGRESS", "channels": ["EMAIL"]}],
    )
    await telephone.set_channel(
        "EMAIL", settings={"sender_name": "翠湖客服", "reply_to": "desk@estate.example"}
    )
    mailbox.refusals = ["451 greylisted"]
    await telephone.tell(Recipient.resident(resident.id))
    await story.on(seconds=1)
    assert mailbox.mails == []
    await story.on(minutes=1)
    [mail] = mailbox.mails
    assert mail["Subject"] == "Ticket 250312-001 is closed"
    assert mail["Reply-To"] == "desk@estate.example"
    assert "wang@example.com" in mail["To"]
    [attempt] = await rows(story, MessageAttempt)
    assert mail["Message-ID"] == f"<{attempt['id']}@estate.example>" == attempt["provider_id"]
    assert attempt["tries"] == 2
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "your ticket 250312-001 is closed" in body.decode()


async def test_a_mailbox_that_does_not_exist_is_not_tried_again(
    story: Story, telephone: Telephone, mailbox: Mailbox
) -> None:
    wish = {"email": "gone@example.com", "channels": [{"topic": "PROGRESS", "channels": ["EMAIL"]}]}
    await telephone.prefer(story.estate.resident, **wish)
    mailbox.refusals = ["550 no such user"]
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    assert await tried(story) == {
        "EMAIL": ("FAILED", 1, "SMTP_550"),
        "IN_APP": ("SENT", 1, None),
    }


async def test_secrets_are_sealed_in_the_database_and_never_shown(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    payload = await webhook(telephone, provider)
    assert SECRET not in str(payload)
    async with unit_of_work(story.door.database, Scope.system(story.estate.group_id)) as uow:
        [sealed] = (await uow.execute(select(ChannelSecret.sealed))).scalars()
    assert SECRET.removeprefix("whsec_") not in sealed
    assert unseal(story.door.access.settings, sealed) == {"secrets": [SECRET]}
    other = Settings(secret_key=SecretStr("another installation's key, of some length"))
    with pytest.raises(Unreadable):
        unseal(other, sealed)
