"""WeChat template messages from a group's official account 公众号.

The access token is fetched by `stable_token` (which several workers may ask without ending each
other's) and kept until shortly before it ends. `client_msg_id` makes WeChat itself refuse a
repetition.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Template as Pattern
from typing import Any

import orjson
from pydantic import Field, SecretStr

from core import clock
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
from core.notify.kinds import WECHAT
from core.notify.outbound import request

EARLY = timedelta(minutes=5)
TOKEN_ENDED = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45011})
MOST_TOKENS = 1_000
SENT_BEFORE = 43116
"""WeChat's word for a `client_msg_id` it has had: the message is with them."""

LONGEST = {"thing": 20, "character_string": 32, "phrase": 5}
"""Characters that fields of a kind (`thing2`) may have."""


class TemplateMessage(ChannelModel):
    """A template as it is registered: its id, and what goes into which field (`$title`, `$body`,
    or a value of the message)."""

    id: str = Field(min_length=1, max_length=100)
    fields: Mapping[str, str]


class Settings(ChannelModel):
    """The official account and its templates by ours."""

    app_id: str = Field(min_length=1, max_length=100)
    templates: Mapping[str, TemplateMessage]
    endpoint: str = "https://api.weixin.qq.com"


class Secrets(ChannelModel):
    """What access tokens are fetched with."""

    app_secret: SecretStr


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    good_until: datetime


_tokens: dict[tuple[str, str], _Token] = {}


async def _send(message: Outgoing, set_up: SetUp) -> str | None:
    told = await _post(message, set_up, await _token(set_up))
    if told["errcode"] in TOKEN_ENDED:
        told = await _post(message, set_up, await _token(set_up, anew=True))
    code = told["errcode"]
    if code in (0, SENT_BEFORE):
        return str(told.get("msgid", ""))[:100] or None
    if code in BUSY or code in TOKEN_ENDED:
        raise TryAgain(f"WECHAT_{code}")
    raise Refused(f"WECHAT_{code}")


async def _post(message: Outgoing, set_up: SetUp, token: str) -> dict[str, Any]:
    registered: TemplateMessage = set_up.settings.templates[message.template]
    values = {**message.values, "title": message.title, "body": message.body}
    body = {
        "touser": message.to.wechat,
        "template_id": registered.id,
        "client_msg_id": message.id.hex,
        "data": {
            name: {"value": _cut(name, Pattern(given).safe_substitute(values))}
            for name, given in registered.fields.items()
        },
    }
    return await _ask(set_up, f"/cgi-bin/message/template/send?access_token={token}", body)


def _cut(field: str, value: str) -> str:
    return value[: LONGEST.get(re.sub(r"\d+$", "", field), 200)]


async def _token(set_up: SetUp, *, anew: bool = False) -> str:
    settings: Settings = set_up.settings
    key = (settings.endpoint, settings.app_id)
    known = _tokens.get(key)
    if known is not None and not anew and clock.now() < known.good_until:
        return known.text
    asked = {
        "grant_type": "client_credential",
        "appid": settings.app_id,
        "secret": set_up.secrets.app_secret.get_secret_value(),
        "force_refresh": anew,
    }
    told = await _ask(set_up, "/cgi-bin/stable_token", asked)
    if "access_token" not in told:
        code = told["errcode"]
        raise TryAgain(f"WECHAT_{code}") if code in BUSY else Refused(f"WECHAT_{code}")
    life = timedelta(seconds=int(told.get("expires_in", 0))) - EARLY
    if len(_tokens) >= MOST_TOKENS:
        _tokens.clear()
    token = _tokens[key] = _Token(str(told["access_token"]), clock.now() + life)
    return token.text


async def _ask(set_up: SetUp, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    answer = await request(
        "POST",
        f"{set_up.settings.endpoint.rstrip('/')}{path}",
        allowed=set_up.installation.outbound_allowed_hosts,
        headers={"content-type": "application/json"},
        body=orjson.dumps(body),
    )
    judge(answer)
    try:
        told = orjson.loads(answer.content)
        return {**told, "errcode": int(told.get("errcode", 0))}
    except (orjson.JSONDecodeError, ValueError, TypeError, AttributeError):
        raise TryAgain("NO_ANSWER") from None


def _reaches(to: Addressee, template: str, set_up: SetUp) -> bool:
    return to.wechat is not None and template in set_up.settings.templates


CHANNEL = Channel(
    name=WECHAT,
    title="微信模板消息",
    title_en="WeChat",
    send=_send,
    reaches=_reaches,
    settings=Settings,
    secrets=Secrets,
)

__all__ = ["CHANNEL", "Secrets", "Settings", "TemplateMessage"]
