"""The local provider: everything a provider does, without one, for trying things out and for tests.

Its trades are lines of a file, appended; whoever opens an order's URL and confirms has paid it.
Notices are signed with HMAC-SHA256 of `timestamp.body` under the merchant's secret.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core import clock
from plugins.paid_services.payments.kinds import ProviderLineKind
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

SIGNATURE, TIMESTAMP = "local-signature", "local-timestamp"
FRESH_SECONDS = 300
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class LocalProvider:
    """A provider whose trades are in `file`; `secret` signs its notices."""

    file: Path
    secret: bytes

    async def create(self, order: Order) -> str:
        """The order's own address, below the one that notices go to."""
        if self._order(order.number) is None:
            self._write("order", number=order.number, amount=order.amount, title=order.title)
        return f"{order.notify_url}/pay?order={order.number}"

    def pay(self, number: str) -> tuple[dict[str, str], bytes]:
        """The payer pays: the signed notice, however often. Raises `ProviderFailed`."""
        order = self._order(number)
        if order is None or self._closed(number):
            raise ProviderFailed("ORDER_UNKNOWN")
        if self._paid(number) is None:
            self._write("paid", number=number, amount=order["amount"])
        body = json.dumps(
            {
                "notice": f"N{number}",
                "order": number,
                "reference": _reference(number),
                "amount": order["amount"],
                "trade": Trade.PAID.value,
            }
        ).encode()
        stamp = str(int(clock.now().timestamp()))
        return {TIMESTAMP: stamp, SIGNATURE: self._signature(stamp, body)}, body

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """A notice, its signature and its age checked."""
        stamp = headers.get(TIMESTAMP, "")
        signature = headers.get(SIGNATURE, "")
        if not stamp.isdigit() or not hmac.compare_digest(
            signature.encode(), self._signature(stamp, body).encode()
        ):
            raise NotGenuine("signature")
        if abs(clock.now().timestamp() - int(stamp)) > FRESH_SECONDS:
            raise NotGenuine("timestamp")
        said = json.loads(body)
        told = Told(said["order"], said["reference"], said["amount"], Trade(said["trade"]))
        return Notice(said["notice"], told)

    def reply(self, *, taken: bool) -> Reply:
        """204, or 503: then it is sent again."""
        return Reply(204 if taken else 503, b"", "text/plain")

    async def query(self, number: str) -> Told:
        """As the file has it."""
        order = self._order(number)
        if order is None:
            return Told(number, None, 0, Trade.WAITING)
        paid = self._paid(number) is not None
        waiting = Trade.CLOSED if self._closed(number) else Trade.WAITING
        trade = Trade.PAID if paid else waiting
        return Told(number, _reference(number) if paid else None, order["amount"], trade)

    async def close(self, number: str) -> bool:
        """Nobody pays it any more, unless it was paid."""
        if self._paid(number) is not None:
            return False
        self._write("closed", number=number)
        return True

    async def refund(self, refund: RefundOrder) -> RefundTold:
        """Done at once, as far as there is anything left of the payment."""
        if self._paid(refund.order) is None:
            raise ProviderFailed("NOT_PAID")
        given = [line for line in self._lines("refund") if line["order"] == refund.order]
        if all(line["number"] != refund.number for line in given):
            if sum(line["amount"] for line in given) + refund.amount > refund.total:
                raise ProviderFailed("MORE_THAN_PAID")
            self._write("refund", number=refund.number, order=refund.order, amount=refund.amount)
        return RefundTold(_reference(refund.number), Progress.DONE)

    async def statement(self, day: date) -> tuple[StatementLine, ...]:
        """The file's lines of a day."""
        kinds = {"paid": ProviderLineKind.PAYMENT, "refund": ProviderLineKind.REFUND}
        return tuple(
            StatementLine(
                kinds[line["what"]], _reference(line["number"]), line["number"], line["amount"]
            )
            for line in self._all()
            if line["what"] in kinds and line["day"] == day.isoformat()
        )

    def _order(self, number: str) -> dict[str, Any] | None:
        return next((line for line in self._lines("order") if line["number"] == number), None)

    def _paid(self, number: str) -> dict[str, Any] | None:
        return next((line for line in self._lines("paid") if line["number"] == number), None)

    def _closed(self, number: str) -> bool:
        return any(line["number"] == number for line in self._lines("closed"))

    def _lines(self, what: str) -> Iterator[dict[str, Any]]:
        return (line for line in self._all() if line["what"] == what)

    def _all(self) -> list[dict[str, Any]]:
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def _write(self, what: str, **values: Any) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        day = clock.now().astimezone(ZONE).date().isoformat()
        line = json.dumps({"what": what, "day": day, **values}, ensure_ascii=False)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _signature(self, stamp: str, body: bytes) -> str:
        return hmac.new(self.secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _reference(number: str) -> str:
    return f"L{number}"


__all__ = ["FRESH_SECONDS", "SIGNATURE", "TIMESTAMP", "LocalProvider"]
