"""Bad input of every kind: a clear error with a code, nothing inside, nothing half-written."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.tickets.models import Ticket
from tests.api.door import Caller, Door, gid
from tests.factories import World

INSIDE = ("psycopg", "sqlalchemy", "Traceback", "select ", "SELECT ", "core.", "INTERNAL")


@pytest.fixture
async def agent(door: Door, world: World) -> Caller:
    """Somebody with a token."""
    return await door.caller(world.estates[0].agent.actor)


def code_of(told: httpx.Response) -> str:
    """The code of the first error, in an answer that says nothing of the inside."""
    assert told.status_code < 500, told.text
    assert not any(word in told.text for word in INSIDE), told.text
    code: str = told.json()["errors"][0]["extensions"]["code"]
    return code


TOO_MANY_ROWS = """{ tickets(first: 200) { nodes { house { tickets(first: 200) { nodes {
    events(first: 200) { id }
} } } } } }"""

DOCUMENTS: dict[str, tuple[str, str]] = {
    "wrong argument type": ('{ tickets(first: "x") { totalCount } }', "INVALID_DOCUMENT"),
    "unknown field": ("{ tickets { secrets } }", "INVALID_DOCUMENT"),
    "no operation": ("fragment F on Query { __typename }", "UNKNOWN_OPERATION"),
    "a subscription": ("subscription { x }", "INVALID_DOCUMENT"),
    "brackets": ("[" * 100_000, "SYNTAX_ERROR"),
    "nested lists": (
        "{ tickets(filter: " + "[" * 2_500 + "]" * 2_500 + ") { totalCount } }",
        "SYNTAX_ERROR",
    ),
    "many aliases": (
        "{" + " ".join(f"a{n}: me {{ name }}" for n in range(10_000)) + "}",
        "SYNTAX_ERROR",
    ),
    "many fields": (
        "{" + " ".join(f"a{n}: __typename" for n in range(1_990)) + "}",
        "TOO_MANY_FIELDS",
    ),
    "deep": (
        "{ tickets { nodes {" + "estate { tickets { nodes {" * 6 + "id" + "}}}" * 6 + "}}}",
        "TOO_DEEP",
    ),
    "a cycle of fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "INVALID_DOCUMENT",
    ),
    "repeated directives": (
        "{ me @skip(if: false) @skip(if: false) { name } }",
        "INVALID_DOCUMENT",
    ),
    "unknown directives": ("{ me " + "@a " * 2_000 + "{ name } }", "INVALID_DOCUMENT"),
    "too many rows": (
        TOO_MANY_ROWS,
        "TOO_COSTLY",
    ),
    "a page too large": ("{ tickets(first: 201) { totalCount } }", "INVALID"),
    "a negative page": ("{ tickets(first: -1) { nodes { id } } }", "INVALID"),
    "both ends": ("{ tickets(first: 1, last: 1) { nodes { id } } }", "INVALID"),
    "no cursor": ('{ tickets(after: "x") { nodes { id } } }', "INVALID"),
    "no global id": ('{ node(id: "x") { id } }', "INVALID"),
    "a number too large": (
        "{ tickets(filter: {reopened: {eq: 99999999999}}) { totalCount } }",
        "INVALID_DOCUMENT",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_bad_document_is_refused_with_a_code(agent: Caller, name: str) -> None:
    document, code = DOCUMENTS[name]
    assert code_of(await agent.send(document)) == code


VARIABLES: dict[str, Any] = {
    "a list": [],
    "a number": 7,
    "a NUL": "Ticket:7:\x00",
    "a lone surrogate": "Ticket:7:\ud800",
    "another kind": "House:7:0190f5c5-5b5e-7c3e-8b5e-5b5e7c3e8b5e",
    "a huge estate": f"Ticket:{10**30}:0190f5c5-5b5e-7c3e-8b5e-5b5e7c3e8b5e",
    "half a uuid": "Ticket:7:0190f5c5",
    "nothing": "",
}


@pytest.mark.parametrize("name", VARIABLES)
async def test_a_bad_id_finds_nothing_or_is_refused(agent: Caller, name: str) -> None:
    body = {
        "query": "query($id: ID!) { ticket(id: $id) { id } }",
        "variables": {"id": VARIABLES[name]},
    }
    told = await agent.http.post(
        "/graphql", content=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    if "errors" in told.json():
        assert code_of(told) in {"INVALID", "BAD_VARIABLES", "NOT_JSON"}
    else:
        assert told.json() == {"data": {"ticket": None}}


async def test_an_oversized_body_is_refused_with_its_length_and_without(agent: Caller) -> None:
    large = b" " * (2 * 1024 * 1024)
    headers = {"content-type": "application/json"}
    told = await agent.http.post("/graphql", content=large, headers=headers)
    assert (told.status_code, code_of(told)) == (413, "BODY_TOO_LARGE")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b" " * 65536

    told = await agent.http.post("/graphql", content=pieces(), headers=headers)
    assert (told.status_code, code_of(told)) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "token", ["", "x", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Bearer gj_aaaa_bbbb"]
)
async def test_a_bad_token_is_nobody(door: Door, token: str) -> None:
    http = door.http()
    body = {"query": "{ me { name } }"}
    told = await http.post("/graphql", json=body, headers={"authorization": token} if token else {})
    assert (told.status_code, code_of(told)) == (401, "UNAUTHENTICATED")
    assert told.headers["www-authenticate"] == "Bearer"


async def test_an_estate_that_is_not_the_callers_looks_like_one_that_is_not(
    agent: Caller, world: World
) -> None:
    for code in (world.estates[1].code, "nowhere", "%00", "x" * 300):
        told = await agent.http.post(f"/estates/{code}/graphql", json={"query": "{ __typename }"})
        assert (told.status_code, code_of(told)) == (404, "NOT_FOUND")


REPORT = """mutation($input: TicketReportInput!) {
    ticketReport(input: $input) { ticket { id } userErrors { code field message } }
}"""


async def test_a_refused_report_leaves_nothing_behind_and_its_key_free(
    door: Door, world: World, agent: Caller
) -> None:
    estate, other = world.estates
    good: dict[str, Any] = {
        "idempotencyKey": "once",
        "estateId": f"Estate:{estate.id}",
        "kind": "REPAIR",
        "channel": "PHONE",
        "content": "漏水",
        "houseId": gid("House", estate.id, estate.houses[0]),
        "requesterId": gid("Resident", estate.id, estate.resident.id),
        "unknownOccurred": "不清楚",
    }
    bad: dict[str, tuple[str, Any]] = {
        "no such estate": ("estateId", "Estate:999999999999"),
        "another's estate": ("estateId", f"Estate:{other.id}"),
        "another's house": ("houseId", gid("House", other.id, other.houses[0])),
        "no id at all": ("houseId", "x"),
        "nothing said": ("content", "   "),
        "too much said": ("content", "啊" * 5000),
        "control characters": ("content", "漏\u0000水"),
        "the future": ("occurredAt", "2999-01-01T00:00:00Z"),
        "no category": ("categoryCode", "nothing"),
    }
    for what, (field, value) in bad.items():
        data = await agent.ask(REPORT, {"input": {**good, field: value}})
        assert data["ticketReport"]["ticket"] is None, what
        assert data["ticketReport"]["userErrors"][0]["message"], what
    async with unit_of_work(door.database, Scope.system(world.group_id, estate.id)) as uow:
        assert (await uow.execute(select(func.count()).select_from(Ticket))).scalar_one() == 0
    data = await agent.ask(REPORT, {"input": good})
    assert data["ticketReport"]["userErrors"] == []


async def test_the_same_key_answers_again_and_refuses_another_request(
    world: World, agent: Caller
) -> None:
    estate = world.estates[0]
    request: dict[str, Any] = {
        "idempotencyKey": "again",
        "estateId": f"Estate:{estate.id}",
        "kind": "CONSULTATION",
        "channel": "PHONE",
        "content": "几点关门",
        "houseId": gid("House", estate.id, estate.houses[0]),
        "requesterId": gid("Resident", estate.id, estate.resident.id),
        "unknownOccurred": "不适用",
    }
    first = await agent.ask(REPORT, {"input": request})
    assert await agent.ask(REPORT, {"input": request}) == first
    changed = await agent.ask(REPORT, {"input": {**request, "content": "几点开门"}})
    assert changed["ticketReport"]["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_errors_speak_the_callers_language(agent: Caller) -> None:
    query = '{ node(id: "x") { id } }'
    chinese = await agent.send(query)
    english = await agent.http.post(
        "/graphql", json={"query": query}, headers={"accept-language": "en-GB"}
    )
    assert chinese.json()["errors"][0]["message"].startswith("输入有误")
    assert english.json()["errors"][0]["message"].startswith("This cannot be right")
