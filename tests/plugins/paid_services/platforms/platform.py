"""What both platforms have: the merchant's orders and refunds, their keys, and faults to come."""

import asyncio
import base64
import socket
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import httpx
import uvicorn
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import clock

MERCHANT = rsa.generate_private_key(public_exponent=65537, key_size=2048)
"""The merchant's key: the platforms know its public half."""

OWN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
"""The platforms' key: the merchant knows its public half."""

BEIJING = ZoneInfo("Asia/Shanghai")
BUSY, SLOW = "busy", "slow"
"""How a request may end: with an error of the server's, or so late that nobody waits for it."""

TOO_LATE = 1.5
"""Seconds."""


@dataclass
class Trade:
    """An order as the platform has it. Nobody knows it before `known`."""

    number: str
    amount: int
    title: str
    notify_url: str
    reference: str
    known: bool = True
    paid_on: date | None = None
    closed: bool = False


@dataclass
class Return:
    """A refund as the platform has it; it waits until it is `done`."""

    number: str
    order: str
    amount: int
    reference: str
    notify_url: str = ""
    done_on: date | None = None


@dataclass
class Said:
    """A notice as it is sent."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Platform(ABC):
    """A platform with one merchant."""

    name: ClassVar[str]
    address: str = ""
    trades: dict[str, Trade] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    """What happens to the next requests."""

    refused: list[str] = field(default_factory=list)
    """Why requests were refused: none of ours ever is without a reason of the test's."""

    asked: list[str] = field(default_factory=list)
    """What was asked for, by name."""

    patient: bool = False
    """Whether refunds take their time."""

    tampered: tuple[bytes, bytes] = (b"", b"")
    """What somebody on the way puts in the place of what."""

    @abstractmethod
    def merchant(self, folder: Path) -> dict[str, str]:
        """The merchant's lines of the installation's file."""

    @abstractmethod
    async def answer(self, request: Request) -> Response:
        """The answer to a request."""

    @abstractmethod
    def notice(self, number: str, *, amount: int | None = None, stranger: bool = False) -> Said:
        """That an order was paid: of another amount, or for another merchant, where told so."""

    @abstractmethod
    def refund_notice(self, number: str) -> Said:
        """That a refund was done."""

    @abstractmethod
    def taken(self, response: httpx.Response) -> bool:
        """Whether a notice was taken, as the platform sees it: else it sends it again."""

    def pay(self, number: str) -> None:
        """The payer pays."""
        trade = self.trades[number]
        assert not trade.closed, "nobody can pay what is closed"
        trade.known, trade.paid_on = True, today()

    def give_back(self, number: str) -> None:
        """A refund that took its time is done."""
        self.returns[number].done_on = today()

    def refund(self, number: str, order: str, amount: int, notify_url: str = "") -> Return | None:
        """A refund by its number, taken once; None where there is not so much left."""
        if number not in self.returns:
            given = sum(each.amount for each in self.returns.values() if each.order == order)
            trade = self.trades[order]
            if trade.paid_on is None or given + amount > trade.amount:
                return None
            reference = f"50{len(self.returns):06d}"
            done = None if self.patient else today()
            self.returns[number] = Return(number, order, amount, reference, notify_url, done)
        return self.returns[number]

    def day(self, day: date) -> tuple[list[Trade], list[Return]]:
        """What was paid and given back on a day."""
        return (
            [each for each in self.trades.values() if each.paid_on == day],
            [each for each in self.returns.values() if each.done_on == day],
        )

    async def tell(self, said: Said, to: str) -> bool:
        """Send a notice; whether it was taken."""
        async with httpx.AsyncClient(timeout=20, verify=False) as client:
            return self.taken(await client.post(to, content=said.body, headers=said.headers))

    async def _handle(self, request: Request) -> Response:
        response = await self.answer(request)
        if self.faults and self.faults[0] == SLOW:
            self.faults.popleft()
            await asyncio.sleep(TOO_LATE)
        before, after = self.tampered
        if before:
            response.body = bytes(response.body).replace(before, after)
            response.headers["content-length"] = str(len(response.body))
        return response

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Platform"]:
        """On a free port of this machine."""
        routes = [Route("/{path:path}", self._handle, methods=["GET", "POST"])]
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            config = uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off")
            server = uvicorn.Server(config)
            task = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started:
                if task.done():
                    task.result()
                await asyncio.sleep(0.005)
            try:
                yield self
            finally:
                server.should_exit = True
                await task


def today() -> date:
    """The platforms' day."""
    return clock.now().astimezone(BEIJING).date()


def signed(message: bytes) -> str:
    """The platform's signature."""
    return base64.b64encode(OWN.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def proved(message: bytes, signature: str) -> bool:
    """Whether the merchant signed it."""
    try:
        MERCHANT.public_key().verify(
            base64.b64decode(signature), message, padding.PKCS1v15(), hashes.SHA256()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def files(folder: Path) -> tuple[str, str]:
    """Where the merchant's private key and the platform's public key are."""
    own, theirs = folder / "merchant.pem", folder / "platform.pem"
    own.write_bytes(
        MERCHANT.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    theirs.write_bytes(
        OWN.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return str(own), str(theirs)


__all__ = [
    "BEIJING",
    "BUSY",
    "SLOW",
    "Platform",
    "Return",
    "Said",
    "Trade",
    "files",
    "proved",
    "signed",
    "today",
]
