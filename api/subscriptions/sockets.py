"""The WebSocket door: `graphql-transport-ws`, and no other protocol.

    client  connection_init {"payload": {"authorization": "Bearer ..."}}     ->  connection_ack
            subscribe {"id": "1", "payload": {"query": "subscription ..."}}  ->  next ... complete

Closes with 4400 (no such message), 4401 (not acknowledged yet; or the token has ended, or what it
stood for was taken away), 4403 (the token does not hold), 4406 (another protocol), 4408 (no
connection_init in time (an id twice), 4429 (connection_init twice).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import OperationType
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api.doors import Doors
from api.errors import refusal
from api.execution import GraphQLRequest, answer, entering
from api.subscriptions.guard import Guard
from api.subscriptions.stream import Caller, errors_of, stream
from api.subscriptions.watch import Watcher
from core.errors import Code, GuanjiaError
from core.logging import logger
from tenants.errors import Unauthenticated

PROTOCOL = "graphql-transport-ws"
MOST_AT_ONCE = 50
"""Operations that one connection may have running."""

LONGEST_ID = 128

BAD, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
NOT_ACCEPTABLE, TIMEOUT, ID_TWICE, INIT_TWICE = 4406, 4408, 4409, 4429
NO_FRAME = 0

log = logger("guanjia.subscriptions")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client is waited for, in seconds."""

    init: float = 10.0
    """For its `connection_init`."""

    alive: float = 20.0
    """Between two pings; of two in a row at least one must have been answered."""

    taking: float = 30.0
    """For a message to be taken."""


class Closing(Exception):
    """The connection is to be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Sockets:
    """Serves both addresses, as the HTTP endpoint does."""

    def __init__(self, doors: Doors, watcher: Watcher, guard: Guard) -> None:
        self._doors = doors
        self._watcher = watcher
        self._guard = guard
        self.patience = Patience()

    async def answer(self, socket: WebSocket) -> None:
        """Serve one connection to its end."""
        if PROTOCOL not in socket.scope.get("subprotocols", ()):
            await socket.accept()
            await socket.close(NOT_ACCEPTABLE, "Subprotocol not acceptable")
            return
        await socket.accept(PROTOCOL)
        code = socket.path_params.get("code")
        connection = _Connection(socket, self._doors, self._watcher, self.patience, code)
        self._guard.add(connection)
        try:
            await connection.serve()
        finally:
            self._guard.remove(connection)


@dataclass(eq=False)
class _Connection:
    socket: WebSocket
    doors: Doors
    watcher: Watcher
    patience: Patience
    code: str | None
    caller: Caller | None = None
    bearer: str = ""
    begun: bool = False
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    ended: "asyncio.Future[Closing]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    unheard: int = 0
    """Pings since anything was heard of the client."""

    async def serve(self) -> None:
        """Read messages until the client goes, or something closes the connection."""
        tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._expect_init()),
            asyncio.create_task(self._keep_alive()),
        ]
        try:
            closing = await self.ended
        finally:
            for task in (*tasks, *self.running.values()):
                task.cancel()
            await asyncio.gather(*tasks, *self.running.values(), return_exceptions=True)
        if self.socket.client_state is WebSocketState.CONNECTED and closing.code:
            with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(self.patience.taking):
                    await self.socket.close(closing.code, closing.reason)

    def end(self, closing: Closing) -> None:
        """Close, unless that is decided already."""
        if not self.ended.done():
            self.ended.set_result(closing)

    async def _read(self) -> None:
        try:
            while True:
                event = await self.socket.receive()
                if event["type"] == "websocket.disconnect":
                    raise WebSocketDisconnect(event.get("code", 1000))
                self.unheard = 0
                await self._take(_message(event.get("text")))
        except Closing as closing:
            self.end(closing)
        except WebSocketDisconnect:
            self.end(Closing(NO_FRAME, "gone"))
        except Exception as error:
            refusal(error)
            self.end(Closing(1011, "Internal error"))

    async def _take(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "connection_init":
            await self._init(message.get("payload"))
        elif kind == "ping":
            await self.send({"type": "pong"})
        elif kind == "pong":
            return
        elif kind == "subscribe":
            self._subscribe(message)
        elif kind == "complete" and isinstance(message.get("id"), str):
            task = self.running.pop(message["id"], None)
            if task is not None:
                task.cancel()
        else:
            raise Closing(BAD, "Invalid message")

    async def _init(self, payload: Any) -> None:
        if self.begun:
            raise Closing(INIT_TWICE, "Too many initialisation requests")
        self.begun = True
        if payload is not None and not isinstance(payload, dict):
            raise Closing(BAD, "Invalid connection_init payload")
        given = payload or {}
        bearer = given.get("authorization", given.get("Authorization", given.get("token", "")))
        if not isinstance(bearer, str):
            raise Closing(BAD, "Invalid connection_init payload")
        self.bearer = bearer.removeprefix("Bearer ").removeprefix("bearer ").strip()
        try:
            actor = await self.doors.access.authenticate(self.bearer)
            await self.doors.open(actor, self.code)
        except GuanjiaError:
            raise Closing(FORBIDDEN, "Forbidden") from None
        locale = given.get("locale")
        self.caller = Caller(
            self.doors, actor, self.code, locale if isinstance(locale, str) else actor.locale
        )
        await self.send({"type": "connection_ack"})

    def _subscribe(self, message: dict[str, Any]) -> None:
        if self.caller is None:
            raise Closing(UNAUTHORIZED, "Unauthorized")
        id_, request = message.get("id"), _request(message.get("payload"))
        if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID or request is None:
            raise Closing(BAD, "Invalid message")
        if id_ in self.running:
            raise Closing(ID_TWICE, f"Subscriber for {id_[:60]} already exists")
        if len(self.running) >= MOST_AT_ONCE:
            raise Closing(INIT_TWICE, "Too many operations on one connection")
        self.running[id_] = asyncio.create_task(self._run(id_, request, self.caller))

    async def _run(self, id_: str, request: GraphQLRequest, caller: Caller) -> None:
        try:
            async for told in self._events(caller, request):
                await self.send_raw(
                    b'{"id":' + orjson.dumps(id_) + b',"type":"next","payload":' + told + b"}"
                )
            await self._over(id_, {"type": "complete"})
        except Unauthenticated:
            self.end(Closing(UNAUTHORIZED, "Unauthorized"))
        except Exception as error:
            told_errors = errors_of(error, caller.locale)
            await self._over(id_, {"type": "error", "payload": told_errors})

    async def _over(self, id_: str, message: dict[str, Any]) -> None:
        """The last message of an operation: its id is free again before the client knows."""
        if self.running.pop(id_, None) is not None:
            await self.send({"id": id_, **message})

    async def _events(self, caller: Caller, request: GraphQLRequest) -> AsyncIterator[bytes]:
        actor = caller.actor
        context = await entering(caller.doors, actor, caller.code, request, caller.locale)
        if context.operation.kind is OperationType.SUBSCRIPTION:
            async for told in stream(caller, self.watcher, request):
                yield told
            return
        answered = await answer(caller.doors, actor, caller.code, request, caller.locale)
        yield answered.body

    async def _expect_init(self) -> None:
        await asyncio.sleep(self.patience.init)
        if not self.begun:
            self.end(Closing(TIMEOUT, "Connection initialisation timeout"))

    async def check(self) -> None:
        """Close when the token has ended, or the account or its rights here were taken away."""
        caller = self.caller
        if caller is None:
            return
        try:
            caller.actor = await self.doors.access.authenticate(self.bearer)
            await self.doors.open(caller.actor, self.code)
            if not caller.actor.estates:
                raise Unauthenticated
        except GuanjiaError as error:
            if error.code is not Code.UNAVAILABLE:
                self.end(Closing(UNAUTHORIZED, "Unauthorized"))
        except Exception as error:
            log.warning("guard_failed", kind=type(error).__name__)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self.patience.alive)
            if self.caller is None:
                continue
            if self.unheard >= 2:
                self.end(Closing(TIMEOUT, "Request Timeout"))
                return
            self.unheard += 1
            await self.send({"type": "ping"})

    async def send(self, message: dict[str, Any]) -> None:
        """Send a message, whole."""
        await self.send_raw(orjson.dumps(message))

    async def send_raw(self, message: bytes) -> None:
        """The same, of bytes that are JSON already."""
        try:
            async with asyncio.timeout(self.patience.taking), self.sending:
                await self.socket.send_text(message.decode())
        except (RuntimeError, WebSocketDisconnect, TimeoutError):
            self.end(Closing(NO_FRAME, "gone"))


def _message(text: str | None) -> dict[str, Any]:
    try:
        found = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        raise Closing(BAD, "Invalid message") from None
    if not isinstance(found, dict):
        raise Closing(BAD, "Invalid message")
    return found


def _request(payload: Any) -> GraphQLRequest | None:
    """The operation of a `subscribe`; None for what is none."""
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return None
    name, variables = payload.get("operationName"), payload.get("variables")
    if name is not None and not isinstance(name, str):
        return None
    if variables is not None and not isinstance(variables, dict):
        return None
    return GraphQLRequest(payload["query"], name or None, variables or {})


__all__ = ["PROTOCOL", "Closing", "Patience", "Sockets"]
