"""支付宝: what its gateway checks of a request, how it signs, what it tells."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.requests import Request
from starlette.responses import Response

from core import clock
from tests.plugins.paid_services.platforms.platform import (
    BEIJING,
    BUSY,
    Platform,
    Said,
    Trade,
    files,
    proved,
    signed,
    today,
)

APP, SELLER = "2021", "2088"
SKEW = 900
TITLES = "支付宝交易号\t,商户订单号\t,业务类型\t,商品名称\t,订单金额（元）\t,退款批次号/请求号\t"
SUMS = "门店编号,门店名称,交易订单总笔数,退款订单总笔数\n合计,,1,1\n"


class Refused(Exception):
    """A request that is refused: sub code."""


@dataclass
class Alipay(Platform):
    """The gateway."""

    name: ClassVar[str] = "alipay"

    def merchant(self, folder: Path) -> dict[str, str]:
        own, theirs = files(folder)
        return {
            "app_id": APP,
            "seller_id": SELLER,
            "key_file": own,
            "alipay_key_file": theirs,
        }

    async def answer(self, request: Request) -> Response:
        if request.url.path == "/file.zip":
            return Response(self._file(date.fromisoformat(request.query_params["day"])))
        given = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        method = given.get("method", "")
        name = method.replace(".", "_") + "_response"
        try:
            said = self._checked(request, given)
        except Refused as refused:
            self.refused.append(str(refused))
            return _unsigned({"code": "40002", "sub_code": str(refused)})
        try:
            if self.faults and self.faults[0] == BUSY:
                self.faults.popleft()
                return Response("busy", 502)
            known: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
                "alipay.trade.precreate": lambda said: self._create(said, given["notify_url"]),
                "alipay.trade.query": self._query,
                "alipay.trade.close": self._close,
                "alipay.trade.refund": self._refund,
                "alipay.trade.fastpay.refund.query": self._refund_query,
                "alipay.data.dataservice.bill.downloadurl.query": self._bill,
            }
            self.asked.append(method)
            answer = {"code": "10000", "msg": "Success", **known[method](said)}
        except Refused as refused:
            self.refused.append(str(refused))
            answer = {"code": "40004", "msg": "Business Failed", "sub_code": str(refused)}
        # slashes come with a backslash before them: the signature is over the text as it stands
        text = json.dumps(answer, ensure_ascii=False).replace("/", "\\/")
        return Response(f'{{"{name}":{text},"sign":"{signed(text.encode())}"}}')

    def _checked(self, request: Request, given: dict[str, str]) -> dict[str, Any]:
        """Everything but `sign` is signed, in alphabetical order."""
        if request.url.path != "/gateway.do" or "charset=utf-8" not in request.headers.get(
            "content-type", ""
        ):
            raise Refused("isv.invalid-charset")
        signature = given.pop("sign", "")
        content = "&".join(f"{name}={given[name]}" for name in sorted(given))
        if not proved(content.encode(), signature):
            raise Refused("isv.invalid-signature")
        if given["app_id"] != APP:
            raise Refused("isv.invalid-app-id")
        if (given["sign_type"], given["version"], given["charset"]) != ("RSA2", "1.0", "utf-8"):
            raise Refused("isv.invalid-signature-type")
        sent = datetime.strptime(given["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        if abs((clock.now() - sent).total_seconds()) > SKEW:
            raise Refused("isv.invalid-timestamp")
        said: dict[str, Any] = json.loads(given["biz_content"])
        return said

    def _create(self, said: Mapping[str, Any], notify_url: str) -> dict[str, Any]:
        number = said["out_trade_no"]
        amount = round(float(said["total_amount"]) * 100)
        if said["total_amount"] != f"{amount / 100:.2f}" or len(said["subject"]) > 256:
            raise Refused("ACQ.INVALID_PARAMETER")
        reference = f"20250312{len(self.trades):06d}"
        trade = Trade(number, amount, said["subject"], notify_url, reference, known=False)
        self.trades.setdefault(number, trade)
        return {"out_trade_no": number, "qr_code": f"https://qr.alipay.com/{number[:9]}"}

    def _known(self, said: Mapping[str, Any]) -> Trade:
        trade = self.trades.get(said["out_trade_no"])
        if trade is None or not trade.known:
            raise Refused("ACQ.TRADE_NOT_EXIST")
        return trade

    def _query(self, said: Mapping[str, Any]) -> dict[str, Any]:
        return _told(self._known(said))

    def _close(self, said: Mapping[str, Any]) -> dict[str, Any]:
        trade = self._known(said)
        if trade.paid_on is not None:
            raise Refused("ACQ.TRADE_STATUS_ERROR")
        trade.closed = True
        return {"out_trade_no": trade.number, "trade_no": trade.reference}

    def _refund(self, said: Mapping[str, Any]) -> dict[str, Any]:
        trade = self._known(said)
        number, before = said["out_request_no"], set(self.returns)
        made = self.refund(number, trade.number, round(float(said["refund_amount"]) * 100))
        if made is None:
            raise Refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        given = sum(each.amount for each in self.returns.values() if each.order == trade.number)
        moved = number not in before and made.done_on is not None
        return {
            "out_trade_no": trade.number,
            "trade_no": trade.reference,
            "refund_fee": f"{given / 100:.2f}",
            "fund_change": "Y" if moved else "N",
        }

    def _refund_query(self, said: Mapping[str, Any]) -> dict[str, Any]:
        made = self.returns.get(said["out_request_no"])
        if made is None or made.done_on is None:
            return {}
        return {
            "out_trade_no": made.order,
            "out_request_no": made.number,
            "refund_status": "REFUND_SUCCESS",
        }

    def _bill(self, said: Mapping[str, Any]) -> dict[str, Any]:
        day = date.fromisoformat(said["bill_date"])
        if said["bill_type"] != "trade" or day >= today():
            raise Refused("isp.invalid-arguments")
        if self.day(day) == ([], []):
            raise Refused("isp.bill_not_exist")
        return {"bill_download_url": f"{self.address}/file.zip?day={day}"}

    def _file(self, day: date) -> bytes:
        paid, given = self.day(day)
        rows = [
            f"{each.reference}\t,{each.number}\t,交易\t,{each.title}\t,{each.amount / 100:.2f}\t,\t"
            for each in paid
        ]
        for back in given:
            trade = self.trades[back.order]
            rows.append(
                f"{trade.reference}\t,{trade.number}\t,退款\t,{trade.title}\t,"
                f"-{back.amount / 100:.2f}\t,{back.number}\t"
            )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            text = "\n".join(["#支付宝业务明细查询", TITLES, *rows, "#合计", ""])
            archive.writestr("2088_业务明细.csv", text.encode("gbk"))
            archive.writestr("2088_业务明细(汇总).csv", f"#汇总\n{SUMS}".encode("gbk"))
        return buffer.getvalue()

    def notice(self, number: str, *, amount: int | None = None, stranger: bool = False) -> Said:
        trade = self.trades[number]
        fen = trade.amount if amount is None else amount
        said = {
            **_told(trade),
            "total_amount": f"{fen / 100:.2f}",
            "notify_id": f"ntf-{number[-12:]}-{amount}-{stranger}",
            "seller_id": "2089" if stranger else SELLER,
        }
        return _notice(said)

    def refund_notice(self, number: str) -> Said:
        made = self.returns[number]
        trade = self.trades[made.order]
        given = sum(each.amount for each in self.returns.values() if each.order == made.order)
        said = {
            **_told(trade),
            "trade_status": "TRADE_CLOSED" if given == trade.amount else "TRADE_SUCCESS",
            "gmt_refund": f"{clock.now().astimezone(BEIJING):%Y-%m-%d %H:%M:%S}.000",
            "out_biz_no": number,
            "refund_fee": f"{given / 100:.2f}",
            "notify_id": f"rfd-{number[-12:]}",
            "seller_id": SELLER,
        }
        return _notice(said)

    def taken(self, response: httpx.Response) -> bool:
        return response.content == b"success"


def _told(trade: Trade) -> dict[str, Any]:
    status = "TRADE_SUCCESS" if trade.paid_on else "WAIT_BUYER_PAY"
    return {
        "out_trade_no": trade.number,
        "trade_no": trade.reference,
        "total_amount": f"{trade.amount / 100:.2f}",
        "trade_status": "TRADE_CLOSED" if trade.closed else status,
    }


def _notice(said: dict[str, Any]) -> Said:
    said = {"app_id": APP, "notify_type": "trade_status_sync", "charset": "utf-8", **said}
    content = "&".join(f"{name}={said[name]}" for name in sorted(said))
    form = {**said, "sign_type": "RSA2", "sign": signed(content.encode())}
    kind = "application/x-www-form-urlencoded; text/html; charset=utf-8"
    return Said({"content-type": kind}, urlencode(form).encode())


def _unsigned(refusal: dict[str, str]) -> Response:
    return Response(json.dumps({"error_response": refusal}))


__all__ = ["APP", "SELLER", "Alipay"]
