"""What surrounds every request: an id, a measured time, a line in the log, safe headers."""

import re
import time
from functools import cache

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from api.health import REQUESTS, SECONDS
from core.ids import new_id
from core.logging import logger

log = logger("guanjia.access")

_GIVEN_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)

NOSNIFF = (b"x-content-type-options", b"nosniff")
NO_STORE = (b"cache-control", b"no-store")

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
                given = message["headers"]
                message["headers"] = [*given, (b"x-request-id", request_id.encode()), NOSNIFF]
                if all(name != b"cache-control" for name, _ in given):
                    message["headers"].append(NO_STORE)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began
            route = _route(scope)
            _count(route, scope["method"], status).inc()
            _clock(route).observe(seconds)
            if scope["path"] not in QUIET:
                log.info("answered", route=route, status=status, ms=round(seconds * 1000, 1))


@cache
def _count(route: str, method: str, status: int) -> Counter:
    return REQUESTS.labels(route, method, str(status))


@cache
def _clock(route: str) -> Histogram:
    return SECONDS.labels(route)


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
