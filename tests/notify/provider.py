"""Stand-ins for the world outside: an HTTP provider and a mail server, on this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message as Mail
from ssl import SSLContext
from typing import Any

import orjson
import uvicorn
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import SMTP, AuthResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


Answer = tuple[int, Any, Mapping[str, str]]
OK: Answer = (200, {}, {})


@dataclass
class Provider:
    """Keeps what it was asked; answers what it is told to, in order, then OK.

    `judge` may look at each request first: what it answers counts (a signature that is wrong).
    """

    address: str
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    judge: Callable[[Asked], Answer | None] | None = None
    hook: Callable[[], Awaitable[None]] | None = None

    async def answer(self, request: Request) -> Response:
        asked = Asked(
            request.url.path,
            request.scope["query_string"].decode(),
            dict(request.headers),
            await request.body(),
        )
        self.asked.append(asked)
        if self.hook is not None:
            await self.hook()
        judged = None if self.judge is None else self.judge(asked)
        status, body, headers = judged or (self.answers.pop(0) if self.answers else OK)
        return Response(orjson.dumps(body), status, headers=dict(headers))


@asynccontextmanager
async def providing() -> AsyncIterator[Provider]:
    """A provider on a free port."""
    provider = Provider("")
    app = Starlette(routes=[Route("/{path:path}", provider.answer, methods=["GET", "POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        provider.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            if task.done():
                task.result()
            await asyncio.sleep(0.005)
        try:
            yield provider
        finally:
            server.should_exit = True
            await task


class Mailbox(Message):
    """A mail server that keeps what it gets; `refusals` are answered first."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Mail] = []
        self.refusals: list[str] = []
        self.port = 0
        self.logins: list[tuple[bytes, bytes]] = []

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any
    ) -> AuthResult:
        """Keeps who logs in, and lets everybody in."""
        self.logins.append((given.login, given.password))
        return AuthResult(success=True)

    def handle_message(self, message: Mail) -> None:
        self.mails.append(message)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"


@asynccontextmanager
async def receiving(*, implicit: SSLContext | None = None, **more: Any) -> AsyncIterator[Mailbox]:
    """A mail server on a free port; with `implicit` it speaks TLS from the start."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, loop=loop, authenticator=mailbox.authenticate, **more),
        "127.0.0.1",
        0,
        ssl=implicit,
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
        await server.wait_closed()


__all__ = ["OK", "Answer", "Asked", "Mailbox", "Provider", "providing", "receiving"]
