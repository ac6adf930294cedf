"""A signed webhook to a group's own system, after Standard Webhooks.

The body is signed with HMAC-SHA256 over `id.timestamp.body`; while a secret is being replaced the
header carries a signature by each. Only 2xx is success, 410 stops the endpoint, Retry-After is
honoured.
"""

import httpx
import orjson
from pydantic import Field, SecretStr, field_validator
from standardwebhooks import Webhook

from core import clock
from core.notify.channel import (
    Addressee,
    Channel,
    ChannelModel,
    Gone,
    Outgoing,
    Refused,
    SetUp,
    TryAgain,
)
from core.notify.kinds import WEBHOOK
from core.notify.outbound import request, retry_after

MOST_SECRETS = 3
GONE = 410
LATER = frozenset({408, 425, 429})
"""What of the 4xx is no word on the message itself."""


class Settings(ChannelModel):
    """Where it is sent."""

    url: str = Field(max_length=2000)


class Secrets(ChannelModel):
    """The signing secrets (`whsec_...`), the newest first: the others are on their way out."""

    secrets: tuple[SecretStr, ...] = Field(min_length=1, max_length=MOST_SECRETS)

    @field_validator("secrets")
    @classmethod
    def _can_sign(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for each in value:
            text = each.get_secret_value()
            if not text.startswith("whsec_") or not 32 <= len(text) <= 120:
                raise ValueError("a secret is whsec_ and 24 to 64 bytes in base64")
            try:
                Webhook(text)
            except Exception:
                raise ValueError("a secret is whsec_ and 24 to 64 bytes in base64") from None
        return value


def body_of(message: Outgoing) -> bytes:
    """What is sent: the message, and who is to be told by the group's own means."""
    to = message.to
    return orjson.dumps(
        {
            "type": "notification.sent",
            "timestamp": clock.now().isoformat(),
            "data": {
                "id": str(message.message_id),
                "estate": f"Estate:{message.estate_id}",
                "template": message.template,
                "topic": message.topic.value,
                "urgent": message.urgent,
                "locale": message.locale,
                "title": message.title,
                "body": message.body,
                "ticket": None
                if message.ticket_id is None
                else f"Ticket:{message.estate_id}:{message.ticket_id}",
                "recipient": {
                    "kind": to.kind.value,
                    "id": None if to.id is None else str(to.id),
                    "account": None if to.account_id is None else str(to.account_id),
                },
            },
        }
    )


async def _send(message: Outgoing, set_up: SetUp) -> str | None:
    body = body_of(message)
    now = clock.now()
    signatures = [
        Webhook(each.get_secret_value()).sign(str(message.id), now, body.decode())
        for each in set_up.secrets.secrets
    ]
    answer = await request(
        "POST",
        set_up.settings.url,
        allowed=set_up.installation.outbound_allowed_hosts,
        headers={
            "content-type": "application/json",
            "webhook-id": str(message.id),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        },
        body=body,
    )
    judge(answer)
    return None


def judge(answer: httpx.Response) -> None:
    """What a status means. Raises what it means where it is no success."""
    status = answer.status_code
    if 200 <= status < 300:
        return
    code = f"HTTP_{status}"
    if status == GONE:
        raise Gone(code)
    if status >= 500 or status in LATER:
        raise TryAgain(code, retry_after(answer))
    raise Refused(code)


def _reaches(to: Addressee, template: str, set_up: SetUp) -> bool:
    return to.id is not None or to.account_id is not None


CHANNEL = Channel(
    name=WEBHOOK,
    title="集团自有系统",
    title_en="The group's own system",
    send=_send,
    reaches=_reaches,
    settings=Settings,
    secrets=Secrets,
)

__all__ = ["CHANNEL", "Secrets", "Settings", "body_of", "judge"]
