"""What a payment provider has to do, and how one is found.

A provider is named by an entry point of the group `guanjia.payment_providers`; this plugin's own
(`local`, `wechat`, `alipay`) are found without. It is made from a merchant of the installation
(`payments.merchants`) and speaks of amounts in fen and of payments by our own number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from plugins.paid_services.payments.kinds import ProviderLineKind


class Trade(StrEnum):
    """How a payment stands with the provider."""

    PAID = "PAID"
    WAITING = "WAITING"
    CLOSED = "CLOSED"


class Progress(StrEnum):
    """How a refund stands with the provider."""

    DONE = "DONE"
    UNDER_WAY = "UNDER_WAY"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Order:
    """A payment to be made. `number` is ours, 32 letters and digits; the same is the same order."""

    number: str
    amount: int
    title: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider says of an order. `reference` is its own number of the transaction."""

    order: str
    reference: str | None
    amount: int
    trade: Trade


@dataclass(frozen=True, slots=True)
class RefundNews:
    """What the provider says of a refund by itself. `amount` is None where it does not say."""

    refund: str
    order: str
    reference: str
    amount: int | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was proved genuine. `number` is the provider's own; `ours` says whether the
    merchant it is for is the one we are."""

    number: str
    told: Told | RefundNews
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What the provider wants to hear back."""

    status: int
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money to be given back: `amount` of an order over `total`. `number` is ours."""

    number: str
    order: str
    amount: int
    total: int
    reason: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class RefundTold:
    """How that went."""

    reference: str | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of the provider's file of a day. `ours` is our number of the order or refund."""

    kind: ProviderLineKind
    reference: str
    ours: str
    amount: int


class NotGenuine(Exception):
    """A notice, an answer or a file that is not the provider's, or was changed on the way."""


class ProviderFailed(Exception):
    """The provider refused, or did not answer: `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Provider(Protocol):
    """A payment provider. Whatever is asked twice under one number happens once."""

    async def create(self, order: Order) -> str:
        """Have an order taken; the URL at which it can be paid. Raises `ProviderFailed`."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """A notice. Raises `NotGenuine`. Header names are in small letters."""
        ...

    def reply(self, *, taken: bool) -> Reply:
        """The answer to a notice: taken, or to be sent again."""
        ...

    async def query(self, number: str) -> Told:
        """How an order stands; one that is not known there yet waits. Raises `ProviderFailed`."""
        ...

    async def close(self, number: str) -> bool:
        """Have an order closed, so that nobody pays it any more; False where it was paid already.
        Raises `ProviderFailed`."""
        ...

    async def refund(self, refund: RefundOrder) -> RefundTold:
        """Give money back. Raises `ProviderFailed`."""
        ...

    async def statement(self, day: date) -> tuple[StatementLine, ...]:
        """The file of a day that is over; empty where nothing was paid on it.

        Raises `ProviderFailed` and `NotGenuine`.
        """
        ...


__all__ = [
    "NotGenuine",
    "Notice",
    "Order",
    "Progress",
    "Provider",
    "ProviderFailed",
    "RefundNews",
    "RefundOrder",
    "RefundTold",
    "Reply",
    "StatementLine",
    "Told",
    "Trade",
]
