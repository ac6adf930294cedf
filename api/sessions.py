"""Logging in, staying in and logging out, over plain JSON.

POST /auth/login    {"login": "...", "password": "..."}  -> tokens
POST /auth/refresh  {"refreshToken": "..."}              -> tokens
POST /auth/logout   with the bearer; {"everywhere": true} ends all sessions -> 204
"""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.auth import bearer, locale_of
from api.bodies import body_of
from api.errors import refusal
from api.responses import refused
from core import clock
from core.errors import Code, GuanjiaError
from tenants.access import Access
from tenants.login import Login, login
from tenants.logout import logout
from tenants.refresh import refresh
from tenants.sessions import Session

LARGEST_BODY = 16 * 1024


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True)


class _Login(_Body):
    login: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=1000)


class _Refresh(_Body):
    refresh_token: str = Field(min_length=1, max_length=1000)


class _Logout(_Body):
    everywhere: bool = False


async def _log_in(request: Request) -> Response:
    given = await _read(request, _Login)
    return _tokens(await login(_access(request), Login(given.login, given.password)))


async def _refresh_tokens(request: Request) -> Response:
    given = await _read(request, _Refresh)
    return _tokens(await refresh(_access(request), given.refresh_token))


async def _log_out(request: Request) -> Response:
    access = _access(request)
    actor = await access.authenticate(bearer(request))
    given = await _read(request, _Logout)
    await logout(access, actor, everywhere=given.everywhere)
    return Response(status_code=204)


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


async def _read(request: Request, model: type[Any]) -> Any:
    body = await body_of(request, LARGEST_BODY)
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or None
        reason = {"reason": first["msg"]}
        raise GuanjiaError(Code.INVALID, field=place, details=reason) from None


def _tokens(session: Session) -> Response:
    now = clock.now()
    told = {
        "accessToken": session.access_token,
        "expiresIn": int((session.access_expires_at - now).total_seconds()),
        "refreshToken": session.refresh_token,
        "refreshExpiresIn": int((session.refresh_expires_at - now).total_seconds()),
        "tokenType": "Bearer",
        "audience": session.audience.value,
    }
    return Response(orjson.dumps(told), media_type="application/json")


Handler = Callable[[Request], Awaitable[Response]]


def _answering(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as error:
            return refused(refusal(error), locale_of(request, "zh-CN"))

    return answer


routes = (
    Route("/auth/login", _answering(_log_in), methods=["POST"]),
    Route("/auth/refresh", _answering(_refresh_tokens), methods=["POST"]),
    Route("/auth/logout", _answering(_log_out), methods=["POST"]),
)

__all__ = ["routes"]
