"""Logs: one object a line, saying what it is about, and nothing personal."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from core.logging import about, configure, logger


@pytest.fixture
def lines() -> Iterator[Any]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(form="json", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def test_a_line_says_whose_request_it_belongs_to(lines: Any) -> None:
    with about(request="r-1", group=3, estate=7, actor="a-1", operation="TicketList"):
        logger("core.tickets").info("ticket reported", channel="PHONE")
    logger("core.tickets").info("outside")
    inside, outside = lines()
    assert {
        "request": "r-1",
        "group": 3,
        "estate": 7,
        "actor": "a-1",
        "operation": "TicketList",
        "channel": "PHONE",
        "level": "info",
        "event": "ticket reported",
    }.items() <= inside.items()
    assert "request" not in outside


def test_personal_data_and_queries_are_withheld_and_long_texts_cut(lines: Any) -> None:
    logger("x").info("seen", phone="13800000000", query="{ tickets }", note="啊" * 5000)
    (line,) = lines()
    assert line["phone"] == line["query"] == "[withheld]"
    assert len(line["note"]) < 600


def test_an_error_is_told_by_its_places_and_not_by_its_message(lines: Any) -> None:
    try:
        raise ValueError("Key (phone)=(13800000000) already exists")
    except ValueError:
        logger("x").exception("refused")
    (line,) = lines()
    assert line["error"][0]["type"] == "builtins.ValueError"
    assert __file__ in line["error"][0]["at"][-1]
    assert "13800000000" not in json.dumps(line)


def test_uvicorns_access_line_has_fields_and_no_query_string(lines: Any) -> None:
    logging.getLogger("uvicorn.access").info(
        '%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/graphql?query={secret}", "1.1", 200
    )
    (line,) = lines()
    assert (line["method"], line["path"], line["status"]) == ("GET", "/graphql", 200)
    assert "secret" not in json.dumps(line)
