"""The log tells who asked for what, and never what they said: no personal data, no whole query."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from core.logging import configure
from tests.api.door import Door, gid
from tests.factories import World

NAME, PHONE, SAID, SECRET = "欧阳不可见", "13987654321", "厨房漏水请勿入日志", "不可见的口令"
MARKS = (NAME, PHONE, SAID, SECRET)

REPORT = """mutation Report($input: TicketReportInput!) {
    ticketReport(input: $input) { ticket { contactName contactPhone } userErrors { message } }
}"""


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the process logs, as it would in production."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(level="info", form="json", stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


async def test_nothing_that_was_said_is_in_the_log(
    door: Door, world: World, written: io.StringIO
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    said: dict[str, Any] = {
        "idempotencyKey": SAID,
        "estateId": f"Estate:{estate.id}",
        "kind": "REPAIR",
        "channel": "PHONE",
        "content": SAID,
        "houseId": gid("House", estate.id, estate.houses[0]),
        "contactName": NAME,
        "contactPhone": PHONE,
        "unknownOccurred": SAID,
    }
    data = await agent.ask(REPORT, {"input": said})
    assert data["ticketReport"]["ticket"] == {"contactName": NAME, "contactPhone": PHONE}
    for wrong in ({"channel": NAME}, {"houseId": PHONE}, {"content": SAID + "\0"}, {"x": NAME}):
        await agent.send(REPORT, {"input": {**said, "idempotencyKey": "2", **wrong}})
    for query in (
        f'{{ ticket(id: "{PHONE}") {{ id }} }}',
        f'{{ tickets(filter: {{number: {{eq: "{NAME}"}}}}) {{ totalCount }} }}',
        f'{{ tickets(filter: {{state: {{eq: "{NAME}"}}}}) {{ totalCount }} }}',
        f"{{ {SAID} }}",
        f'{{ tickets(after: "{PHONE}") {{ totalCount }} }}',
    ):
        await agent.send(query)
        await agent.http.get("/graphql", params={"query": query, "variables": f'{{"x": "{NAME}"}}'})
    http = door.http()
    await http.post("/auth/login", json={"login": PHONE, "password": SECRET})
    await http.post("/auth/login", json={"login": PHONE, "password": [SECRET]})
    await http.post("/auth/refresh", json={"refreshToken": PHONE})
    await http.post("/graphql", content=SAID.encode(), headers={"authorization": f"Bearer {PHONE}"})
    await http.get("/estates/nowhere/graphql", params={"query": SAID})
    told = written.getvalue()
    assert not any(mark in told for mark in MARKS)
    assert not any(json.dumps(mark).strip('"') in told for mark in MARKS)
    assert "ticketReport(" not in told


async def test_a_request_is_told_with_who_asked_and_for_which_operation(
    door: Door, world: World, written: io.StringIO
) -> None:
    estate = world.estates[0]
    agent = await door.caller(estate.agent.actor)
    query = "query Mine { me { name } }"
    headers: dict[str, Any] = {"x-request-id": "abc-1"}
    response = await agent.send(query, estate=estate.code, **headers)
    assert response.headers["x-request-id"] == "abc-1"
    line = json.loads(written.getvalue().splitlines()[-1])
    assert line["request"] == "abc-1"
    assert line["group"] == world.group_id
    assert line["estate"] == estate.code
    assert line["actor"] == str(estate.agent.actor.account_id)
    assert line["operation"] == "Mine"
    assert line["status"] == 200
    assert line["route"] == "/estates/{code}/graphql"
