"""Refusals as HTTP responses."""

import orjson
from starlette.responses import Response

from api.codes import STATUS
from api.errors import as_error
from core.errors import GuanjiaError

JSON = "application/json"


def refused(error: GuanjiaError, locale: str, media_type: str = JSON) -> Response:
    """`{"errors": [...]}`, with the status that belongs to the error's code."""
    status = STATUS.get(error.code, 400)
    headers = {}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if "allow" in error.details:
        headers["allow"] = str(error.details["allow"])
    body = orjson.dumps({"errors": [as_error(error, locale)]}, default=str)
    return Response(body, status, headers, f"{media_type}; charset=utf-8")


__all__ = ["JSON", "refused"]
