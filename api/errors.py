"""How errors look on the wire: a code for programs, a message in the caller's language.

Errors outside payloads carry `extensions.code` and nothing of the inside. Inside payloads a refusal
is data: `userErrors { code field message }`.
"""

import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError
from psycopg import errors as pg
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import DBAPIError

from api.graph.refusals import BadRequest
from core.errors import Code, GuanjiaError
from core.logging import logger
from core.messages import message

log = logger("guanjia.api")

BUSY = (pg.OperationalError, pg.QueryCanceled, pg.LockNotAvailable, PoolTimeout, TimeoutError)
"""What passes by itself: trying again is the right thing to do."""

BEYOND: Mapping[str | None, str] = {
    None: "unreadable characters in a text",  # the driver refused to send it
    "22021": "unreadable characters in a text",
    "22P05": "unreadable characters in a text",
    "22003": "a number out of range",
    "22008": "a date out of range",
}
"""What no column holds, by SQLSTATE."""


def refusal(error: BaseException) -> GuanjiaError:
    """The error as the caller may know it. What is nobody's business is logged and INTERNAL."""
    if isinstance(error, GuanjiaError):
        return error
    cause: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, BUSY):
        log.warning("the database did not answer", kind=type(cause).__name__)
        return GuanjiaError(Code.UNAVAILABLE)
    beyond = _beyond(cause)
    if beyond is not None:
        return GuanjiaError(Code.INVALID, details={"reason": beyond})
    places = traceback.extract_tb(error.__traceback__)[-4:]
    log.error(
        "unexpected",
        kind=type(error).__name__,
        sqlstate=getattr(cause, "sqlstate", None),
        places=[f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}" for place in places],
    )
    return GuanjiaError(Code.INTERNAL)


def _beyond(cause: object) -> str | None:
    """What of the input can be neither computed with nor written, if that is what it is about.

    Use cases name the field where they look at a value; this is for those that only pass it on.
    """
    if isinstance(cause, pg.DataError):
        return BEYOND.get(cause.sqlstate)
    if isinstance(cause, UnicodeEncodeError):
        return BEYOND["22021"]
    return BEYOND["22008"] if isinstance(cause, OverflowError) else None


def as_error(
    error: GuanjiaError, locale: str, path: list[str | int] | None = None
) -> dict[str, Any]:
    """A GuanjiaError as an entry of `errors`."""
    extensions: dict[str, Any] = {"code": error.code.value}
    if error.field is not None:
        extensions["field"] = error.field
    for name, value in error.details.items():
        if name != "reason":
            extensions[name] = value
    told: dict[str, Any] = {"message": message(error, locale), "extensions": extensions}
    if path is not None:
        told["path"] = path
    return told


def as_errors(errors: Iterable[GraphQLError], code: str, locale: str) -> list[dict[str, Any]]:
    """graphql-core's errors; those raised by our code speak for themselves."""
    told = []
    for error in errors:
        if isinstance(error.original_error, BadRequest):
            told += as_errors(error.original_error.errors, error.original_error.code, locale)
            continue
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            told.append(as_error(refusal(error.original_error), locale, error.path))
            continue
        entry: dict[str, Any] = {"message": error.message, "extensions": {"code": code}}
        if error.locations:
            entry["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
        if error.path:
            entry["path"] = error.path
        told.append(entry)
    return told


__all__ = ["as_error", "as_errors", "refusal"]
