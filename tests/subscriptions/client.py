"""A client of graphql-transport-ws, as the protocol's text has it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close
from websockets.typing import Subprotocol

from tests.factories import Person
from tests.standard.story import Story

SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Client:
    """One connection."""

    socket: ClientConnection

    async def send(self, **message: Any) -> None:
        await self.socket.send(orjson.dumps(message).decode())

    async def next(self) -> dict[str, Any]:
        """The next message, whatever it is."""
        text = await asyncio.wait_for(self.socket.recv(), SECONDS)
        message: dict[str, Any] = orjson.loads(text)
        return message

    async def receive(self) -> dict[str, Any]:
        """The next message; keep-alive pings are answered."""
        while True:
            message = await self.next()
            if message["type"] != "ping":
                return message
            await self.send(type="pong")

    async def subscribe(self, query: str, as_id: str = "1", **variables: Any) -> None:
        await self.send(
            id=as_id, type="subscribe", payload={"query": query, "variables": variables or None}
        )

    async def data(self) -> Any:
        """The data of the next event."""
        message = await self.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]

    async def silent(self, seconds: float = 1.5) -> bool:
        """Whether nothing comes for a while."""
        try:
            said = await asyncio.wait_for(self.socket.recv(), seconds)
        except TimeoutError:
            return True
        raise AssertionError(said)

    async def closed(self) -> int:
        """The code the connection is closed with."""
        received = await self._end()
        assert received is not None
        return received.code

    async def hung_up(self) -> bool:
        """Whether the connection ends, without a word."""
        return await self._end() is None

    async def _end(self) -> Close | None:
        with pytest.raises(ConnectionClosed) as gone:
            await self._everything()
        return gone.value.rcvd

    async def _everything(self) -> None:
        while True:
            await asyncio.wait_for(self.socket.recv(), SECONDS)


@asynccontextmanager
async def connected(
    story: Story,
    estate: str | None = None,
    protocol: str = "graphql-transport-ws",
    *,
    slow: bool = False,
) -> AsyncIterator[Client]:
    """A connection on which nothing has been said yet. A `slow` one takes what is read, no more."""
    path = "/graphql" if estate is None else f"/estates/{estate}/graphql"
    url = story.door.address.replace("http", "ws", 1) + path
    pace: dict[str, Any] = {"max_queue": 1, "compression": None} if slow else {}
    async with connect(url, subprotocols=[Subprotocol(protocol)], max_size=None, **pace) as socket:
        yield Client(socket)


@asynccontextmanager
async def subscribing(
    story: Story, person: Person, estate: str | None = None, *, slow: bool = False
) -> AsyncIterator[Client]:
    """A connection of somebody's, acknowledged."""
    caller = await story.caller(person)
    async with connected(story, estate, slow=slow) as client:
        header = caller.http.headers["authorization"]
        await client.send(type="connection_init", payload={"authorization": header})
        assert await client.receive() == {"type": "connection_ack"}
        yield client


__all__ = ["Client", "connected", "subscribing"]
