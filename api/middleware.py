"""What surrounds every request: an id, a measured time, a line in the log, safe headers."""

import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from api.health import REQUESTS, SECONDS
from core.ids import new_id
from core.logging import logger

log = logger("guanjia.access")

_GIVEN_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)

QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked by machines every few seconds: counted, but not logged."""


class Observed:
    """Pure ASGI, so that it costs microseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _request_id(scope)
        clear_contextvars()
        bind_contextvars(request=request_id)
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began
            route = _route(scope)
            REQUESTS.labels(route, scope["method"], str(status)).inc()
            SECONDS.labels(route).observe(seconds)
            if scope["path"] not in QUIET:
                log.info("answered", route=route, status=status, ms=round(seconds * 1000, 1))


def _request_id(scope: Scope) -> str:
    """The id the client or proxy gave, if it is a harmless one; else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given: str = value.decode("latin-1")
            if _GIVEN_ID.fullmatch(given):
                return given
    return str(new_id())


def _route(scope: Scope) -> str:
    """The route's pattern, never the path: a label for each estate would drown the figures."""
    route = scope.get("route")
    return str(getattr(route, "path", "other"))


__all__ = ["Observed"]
