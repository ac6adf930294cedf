"""微信支付 API v3: what it checks of a request, how it signs, what it tells."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import httpx
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.requests import Request
from starlette.responses import Response

from core import clock
from core.ids import new_id
from tests.plugins.paid_services.platforms.platform import (
    BUSY,
    Platform,
    Return,
    Said,
    Trade,
    files,
    proved,
    signed,
    today,
)

SCHEME = "WECHATPAY2-SHA256-RSA2048"
APP, MERCHANT_ID, SERIAL = "wx1", "1900000001", "MERCHANTSERIAL"
PLATFORM_SERIAL = "PLATFORMSERIAL"
API_KEY = "0123456789abcdef0123456789abcdef"
SKEW = 300
TITLES = (
    "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,应结订单金额,微信退款单号,商户退款单号,"
    "退款金额,退款状态,商品名称,订单金额,申请退款金额"
)


class Refused(Exception):
    """A request that is not answered: status, code."""


@dataclass
class WeChat(Platform):
    """The platform."""

    name: ClassVar[str] = "wechat"
    nonces: set[str] = field(default_factory=set)
    """Each is used once."""

    bills: dict[str, bytes] = field(default_factory=dict)
    """Files that were asked for, by their tokens."""

    def merchant(self, folder: Path) -> dict[str, str]:
        own, theirs = files(folder)
        return {
            "app_id": APP,
            "merchant_id": MERCHANT_ID,
            "serial": SERIAL,
            "key_file": own,
            "platform_serial": PLATFORM_SERIAL,
            "platform_key_file": theirs,
            "api_key": API_KEY,
        }

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        try:
            self._check(request, body)
            if self.faults and self.faults[0] == BUSY:
                self.faults.popleft()
                raise Refused(500, "SYSTEM_ERROR")
            return self._done(request, json.loads(body) if body else {})
        except Refused as refused:
            status, code = refused.args
            self.refused.append(code)
            return _signed(json.dumps({"code": code, "message": "…"}).encode(), status)

    def _check(self, request: Request, body: bytes) -> None:
        """As the rules of signing have it: 401 for whatever is not signed over what it says."""
        scheme, _, listed = request.headers.get("authorization", "").partition(" ")
        fields = dict(part.split("=", 1) for part in listed.split(",") if "=" in part)
        fields = {name: value.strip('"') for name, value in fields.items()}
        if scheme != SCHEME or (fields["mchid"], fields["serial_no"]) != (MERCHANT_ID, SERIAL):
            raise Refused(401, "SIGN_ERROR")
        stamp, nonce = fields["timestamp"], fields["nonce_str"]
        if abs(clock.now().timestamp() - int(stamp)) > SKEW or nonce in self.nonces:
            raise Refused(401, "SIGN_ERROR")
        self.nonces.add(nonce)
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        message = f"{request.method}\n{target}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
        if not proved(message, fields["signature"]):
            raise Refused(401, "SIGN_ERROR")
        kinds = request.headers.get("accept"), request.headers.get("content-type")
        if kinds != ("application/json", "application/json"):
            raise Refused(406, "PARAM_ERROR")
        if not request.headers.get("user-agent"):
            raise Refused(403, "NO_AUTH")

    def _done(self, request: Request, said: dict[str, Any]) -> Response:
        path, query = request.url.path, dict(request.query_params)
        orders = "/v3/pay/transactions/out-trade-no/"
        if path == "/v3/billdownload/file":
            return Response(self.bills[query["token"]])
        exact: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "/v3/pay/transactions/native": self._create,
            "/v3/refund/domestic/refunds": self._refund,
            "/v3/bill/tradebill": lambda _: self._bill(date.fromisoformat(query["bill_date"])),
        }
        self.asked.append(path.replace(orders, "").lstrip("/"))
        if path in exact:
            return _signed(json.dumps(exact[path](said), ensure_ascii=False).encode())
        number, _, verb = path.removeprefix(orders).partition("/")
        if (said if verb else query).get("mchid") != MERCHANT_ID:
            raise Refused(400, "PARAM_ERROR")
        trade = self.trades.get(number)
        if trade is None:
            raise Refused(404, "ORDER_NOT_EXIST")
        if not verb:
            return _signed(json.dumps(_told(trade)).encode())
        if trade.paid_on is not None:
            raise Refused(400, "ORDERPAID")
        trade.closed = True
        return _signed(b"", 204)

    def _create(self, said: Mapping[str, Any]) -> dict[str, str]:
        number, amount = said["out_trade_no"], said["amount"]
        right = (
            (said["appid"], said["mchid"], amount["currency"]) == (APP, MERCHANT_ID, "CNY")
            and 6 <= len(number) <= 32
            and 0 < len(said["description"]) <= 127
            and isinstance(amount["total"], int)
            and said["notify_url"].startswith("http")
            and "?" not in said["notify_url"]
        )
        if not right:
            raise Refused(400, "PARAM_ERROR")
        known = self.trades.get(number)
        if known is not None and known.amount != amount["total"]:
            raise Refused(400, "INVALID_REQUEST")
        reference = f"42{len(self.trades):06d}"
        trade = Trade(number, amount["total"], said["description"], said["notify_url"], reference)
        self.trades.setdefault(number, trade)
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={number[:9]}"}

    def _refund(self, said: Mapping[str, Any]) -> dict[str, Any]:
        number, order, amount = said["out_refund_no"], said["out_trade_no"], said["amount"]
        trade = self.trades.get(order)
        if trade is None or amount["total"] != trade.amount or amount["currency"] != "CNY":
            raise Refused(400, "PARAM_ERROR")
        made = self.refund(number, order, amount["refund"], said["notify_url"])
        if made is None:
            raise Refused(403, "NOT_ENOUGH")
        return {
            "refund_id": made.reference,
            "out_refund_no": number,
            "out_trade_no": order,
            "status": "PROCESSING" if made.done_on is None else "SUCCESS",
        }

    def _bill(self, day: date) -> dict[str, str]:
        if day >= today():
            raise Refused(400, "INVALID_REQUEST")
        paid, given = self.day(day)
        if not paid and not given:
            raise Refused(400, "NO_STATEMENT_EXIST")
        rows = [_row(each, None) for each in paid]
        rows += [_row(self.trades[each.order], each) for each in given]
        file = "\r\n".join(["\ufeff" + TITLES, *rows, "总交易单数,应结订单总金额", "`2,`0.00", ""])
        token = new_id().hex
        self.bills[token] = file.encode()
        return {
            "download_url": f"{self.address}/v3/billdownload/file?token={token}",
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(file.encode()).hexdigest(),
        }

    def notice(
        self,
        number: str,
        *,
        amount: int | None = None,
        stranger: bool = False,
        key: str = API_KEY,
        age: int = 0,
    ) -> Said:
        said = _told(self.trades[number])
        said["amount"]["total"] = self.trades[number].amount if amount is None else amount
        if stranger:
            said["mchid"] = "1900000002"
        number = f"EV-{number[-12:]}-{amount}-{stranger}"
        return _notice(number, "TRANSACTION.SUCCESS", "transaction", said, key, age)

    def refund_notice(self, number: str) -> Said:
        given = self.returns[number]
        said = {
            "mchid": MERCHANT_ID,
            "out_trade_no": given.order,
            "transaction_id": self.trades[given.order].reference,
            "out_refund_no": number,
            "refund_id": given.reference,
            "refund_status": "SUCCESS",
            "amount": {"total": self.trades[given.order].amount, "refund": given.amount},
        }
        return _notice(f"RV-{number[-12:]}", "REFUND.SUCCESS", "refund", said, API_KEY, 0)

    def taken(self, response: httpx.Response) -> bool:
        return response.status_code in (200, 204)


def _told(trade: Trade) -> dict[str, Any]:
    paid = {
        "transaction_id": trade.reference,
        "amount": {"total": trade.amount, "currency": "CNY"},
    }
    return {
        "appid": APP,
        "mchid": MERCHANT_ID,
        "out_trade_no": trade.number,
        "trade_state": "SUCCESS" if trade.paid_on else "CLOSED" if trade.closed else "NOTPAY",
        **(paid if trade.paid_on else {}),
    }


def _row(trade: Trade, given: Return | None) -> str:
    total = f"{trade.amount / 100:.2f}"
    back = "0.00" if given is None else f"{given.amount / 100:.2f}"
    values = (
        f"{clock.now():%Y-%m-%d %H:%M:%S}",
        APP,
        MERCHANT_ID,
        trade.reference,
        trade.number,
        "SUCCESS" if given is None else "REFUND",
        total if given is None else "0.00",
        "0" if given is None else given.reference,
        "0" if given is None else given.number,
        back,
        "" if given is None else "SUCCESS",
        f"{trade.title}, 另有逗号",
        total if given is None else "0.00",
        back,
    )
    return ",".join(f"`{value}" for value in values)


def _headers(body: bytes, age: int = 0) -> dict[str, str]:
    stamp, nonce = str(int(clock.now().timestamp()) - age), new_id().hex
    return {
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": nonce,
        "wechatpay-serial": PLATFORM_SERIAL,
        "wechatpay-signature": signed(f"{stamp}\n{nonce}\n".encode() + body + b"\n"),
    }


def _signed(body: bytes, status: int = 200) -> Response:
    return Response(body, status, _headers(body), "application/json")


def _notice(number: str, event: str, kind: str, said: Any, key: str, age: int) -> Said:
    nonce = new_id().hex[:12]
    sealed = AESGCM(key.encode()).encrypt(nonce.encode(), json.dumps(said).encode(), kind.encode())
    body = json.dumps(
        {
            "id": number,
            "event_type": event,
            "resource_type": "encrypt-resource",
            "resource": {
                "algorithm": "AEAD_AES_256_GCM",
                "original_type": kind,
                "associated_data": kind,
                "nonce": nonce,
                "ciphertext": base64.b64encode(sealed).decode(),
            },
        }
    ).encode()
    return Said({"content-type": "application/json", **_headers(body, age)}, body)


__all__ = ["API_KEY", "MERCHANT_ID", "PLATFORM_SERIAL", "WeChat"]
