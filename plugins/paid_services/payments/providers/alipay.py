"""支付宝 (当面付预下单): one gateway, every request signed with RSA2, every answer and notice
verified with Alipay's public key; amounts on the wire are yuan with two decimals."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
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
    RefundOrder,
    RefundTold,
    Reply,
    StatementLine,
    Told,
    Trade,
)

GATEWAY = "/gateway.do"
SUCCESS = "10000"
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
            if given.pop("sign_type") != "RSA2" or given["app_id"] != self.app_id:
                raise NotGenuine("app_id")
            signing.verify(self.alipay_key, _content(given), signature)
            told = Told(
                order=given["out_trade_no"],
                reference=given["trade_no"],
                amount=fen(given["total_amount"]),
                trade=TRADES.get(given["trade_status"], Trade.CLOSED),
            )
            return Notice(given["notify_id"], told)
        except (KeyError, ValueError) as error:
            raise NotGenuine("form") from error

    def reply(self, *, taken: bool) -> Reply:
        """Seven letters, or it is sent again."""
        return Reply(200, b"success" if taken else b"failure", "text/plain")

    async def query(self, number: str) -> Told:
        """By our own number."""
        found = await self._call("alipay.trade.query", {"out_trade_no": number})
        return Told(
            order=str(found["out_trade_no"]),
            reference=found.get("trade_no"),
            amount=fen(str(found.get("total_amount", "0"))),
            trade=TRADES.get(str(found["trade_status"]), Trade.CLOSED),
        )

    async def refund(self, refund: RefundOrder) -> RefundTold:
        """Idempotent by `out_request_no`."""
        made = await self._call(
            "alipay.trade.refund",
            {
                "out_trade_no": refund.order,
                "out_request_no": refund.number,
                "refund_amount": yuan(refund.amount),
                "refund_reason": refund.reason,
            },
        )
        done = made.get("fund_change") == "Y" or fen(str(made.get("refund_fee", "0"))) > 0
        progress = Progress.DONE if done else Progress.UNDER_WAY
        return RefundTold(f"{made['trade_no']}:{refund.number}", progress)

    async def statement(self, day: date) -> tuple[StatementLine, ...]:
        """The trade file: a zip of CSV files in GBK."""
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        told = await self._call("alipay.data.dataservice.bill.downloadurl.query", asked)
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
        response = await self.client.post(GATEWAY, data=given)
        if response.status_code != 200:
            raise ProviderFailed(str(response.status_code))
        name = method.replace(".", "_") + "_response"
        try:
            whole = response.json()
            answer: dict[str, Any] = whole[name]
            raw = _raw(response.text, name)
        except (KeyError, ValueError) as error:
            raise NotGenuine("answer") from error
        signing.verify(self.alipay_key, raw.encode(), str(whole.get("sign", "")))
        if str(answer.get("code")) != SUCCESS:
            raise ProviderFailed(str(answer.get("sub_code") or answer.get("code")))
        return answer


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


def _lines(content: str) -> list[StatementLine]:
    """Rows between the title row and the closing remarks; remarks begin with `#`."""
    rows = csv.reader(row for row in content.splitlines() if not row.startswith("#"))
    title = [name.strip() for name in next(rows, [])]
    found = []
    for row in rows:
        if len(row) != len(title):
            continue
        line = {name: value.strip() for name, value in zip(title, row, strict=True)}
        paid = line["业务类型"] == "交易"
        found.append(
            StatementLine(
                ProviderLineKind.PAYMENT if paid else ProviderLineKind.REFUND,
                line["支付宝交易号"]
                if paid
                else f"{line['支付宝交易号']}:{line['退款批次号/请求号']}",
                line["商户订单号"] if paid else line["退款批次号/请求号"],
                abs(fen(line["订单金额（元）"])),
            )
        )
    return found


__all__ = ["GATEWAY", "Alipay"]
