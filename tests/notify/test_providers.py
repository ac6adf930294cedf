"""Text messages and WeChat, against providers that check a request as the real ones do."""

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, quote

import orjson
from sqlalchemy import update

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.jobs.models import Delivery
from core.notify.kinds import AttemptState, MessageState
from core.notify.models import Message, MessageAttempt
from core.notify.tell import Recipient
from tests.notify.people import Telephone
from tests.notify.provider import Answer, Asked, Provider
from tests.notify.test_deliver import tried
from tests.standard.story import Story

KEY_ID, KEY_SECRET = "LTAI5tExample", "aliyun secret of an example"


def aliyun(asked: Asked) -> Answer | None:
    """What Aliyun says to a request whose signature or fields are wrong."""
    headers = asked.headers
    scheme, _, rest = headers["authorization"].partition(" ")
    parts = dict(each.split("=", 1) for each in rest.split(","))
    names = parts["SignedHeaders"].split(";")
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(values[0], safe='-_.~')}"
        for name, values in sorted(parse_qs(asked.query, keep_blank_values=True).items())
    )
    lines = ["POST", "/", query, *(f"{name}:{headers[name]}" for name in names), ""]
    lines += [";".join(names), hashlib.sha256(asked.body).hexdigest()]
    canonical = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    wanted = hmac.new(
        KEY_SECRET.encode(), f"ACS3-HMAC-SHA256\n{canonical}".encode(), hashlib.sha256
    ).hexdigest()
    required = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"}
    if scheme != "ACS3-HMAC-SHA256" or not required <= set(names):
        return 400, {"Code": "IncompleteSignature"}, {}
    if parts["Credential"] != KEY_ID:
        return 404, {"Code": "InvalidAccessKeyId.NotFound"}, {}
    if parts["Signature"] != wanted:
        return 400, {"Code": "SignatureDoesNotMatch"}, {}
    if (headers["x-acs-action"], headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
        return 400, {"Code": "InvalidAction.NotFound"}, {}
    return None


async def sms(telephone: Telephone, provider: Provider, secret: str = KEY_SECRET) -> None:
    payload = await telephone.set_channel(
        "SMS",
        settings={
            "access_key_id": KEY_ID,
            "sign_name": "翠湖物业",
            "templates": {"customer.closed": "SMS_154950909"},
            "endpoint": provider.address,
        },
        secrets={"access_key_secret": secret},
    )
    assert payload["userErrors"] == []


async def test_a_text_message_is_signed_and_carries_the_registered_template(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await sms(telephone, provider)
    provider.judge = aliyun
    provider.answers = [(200, {"Code": "OK", "BizId": "9006197469364984^0"}, {})]
    await telephone.tell(Recipient.contact("王先生", phone="+8613800001111"))
    await story.on(seconds=1)
    assert await tried(story) == {"SMS": ("SENT", 1, None)}
    given = {name: values[0] for name, values in parse_qs(provider.asked[0].query).items()}
    assert given["PhoneNumbers"] == "13800001111"
    assert given["SignName"] == "翠湖物业"
    assert given["TemplateCode"] == "SMS_154950909"
    told = orjson.loads(given["TemplateParam"])
    assert (told["number"], told["name"]) == ("250312-001", "王先生")


async def test_a_wrong_signature_is_refused_for_good(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await sms(telephone, provider, "another secret")
    provider.judge = aliyun
    await telephone.tell(Recipient.contact("王先生", phone="13800001111"))
    await story.on(seconds=1)
    assert await tried(story) == {"SMS": ("FAILED", 1, "SignatureDoesNotMatch")}


async def test_a_limit_of_the_provider_is_waited_for(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await sms(telephone, provider)
    provider.answers = [
        (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控"}, {}),
        (200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "13800001111 非法手机号"}, {}),
    ]
    await telephone.tell(Recipient.contact("王先生", phone="13800001111"))
    await story.on(seconds=30)
    assert await tried(story) == {"SMS": ("RETRY", 1, "isv.BUSINESS_LIMIT_CONTROL")}
    await story.on(seconds=40)
    assert await tried(story) == {"SMS": ("FAILED", 2, "isv.MOBILE_NUMBER_ILLEGAL")}


async def test_without_a_registered_template_nothing_is_texted(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await sms(telephone, provider)
    await telephone.tell(
        Recipient.contact("王先生", phone="13800001111"), template="customer.taken_up"
    )
    await story.on(seconds=1)
    assert provider.asked == []


APP_ID, APP_SECRET = "wx0000000000000000", "wechat secret of an example"


class WeChat:
    """The parts of WeChat's server that matter: tokens that end, templates, openids."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.sent: dict[str, Any] = {}

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.path == "/cgi-bin/stable_token":
            given = asked.json
            if (given["appid"], given["secret"]) != (APP_ID, APP_SECRET):
                return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}, {}
            if given["grant_type"] != "client_credential":
                return 200, {"errcode": 40002, "errmsg": "invalid grant_type"}, {}
            if given["force_refresh"] or not self.tokens:
                self.tokens.append(f"token-{len(self.tokens) + 1}")
            return 200, {"access_token": self.tokens[-1], "expires_in": 7200}, {}
        if asked.path != "/cgi-bin/message/template/send":
            return 404, {}, {}
        if asked.query != f"access_token={self.tokens[-1]}":
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}, {}
        body = asked.json
        if body["template_id"] != "TM001":
            return 200, {"errcode": 40037, "errmsg": "invalid template_id"}, {}
        if not str(body["touser"]).startswith("openid-"):
            return 200, {"errcode": 40003, "errmsg": "invalid openid"}, {}
        if any(len(each["value"]) > 20 for each in body["data"].values()):
            return 200, {"errcode": 47003, "errmsg": "argument invalid"}, {}
        if body["client_msg_id"] in self.sent:
            return 200, {"errcode": 43116, "errmsg": "duplicate client_msg_id"}, {}
        self.sent[body["client_msg_id"]] = body
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": 200228332}, {}


async def wechat(
    story: Story, telephone: Telephone, provider: Provider, openid: str = "openid-wang"
) -> WeChat:
    payload = await telephone.set_channel(
        "WECHAT",
        settings={
            "app_id": APP_ID,
            "templates": {
                "customer.closed": {
                    "id": "TM001",
                    "fields": {"character_string1": "$number", "thing2": "$title $body"},
                }
            },
            "endpoint": provider.address,
        },
        secrets={"app_secret": APP_SECRET},
    )
    assert payload["userErrors"] == []
    await telephone.prefer(story.estate.resident, wechat=openid)
    server = provider.judge = WeChat()
    return server


async def test_a_wechat_message_is_sent_with_a_token_that_is_kept(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    server = await wechat(story, telephone, provider)
    for key in ("first", "second"):
        await telephone.tell(Recipient.resident(story.estate.resident.id), key=key)
        await story.on(seconds=1)
    assert await tried(story) == {"WECHAT": ("SENT", 1, None)}
    body = next(iter(server.sent.values()))
    assert body["touser"] == "openid-wang"
    assert body["data"]["character_string1"] == {"value": "250312-001"}
    assert len(server.sent) == 2
    paths = [asked.path for asked in provider.asked]
    assert paths.count("/cgi-bin/stable_token") == 1


async def test_a_token_that_ended_early_is_fetched_anew(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    server = await wechat(story, telephone, provider)
    await telephone.tell(Recipient.resident(story.estate.resident.id), key="first")
    await story.on(seconds=1)
    server.tokens.append("somebody else's")
    await telephone.tell(Recipient.resident(story.estate.resident.id), key="second")
    await story.on(seconds=1)
    assert len(server.sent) == 2


async def test_somebody_who_does_not_follow_the_account_is_told_otherwise(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    await wechat(story, telephone, provider, openid="stranger-1")
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    assert await tried(story) == {
        "WECHAT": ("FAILED", 1, "WECHAT_40003"),
        "IN_APP": ("SENT", 1, None),
    }


async def test_a_message_that_wechat_has_already_counts_as_sent(
    story: Story, telephone: Telephone, provider: Provider
) -> None:
    """The worker died after the provider took it: the repetition is recognised."""
    server = await wechat(story, telephone, provider)
    await telephone.tell(Recipient.resident(story.estate.resident.id))
    await story.on(seconds=1)
    [sent] = server.sent
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        await uow.execute(update(MessageAttempt).values(state=AttemptState.CLAIMED))
        await uow.execute(update(Message).values(state=MessageState.WAITING))
        await uow.execute(
            update(Delivery).where(Delivery.consumer == "notify.deliver").values(done_at=None)
        )
    await story.on(minutes=5)
    assert list(server.sent) == [sent]
    assert await tried(story) == {"WECHAT": ("SENT", 2, None)}
