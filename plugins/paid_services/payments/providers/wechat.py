"""微信支付, API v3 (Native): requests signed with the merchant's RSA key, answers and notices
verified with the platform's, notices opened with the API v3 key (AES-256-GCM)."""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import clock
from plugins.paid_services.money import fen
from plugins.paid_services.payments.kinds import ProviderLineKind
from plugins.paid_services.payments.providers import signing
from plugins.paid_services.payments.providers.base import (
    NotGenuine,
    Notice,
    Order,
    Progress,
    ProviderFailed,
    RefundNews,
    RefundOrder,
    RefundTold,
    Reply,
    StatementLine,
    Told,
    Trade,
)

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH_SECONDS = 300
"""A notice older than this is somebody's recording."""

TITLE_MOST = 127
CURRENCY = "CNY"
TRADES = {
    "SUCCESS": Trade.PAID,
    "REFUND": Trade.PAID,
    "NOTPAY": Trade.WAITING,
    "USERPAYING": Trade.WAITING,
}
PROGRESS = {"SUCCESS": Progress.DONE, "PROCESSING": Progress.UNDER_WAY}
UNKNOWN_THERE = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
CLOSED_THERE = UNKNOWN_THERE | {"ORDER_CLOSED", "ORDERCLOSED"}
PAID_THERE = frozenset({"ORDERPAID", "ORDER_PAID"})
NOTHING_PAID = "NO_STATEMENT_EXIST"


@dataclass(frozen=True)
class WeChatPay:
    """One merchant with its keys. `client` has the provider's address as its base URL."""

    client: httpx.AsyncClient
    app_id: str
    merchant_id: str
    serial: str
    key: rsa.RSAPrivateKey
    platform_serial: str
    platform_key: rsa.RSAPublicKey
    api_key: bytes

    async def create(self, order: Order) -> str:
        """A Native order: the code URL to be shown as a QR code."""
        made = await self._post(
            "/v3/pay/transactions/native",
            {
                "appid": self.app_id,
                "mchid": self.merchant_id,
                "description": order.title[:TITLE_MOST],
                "out_trade_no": order.number,
                "notify_url": order.notify_url,
                "amount": {"total": order.amount, "currency": CURRENCY},
            },
        )
        return str(made["code_url"])

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """A notice, verified and opened."""
        self._verify(headers, body)
        try:
            envelope = json.loads(body)
            resource = envelope["resource"]
            plain = AESGCM(self.api_key).decrypt(
                resource["nonce"].encode(),
                base64.b64decode(resource["ciphertext"]),
                resource.get("associated_data", "").encode(),
            )
            said = json.loads(plain)
            ours = said["mchid"] == self.merchant_id
            ours = ours and said.get("appid", self.app_id) == self.app_id
            refund = resource.get("original_type") == "refund"
            news = _refund_news(said) if refund else _told(said)
            return Notice(str(envelope["id"]), news, ours)
        except (KeyError, TypeError, ValueError, binascii.Error, InvalidTag) as error:
            raise NotGenuine("resource") from error

    def reply(self, *, taken: bool) -> Reply:
        """200 without a body, or 500 with a reason: then it is sent again."""
        if taken:
            return Reply(200, b"", "application/json")
        return Reply(500, b'{"code":"FAIL","message":"later"}', "application/json")

    async def query(self, number: str) -> Told:
        """By our own number."""
        path = f"/v3/pay/transactions/out-trade-no/{number}"
        try:
            found = await self._get(f"{path}?{urlencode({'mchid': self.merchant_id})}")
        except ProviderFailed as error:
            if error.code in UNKNOWN_THERE:
                return Told(number, None, 0, Trade.WAITING)
            raise
        if (found.get("out_trade_no"), found.get("mchid")) != (number, self.merchant_id):
            raise NotGenuine("another order")
        return _told(found)

    async def close(self, number: str) -> bool:
        """Refused with ORDERPAID where it was paid."""
        path = f"/v3/pay/transactions/out-trade-no/{number}/close"
        try:
            await self._post(path, {"mchid": self.merchant_id})
        except ProviderFailed as error:
            if error.code in PAID_THERE:
                return False
            if error.code not in CLOSED_THERE:
                raise
        return True

    async def refund(self, refund: RefundOrder) -> RefundTold:
        """Idempotent by `out_refund_no`."""
        made = await self._post(
            "/v3/refund/domestic/refunds",
            {
                "out_trade_no": refund.order,
                "out_refund_no": refund.number,
                "reason": refund.reason[:80],
                "notify_url": refund.notify_url,
                "amount": {"refund": refund.amount, "total": refund.total, "currency": CURRENCY},
            },
        )
        if made.get("out_refund_no") != refund.number:
            raise NotGenuine("another refund")
        progress = PROGRESS.get(str(made["status"]), Progress.FAILED)
        return RefundTold(str(made["refund_id"]), progress)

    async def statement(self, day: date) -> tuple[StatementLine, ...]:
        """The trade bill: asked for, fetched, its hash compared."""
        asked = urlencode({"bill_date": day.isoformat(), "bill_type": "ALL"})
        try:
            told = await self._get(f"/v3/bill/tradebill?{asked}")
        except ProviderFailed as error:
            if error.code == NOTHING_PAID:
                return ()
            raise
        url = urlsplit(str(told["download_url"]))
        if url.netloc.encode() != self.client.base_url.netloc:
            raise NotGenuine("download_url")
        target = f"{url.path}?{url.query}" if url.query else url.path
        response = await self.client.get(target, headers=self._headers("GET", target, b""))
        if response.status_code != 200:
            raise ProviderFailed(str(response.status_code))
        digest = hashlib.sha1(response.content, usedforsecurity=False).hexdigest()
        if told.get("hash_type") != "SHA1" or digest != told.get("hash_value"):
            raise NotGenuine("hash_value")
        return tuple(_lines(response.content.decode("utf-8-sig")))

    async def _post(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()
        headers = self._headers("POST", path, body)
        return self._answer(await self.client.post(path, content=body, headers=headers))

    async def _get(self, path: str) -> dict[str, Any]:
        return self._answer(await self.client.get(path, headers=self._headers("GET", path, b"")))

    def _headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        stamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
        message = f"{method}\n{target}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
        fields = {
            "mchid": self.merchant_id,
            "nonce_str": nonce,
            "signature": signing.sign(self.key, message),
            "timestamp": stamp,
            "serial_no": self.serial,
        }
        listed = ",".join(f'{name}="{value}"' for name, value in fields.items())
        return {
            "authorization": f"{SCHEME} {listed}",
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": "guanjia",
            "wechatpay-serial": self.platform_serial,
        }

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        if response.status_code not in (200, 201, 204):
            raise ProviderFailed(_code(response))
        self._verify(response.headers, response.content)
        found: dict[str, Any] = response.json() if response.content else {}
        return found

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        try:
            stamp, nonce = headers["wechatpay-timestamp"], headers["wechatpay-nonce"]
            serial, signature = headers["wechatpay-serial"], headers["wechatpay-signature"]
            age = abs(clock.now().timestamp() - int(stamp))
        except (KeyError, ValueError) as error:
            raise NotGenuine("headers") from error
        if serial != self.platform_serial or age > FRESH_SECONDS:
            raise NotGenuine("headers")
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        signing.verify(self.platform_key, message, signature)


def _told(found: Mapping[str, Any]) -> Told:
    return Told(
        order=str(found["out_trade_no"]),
        reference=found.get("transaction_id"),
        amount=_amount(found, "total"),
        trade=TRADES.get(str(found["trade_state"]), Trade.CLOSED),
    )


def _refund_news(found: Mapping[str, Any]) -> RefundNews:
    return RefundNews(
        refund=str(found["out_refund_no"]),
        order=str(found["out_trade_no"]),
        reference=str(found["refund_id"]),
        amount=_amount(found, "refund"),
        progress=PROGRESS.get(str(found["refund_status"]), Progress.FAILED),
    )


def _amount(found: Mapping[str, Any], name: str) -> int:
    """Fen; nothing where it is another currency's."""
    amount = found.get("amount", {})
    return int(amount.get(name, 0)) if amount.get("currency", CURRENCY) == CURRENCY else 0


def _code(response: httpx.Response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return str(response.status_code)


def _lines(content: str) -> Iterator[StatementLine]:
    """Columns by their titles; each value stands behind a backtick, and may have commas in it. What
    sums up stands below a title row of its own. Raises `NotGenuine` for a row of another width."""
    head, *rows = [row for row in content.splitlines() if row.strip()] or [""]
    title = head.split(",")
    for row in rows:
        if not row.startswith("`"):
            return
        values = [value.strip() for value in row[1:].split(",`")]
        if len(values) != len(title):
            raise NotGenuine("row")
        line = dict(zip(title, values, strict=True))
        if line["交易状态"] == "SUCCESS":
            amount = line.get("订单金额", line["应结订单金额"])
            yield StatementLine(
                ProviderLineKind.PAYMENT, line["微信订单号"], line["商户订单号"], fen(amount)
            )
        elif line["交易状态"] == "REFUND" and line.get("退款状态", "SUCCESS") == "SUCCESS":
            amount = line.get("申请退款金额", line["退款金额"])
            yield StatementLine(
                ProviderLineKind.REFUND, line["微信退款单号"], line["商户退款单号"], fen(amount)
            )


__all__ = ["FRESH_SECONDS", "SCHEME", "WeChatPay"]
