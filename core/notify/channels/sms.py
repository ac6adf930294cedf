"""Text messages by Aliyun's SendSms, signed with ACS3-HMAC-SHA256.

Providers in China send registered templates only: `templates` maps ours to the provider's codes,
and `any_template` is one with a single parameter `content` for the rest. A message without either
is not for this channel. Aliyun knows no idempotency key: the try's id goes along as `OutId`, by
which a doubtful case can be looked up.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, timedelta
from urllib.parse import quote, urlsplit

import orjson
from pydantic import Field, SecretStr

from core import clock
from core.ids import new_id
from core.notify.channel import (
    Addressee,
    Channel,
    ChannelModel,
    Outgoing,
    Refused,
    SetUp,
    TryAgain,
)
from core.notify.channels.webhook import judge
from core.notify.kinds import SMS
from core.notify.outbound import request

ALGORITHM = "ACS3-HMAC-SHA256"
ACTION = "SendSms"
VERSION = "2017-05-25"
LATER: Mapping[str, timedelta | None] = {
    "isv.BUSINESS_LIMIT_CONTROL": timedelta(minutes=1),
    "isp.SYSTEM_ERROR": None,
    "ServiceUnavailable": None,
    "InternalError": None,
    "Throttling": None,
    "Throttling.User": timedelta(minutes=1),
    "Throttling.Api": timedelta(minutes=1),
}
"""The provider's codes that pass, and how long that takes."""


class Settings(ChannelModel):
    """The account and what is registered there."""

    access_key_id: str = Field(min_length=1, max_length=100)
    sign_name: str = Field(min_length=1, max_length=50)
    templates: Mapping[str, str] = {}
    any_template: str | None = None
    endpoint: str = "https://dysmsapi.aliyuncs.com"


class Secrets(ChannelModel):
    """What requests are signed with."""

    access_key_secret: SecretStr


def authorization(
    key_id: str, secret: str, headers: Mapping[str, str], query: str, body: bytes = b""
) -> str:
    """The Authorization header of a POST to `/` with these headers (names in small letters)."""
    names = sorted(headers)
    canonical = "\n".join(
        (
            "POST",
            "/",
            query,
            *(f"{name}:{headers[name].strip()}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        )
    )
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={';'.join(names)},Signature={signature}"


def encoded(parameters: Mapping[str, str]) -> str:
    """A query as it is signed: sorted, percent-encoded by RFC 3986."""
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(parameters.items())
    )


def _parameters(message: Outgoing, settings: Settings) -> dict[str, str]:
    code = settings.templates.get(message.template)
    given = dict(message.values) if code else {"content": message.body}
    return {
        "PhoneNumbers": re.sub(r"^(\+?86)(?=1\d{10}$)|\D", "", message.to.phone or ""),
        "SignName": settings.sign_name,
        "TemplateCode": code or settings.any_template or "",
        "TemplateParam": orjson.dumps(given).decode(),
        "OutId": str(message.id),
    }


async def _send(message: Outgoing, set_up: SetUp) -> str | None:
    settings: Settings = set_up.settings
    query = encoded(_parameters(message, settings))
    headers = {
        "host": urlsplit(settings.endpoint).netloc,
        "x-acs-action": ACTION,
        "x-acs-version": VERSION,
        "x-acs-date": clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": new_id().hex,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }
    secret = set_up.secrets.access_key_secret.get_secret_value()
    signed = authorization(settings.access_key_id, secret, headers, query)
    answer = await request(
        "POST",
        f"{settings.endpoint.rstrip('/')}/?{query}",
        allowed=set_up.installation.outbound_allowed_hosts,
        headers={**headers, "authorization": signed},
    )
    try:
        told = orjson.loads(answer.content)
        code = str(told["Code"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        judge(answer)
        raise TryAgain("NO_ANSWER") from None
    if code == "OK":
        return str(told.get("BizId", ""))[:100] or None
    kept = re.sub(r"[^\w.-]", "", code)[:60]
    if code in LATER or answer.status_code >= 500:
        raise TryAgain(kept, LATER.get(code))
    raise Refused(kept)


def _reaches(to: Addressee, template: str, set_up: SetUp) -> bool:
    settings: Settings = set_up.settings
    known = template in settings.templates or settings.any_template is not None
    return bool(to.phone) and known


CHANNEL = Channel(
    name=SMS,
    title="短信",
    title_en="Text message",
    send=_send,
    reaches=_reaches,
    settings=Settings,
    secrets=Secrets,
)

__all__ = ["CHANNEL", "Secrets", "Settings", "authorization", "encoded"]
