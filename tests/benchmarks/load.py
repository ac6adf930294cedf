"""A load generator that leaves the machine to the servers: raw HTTP/1.1 on kept-alive connections.

Each connection sends a prepared request, takes the answer into one buffer of its own, looks whether
it is what was asked for, and sends the next. That is all the Python there is to a request.
"""

import asyncio
import gc
import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

CONNECTIONS = 8
WARM_UP_SECONDS = 0.5
LARGEST_ANSWER = 1024 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class BadAnswer(Exception):
    """A server answered something else than what was asked for."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What every answer holds, and what none may."""

    holds: bytes
    never: bytes = b'"errors"'


@dataclass(slots=True)
class Measured:
    """What one run of a load saw. Times are in seconds."""

    seconds: float
    times: list[float] = field(default_factory=list)

    @property
    def rps(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time that `share` of the requests took at most, in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Run:
    """The state all connections share."""

    def __init__(self, requests: Iterator[bytes], expected: Expected, until: float) -> None:
        self.requests = requests
        self.expected = expected
        self.since = time.perf_counter() + WARM_UP_SECONDS
        self.until = self.since + until
        self.measured = Measured(until)
        self.open: set[asyncio.Transport] = set()
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._error: Exception | None = None

    def closed(self, transport: asyncio.Transport) -> None:
        """A connection has ended; with the last one the run does."""
        self.open.discard(transport)
        if not self.open and not self._done.done():
            self._done.set_result(None)

    def fail(self, error: Exception) -> None:
        """End all connections at once."""
        self._error = self._error or error
        for transport in self.open:
            transport.abort()

    async def finished(self) -> Measured:
        """What was measured, once all connections have ended. Raises what made them fail."""
        await self._done
        if self._error is not None:
            raise self._error
        return self.measured


class _Connection(asyncio.BufferedProtocol):
    def __init__(self, run: _Run) -> None:
        self._run = run
        self._buffer = bytearray(LARGEST_ANSWER)
        self._view = memoryview(self._buffer)
        self._filled = 0
        self._wanted = 0
        self._began = 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._run.open.add(self._transport)
        self._send(time.perf_counter())

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        self._filled += nbytes
        if not self._wanted:
            head = self._buffer.find(b"\r\n\r\n", 0, self._filled)
            if head < 0:
                return
            length = _LENGTH.search(self._buffer, 0, head)
            if length is None:
                self._fail("an answer without a length")
                return
            self._wanted = head + 4 + int(length[1])
        if self._filled >= self._wanted:
            self._take()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._began:
            self._fail("the connection was closed")
        self._run.closed(self._transport)

    def _send(self, now: float) -> None:
        self._filled = self._wanted = 0
        self._began = now
        self._transport.write(next(self._run.requests))

    def _take(self) -> None:
        run, end = self._run, self._filled
        if (
            not self._buffer.startswith(b"HTTP/1.1 200 ")
            or self._buffer.find(run.expected.holds, 0, end) < 0
            or self._buffer.find(run.expected.never, 0, end) >= 0
        ):
            self._fail(self._buffer[: min(end, 2000)].decode(errors="replace"))
            return
        now = time.perf_counter()
        if run.since <= now <= run.until:
            run.measured.times.append(now - self._began)
        if now < run.until:
            self._send(now)
        else:
            self._began = 0.0
            self._transport.close()

    def _fail(self, told: str) -> None:
        self._began = 0.0
        self._run.fail(BadAnswer(told))


def load(
    ports: Sequence[int], requests: Iterator[bytes], expected: Expected, seconds: float
) -> Measured:
    """Send requests for some seconds after a short warm-up, each connection one at a time; the
    connections are dealt out over `ports`. Raises `BadAnswer` at the first wrong answer."""

    first = next(requests)  # here and not in a callback, where an error would go unheard

    async def run() -> Measured:
        shared = _Run(itertools.chain([first], requests), expected, seconds)
        loop = asyncio.get_running_loop()
        for number in range(CONNECTIONS):
            port = ports[number % len(ports)]
            await loop.create_connection(lambda: _Connection(shared), "127.0.0.1", port)
        return await asyncio.wait_for(shared.finished(), WARM_UP_SECONDS + seconds + 60)

    gc.collect()
    gc.disable()
    try:
        return uvloop.run(run())
    finally:
        gc.enable()


def request(path: str, body: bytes, token: str) -> bytes:
    """A POST of JSON, ready to be sent."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


__all__ = ["CONNECTIONS", "BadAnswer", "Expected", "Measured", "load", "request"]
