"""Structured logs: one JSON object a line, or lines for people on a terminal.

Every line carries who and what it is about (request, group, estate, actor, operation) from context
variables, and never personal data or a whole query: fields that could hold such are withheld,
long texts are cut, and an error is told by its type and the places it passed through, without its
message (which may quote a row). `log_level=debug` shows the messages too.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Literal, TextIO

import orjson
import structlog
from structlog.contextvars import bound_contextvars
from structlog.types import FilteringBoundLogger, Processor

Event = MutableMapping[str, Any]

LONGEST_TEXT = 500
WITHHELD = frozenset(
    {
        "address",
        "authorization",
        "body",
        "contact",
        "content",
        "cookie",
        "document",
        "email",
        "identity",
        "login",
        "mobile",
        "name",
        "parameters",
        "params",
        "password",
        "phone",
        "query",
        "secret",
        "sql",
        "statement",
        "text",
        "token",
        "variables",
    }
)
QUIET = ("alembic", "apscheduler", "httpcore", "httpx", "strawberry", "tzlocal", "uvicorn.error")
"""Libraries that are heard from warnings up; strawberry would write whole queries."""


def configure(
    *,
    level: str = "info",
    form: Literal["auto", "json", "pretty"] = "auto",
    stream: TextIO | None = None,
) -> None:
    """Sends this process's logs, the libraries' and uvicorn's included, to `stream` (stderr)."""
    stream = stream or sys.stderr
    pretty = form == "pretty" or (form == "auto" and stream.isatty())
    shared = _shared(messages=level == "debug")
    render: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if pretty:
        render.append(structlog.dev.ConsoleRenderer(colors=stream.isatty()))
    else:
        render.append(structlog.processors.JSONRenderer(serializer=_json))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=render, foreign_pre_chain=shared, pass_foreign_args=True
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[*shared, render[-1]],
        logger_factory=lambda *names: _Lines(stream, *names),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


class _Lines(structlog.WriteLogger):
    """Our own lines go to the stream directly: the libraries' way costs a tenth of a request."""

    def __init__(self, stream: TextIO, name: str = "guanjia") -> None:
        super().__init__(stream)
        self.name = name


def logger(name: str) -> FilteringBoundLogger:
    """The log of one module: `log = logger(__name__)`; `log.info("ticket reported", id=...)`."""
    found: FilteringBoundLogger = structlog.get_logger(name)
    return found


@contextmanager
def about(
    *,
    request: str | None = None,
    group: int | None = None,
    estate: int | None = None,
    actor: str | None = None,
    operation: str | None = None,
    job: str | None = None,
) -> Iterator[None]:
    """Says on every line inside the block what it is about. `actor` is an account's id."""
    known = {
        "request": request,
        "group": group,
        "estate": estate,
        "actor": actor,
        "operation": operation,
        "job": job,
    }
    with bound_contextvars(**{key: value for key, value in known.items() if value is not None}):
        yield


def _shared(*, messages: bool) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _access,
        structlog.stdlib.PositionalArgumentsFormatter(),
        _told_with_message if messages else _told_by_place,
        _withhold,
    ]


def _access(_: Any, __: str, event: Event) -> Event:
    """uvicorn's access line as fields, without the query string (a GET may carry a document)."""
    record = event.get("_record")
    if record is None:
        return event
    parts = event.pop("positional_args", ())  # the event's text has them already
    if record.name == "uvicorn.access" and len(parts) == 5:
        _client, method, path, _version, status = parts
        event["event"] = "request"
        event.update(method=method, path=str(path).partition("?")[0], status=status)
    return event


def _told_by_place(_: Any, __: str, event: Event) -> Event:
    error = _error(event)
    if error is not None:
        chain: list[dict[str, Any]] = []
        while error is not None and len(chain) < 5:
            frames = traceback.extract_tb(error.__traceback__)[-12:]
            told: dict[str, Any] = {
                "type": f"{type(error).__module__}.{type(error).__qualname__}",
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
            sqlstate = getattr(error, "sqlstate", None)
            if sqlstate:
                told["sqlstate"] = sqlstate
            chain.append(told)
            error = error.__cause__ or error.__context__
        event["error"] = chain
    return event


def _told_with_message(_: Any, __: str, event: Event) -> Event:
    error = _error(event)
    if error is not None:
        event["exception"] = "".join(traceback.format_exception(error))
    return event


def _error(event: Event) -> BaseException | None:
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    if isinstance(given, tuple):
        given = given[1]
    return given if isinstance(given, BaseException) else None


def _withhold(_: Any, __: str, event: Event) -> Event:
    for key, value in event.items():
        if key in WITHHELD:
            event[key] = "[withheld]"
        elif isinstance(value, str) and len(value) > LONGEST_TEXT and key != "exception":
            event[key] = f"{value[:LONGEST_TEXT]}… ({len(value)} characters)"
    return event


def _json(value: Any, **_: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


__all__ = ["about", "configure", "logger"]
