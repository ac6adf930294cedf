"""GraphQL over HTTP, for the group's schema and for one estate's.

Follows the GraphQL over HTTP specification: POST with JSON and GET for queries; a client that
accepts `application/graphql-response+json` gets 400 without `data` for a request that never became
an operation, one that accepts `application/json` gets 200.
"""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from structlog.contextvars import bind_contextvars

from api import ide
from api.auth import bearer, locale_of
from api.bodies import body_of
from api.codes import HttpCode
from api.doors import Doors
from api.errors import refusal
from api.execution import GraphQLRequest, answer
from api.responses import JSON, refused
from core.errors import GuanjiaError

NEW = "application/graphql-response+json"


class GraphQLEndpoint:
    """Serves both addresses: with a `code` in the path it is that estate's."""

    def __init__(self, doors: Doors, *, body_limit: int) -> None:
        self._doors = doors
        self._body_limit = body_limit

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        if _browses(request):
            return ide.page()
        locale = locale_of(request, "zh-CN")
        media_type = NEW
        try:
            media_type = _media_type(request)
            asked = await self._read(request)
            actor = await self._doors.access.authenticate(bearer(request))
            locale = locale_of(request, actor.locale)
            bind_contextvars(group=actor.group_id, actor=str(actor.account_id))
            code = request.path_params.get("code")
            if code is not None:
                bind_contextvars(estate=code)
            reading = request.method == "GET"
            told = await answer(self._doors, actor, code, asked, locale, reading_only=reading)
        except Exception as error:
            return refused(refusal(error), locale, media_type)
        status = 200 if told.executed or media_type == JSON else 400
        return Response(told.body, status, media_type=f"{media_type}; charset=utf-8")

    async def _read(self, request: Request) -> GraphQLRequest:
        if request.method == "GET":
            return _parameters(_from_query(request))
        if request.method != "POST":
            raise GuanjiaError(HttpCode.WRONG_METHOD, details={"allow": "GET, POST"})
        kind, _, rest = request.headers.get("content-type", "").partition(";")
        charset = rest.partition("charset=")[2].strip().strip('"').lower()
        if kind.strip().lower() != JSON or charset not in ("", "utf-8", "utf8"):
            raise GuanjiaError(HttpCode.WRONG_MEDIA_TYPE, details={"send": f"{JSON}, UTF-8"})
        return _parameters(_json(await body_of(request, self._body_limit)))


def _browses(request: Request) -> bool:
    """A person opened the address in a browser."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and "query" not in request.query_params
    )


def _media_type(request: Request) -> str:
    """What to answer in: the client's preference, the old type where it does not say.

    Raises NOT_ACCEPTABLE.
    """
    header = request.headers.get("accept")
    if not header:
        return JSON
    ranges = []
    for place, part in enumerate(header.lower().split(",")):
        kind, *parameters = (each.strip() for each in part.split(";"))
        given = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        ranges.append((_number(given), -place, kind))
    for quality, _, kind in sorted(ranges, reverse=True):
        if quality > 0 and kind == NEW:
            return NEW
        if quality > 0 and kind in (JSON, "application/*", "*/*"):
            return JSON
    raise GuanjiaError(HttpCode.NOT_ACCEPTABLE, details={"offer": f"{NEW}, {JSON}"})


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _from_query(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(given[name].encode())
    return given


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise GuanjiaError(HttpCode.NOT_JSON) from None


def _parameters(given: Any) -> GraphQLRequest:
    """The request's parameters, each of the type the specification gives it."""
    if not isinstance(given, dict):
        raise _not_graphql("the body is an object with query, variables and operationName")
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str) or not query:
        raise _not_graphql("query is missing, or not a text")
    if name is not None and not isinstance(name, str):
        raise _not_graphql("operationName is not a text")
    for field in ("variables", "extensions"):
        if given.get(field) is not None and not isinstance(given[field], dict):
            raise _not_graphql(f"{field} is not an object")
    return GraphQLRequest(query, name or None, given.get("variables") or {})


def _not_graphql(reason: str) -> GuanjiaError:
    return GuanjiaError(HttpCode.NOT_GRAPHQL, details={"reason": reason})


__all__ = ["NEW", "GraphQLEndpoint"]
