"""支付宝 (当面付预下单): one gateway, every request signed with RSA2, every answer and notice
verified with Alipay's public key; amounts on the wire are yuan with two decimals."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa

from core import clock
from plugins.paid_services.money import fen, yuan
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

GATEWAY = "/gateway.do"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
SUCCESS = "10000"
UNKNOWN_THERE = "ACQ.TRADE_NOT_EXIST"
"""An order that nobody has scanned yet is not known there."""

PAID_THERE = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID"})
NOTHING_PAID = "BILL_NOT_EXIST"
BEIJING = ZoneInfo("Asia/Shanghai")
LARGEST_FILE = 200_000_000
TRADES = {
    "TRADE_SUCCESS": Trade.PAID,
    "TRADE_FINISHED": Trade.PAID,
    "WAIT_BUYER_PAY": Trade.WAITING,
}


@dataclass(frozen=True)
class Alipay:
    """One application with its keys. `client` has the gateway's address as its base URL."""

    client: httpx.AsyncClient
    app_id: str
    key: rsa.RSAPrivateKey
    alipay_key: rsa.RSAPublicKey
    seller_id: str

    async def create(self, order: Order) -> str:
        """The text of the QR code by which it is paid."""
        made = await self._call(
            "alipay.trade.precreate",
            {
                "out_trade_no": order.number,
                "total_amount": yuan(order.amount),
                "subject": order.title,
            },
            notify_url=order.notify_url,
        )
        return str(made["qr_code"])

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """A form, signed over all of it but `sign` and `sign_type`."""
        try:
            given = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
            signature = given.pop("sign")
            if given.pop("sign_type") != "RSA2":
                raise NotGenuine("sign_type")
            signing.verify(self.alipay_key, _content(given), signature)
            ours = (given["app_id"], given["seller_id"]) == (self.app_id, self.seller_id)
            news = _refund_news(given) if "gmt_refund" in given else _told(given)
            return Notice(given["notify_id"], news, ours)
        except (KeyError, ValueError) as error:
            raise NotGenuine("form") from error

    def reply(self, *, taken: bool) -> Reply:
        """Seven letters, or it is sent again."""
        return Reply(200, b"success" if taken else b"failure", "text/plain")

    async def query(self, number: str) -> Told:
        """By our own number."""
        try:
            found = await self._call("alipay.trade.query", {"out_trade_no": number})
        except ProviderFailed as error:
            if error.code == UNKNOWN_THERE:
                return Told(number, None, 0, Trade.WAITING)
            raise
        if found.get("out_trade_no") != number:
            raise NotGenuine("another order")
        return _told(found)

    async def close(self, number: str) -> bool:
        """Refused where it was paid; one that nobody has scanned is nobody's to pay."""
        try:
            await self._call("alipay.trade.close", {"out_trade_no": number})
        except ProviderFailed as error:
            if error.code in PAID_THERE:
                return False
            if error.code != UNKNOWN_THERE:
                raise
        return True

    async def refund(self, refund: RefundOrder) -> RefundTold:
        """Idempotent by `out_request_no`. Only where money has moved now is it done; else it is
        looked up."""
        given = {"out_trade_no": refund.order, "out_request_no": refund.number}
        made = await self._call(
            "alipay.trade.refund",
            {**given, "refund_amount": yuan(refund.amount), "refund_reason": refund.reason},
        )
        if made.get("out_trade_no") != refund.order:
            raise NotGenuine("another order")
        done = made.get("fund_change") == "Y"
        if not done:
            found = await self._call("alipay.trade.fastpay.refund.query", given)
            done = (found.get("out_request_no"), found.get("refund_status")) == (
                refund.number,
                "REFUND_SUCCESS",
            )
        progress = Progress.DONE if done else Progress.UNDER_WAY
        return RefundTold(_refund_reference(made["trade_no"], refund.number), progress)

    async def statement(self, day: date) -> tuple[StatementLine, ...]:
        """The trade file: a zip of CSV files in GBK, one with the trades, one that sums up."""
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            told = await self._call("alipay.data.dataservice.bill.downloadurl.query", asked)
        except ProviderFailed as error:
            if error.code.upper().endswith(NOTHING_PAID):
                return ()
            raise
        response = await self.client.get(str(told["bill_download_url"]))
        if response.status_code != 200:
            raise ProviderFailed(str(response.status_code))
        found: list[StatementLine] = []
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            for entry in archive.infolist():
                if entry.file_size > LARGEST_FILE:
                    raise NotGenuine("file_size")
                if entry.filename.endswith(".csv"):
                    found += _lines(archive.read(entry).decode("gbk"))
        return tuple(found)

    async def _call(
        self, method: str, content: Mapping[str, str], *, notify_url: str | None = None
    ) -> dict[str, Any]:
        given = {
            "app_id": self.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{clock.now().astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        if notify_url is not None:
            given["notify_url"] = notify_url
        given["sign"] = signing.sign(self.key, _content(given))
        response = await self.client.post(
            GATEWAY,
            params={"charset": "utf-8"},
            content=urlencode(given),
            headers={"content-type": FORM},
        )
        if response.status_code != 200:
            raise ProviderFailed(str(response.status_code))
        answer = self._answer(response.text, method.replace(".", "_") + "_response")
        if str(answer.get("code")) != SUCCESS:
            raise ProviderFailed(str(answer.get("sub_code") or answer.get("code")))
        return answer

    def _answer(self, text: str, name: str) -> dict[str, Any]:
        """What was signed, read from the very text that was: nothing else of the answer counts."""
        try:
            whole = json.loads(text)
            if name not in whole and "error_response" in whole:
                refused = whole["error_response"]
                raise ProviderFailed(str(refused.get("sub_code") or refused.get("code")))
            raw = _raw(text, name)
            signing.verify(self.alipay_key, raw.encode(), str(whole["sign"]))
            found: dict[str, Any] = json.loads(raw)
            return found
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotGenuine("answer") from error


def _told(found: Mapping[str, str]) -> Told:
    return Told(
        order=str(found["out_trade_no"]),
        reference=found.get("trade_no"),
        amount=fen(str(found.get("total_amount", "0"))),
        trade=TRADES.get(str(found["trade_status"]), Trade.CLOSED),
    )


def _refund_news(given: Mapping[str, str]) -> RefundNews:
    """`refund_fee` is all that was given back of the order so far: this refund's is not told."""
    number = given["out_biz_no"]
    reference = _refund_reference(given["trade_no"], number)
    return RefundNews(number, given["out_trade_no"], reference, None, Progress.DONE)


def _refund_reference(trade: str, number: str) -> str:
    """Refunds have no number of Alipay's own."""
    return f"{trade}:{number}"


def _content(given: Mapping[str, str]) -> bytes:
    """What is signed: the parameters that have a value, in alphabetical order."""
    return "&".join(f"{name}={given[name]}" for name in sorted(given) if given[name]).encode()


def _raw(text: str, name: str) -> str:
    """The answer's own text as it came: what its signature is over."""
    start = text.index(":", text.index(f'"{name}"')) + 1
    while text[start].isspace():
        start += 1
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]


def _lines(content: str) -> Iterator[StatementLine]:
    """Rows below the title row; remarks begin with `#`. A file without trades has other titles."""
    rows = csv.reader(row for row in content.splitlines() if not row.startswith("#"))
    title = [name.strip() for name in next(rows, [])]
    if "业务类型" not in title:
        return
    for row in rows:
        if len(row) != len(title):
            raise NotGenuine("row")
        line = {name: value.strip() for name, value in zip(title, row, strict=True)}
        paid = line["业务类型"] == "交易"
        trade, ours = line["支付宝交易号"], line["退款批次号/请求号"]
        yield StatementLine(
            ProviderLineKind.PAYMENT if paid else ProviderLineKind.REFUND,
            trade if paid else _refund_reference(trade, ours),
            line["商户订单号"] if paid else ours,
            abs(fen(line["订单金额（元）"])),
        )


__all__ = ["GATEWAY", "Alipay"]
