"""GraphQL over HTTP, by the specification's own words (its audits, by topic)."""

from typing import Any

import httpx
import pytest

from tests.api.door import Caller, Door
from tests.factories import World

NEW = "application/graphql-response+json"
OLD = "application/json"


@pytest.fixture
async def agent(door: Door, world: World) -> Caller:
    """Somebody with a token."""
    return await door.caller(world.estates[0].agent.actor)


async def post(caller: Caller, body: Any, **headers: str) -> httpx.Response:
    """A POST of JSON."""
    return await caller.http.post("/graphql", json=body, headers=headers)


@pytest.mark.parametrize("accept", [NEW, OLD, "*/*", f"{NEW}; charset=utf-8, {OLD};q=0.9"])
async def test_an_answer_comes_in_a_type_that_was_asked_for(agent: Caller, accept: str) -> None:
    told = await post(agent, {"query": "{ __typename }"}, accept=accept)
    wanted = NEW if accept.startswith(NEW) else OLD
    assert told.status_code == 200
    assert told.headers["content-type"] == f"{wanted}; charset=utf-8"
    assert told.json() == {"data": {"__typename": "Query"}}


async def test_a_type_we_do_not_speak_is_not_acceptable(agent: Caller) -> None:
    told = await post(agent, {"query": "{ __typename }"}, accept="image/png")
    assert told.status_code == 406
    assert told.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "SYNTAX_ERROR"),
        ("{ nothing }", "INVALID_DOCUMENT"),
        ("query A { __typename } query B { __typename }", "UNKNOWN_OPERATION"),
        ("query($id: ID!) { ticket(id: $id) { id } }", "BAD_VARIABLES"),
    ],
)
async def test_what_never_became_an_operation_is_400_in_the_new_type_and_200_in_the_old(
    agent: Caller, query: str, code: str
) -> None:
    new = await post(agent, {"query": query}, accept=NEW)
    old = await post(agent, {"query": query}, accept=OLD)
    assert (new.status_code, old.status_code) == (400, 200)
    for told in (new.json(), old.json()):
        assert "data" not in told
        assert told["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {},
        {"query": 1},
        {"query": {"query": "{ __typename }"}},
        {"query": "{ __typename }", "variables": "x"},
        {"query": "{ __typename }", "variables": [1]},
        {"query": "{ __typename }", "operationName": 7},
        {"query": "{ __typename }", "extensions": "x"},
    ],
)
async def test_parameters_of_the_wrong_kind_are_400(agent: Caller, body: Any) -> None:
    told = await post(agent, body)
    assert told.status_code == 400
    assert told.json()["errors"][0]["extensions"]["code"] == "NOT_GRAPHQL"


@pytest.mark.parametrize("absent", [None, {}])
async def test_parameters_that_are_null_are_as_if_absent(agent: Caller, absent: Any) -> None:
    body = {"query": "{ __typename }", "variables": absent, "extensions": absent}
    assert (await post(agent, {**body, "operationName": None})).status_code == 200


async def test_queries_may_be_read_by_get_and_mutations_may_not(agent: Caller) -> None:
    read = await agent.http.get(
        "/graphql",
        params={
            "query": "query A($n: Int) { tickets(first: $n) { totalCount } }",
            "variables": '{"n":1}',
        },
    )
    assert read.json() == {"data": {"tickets": {"totalCount": 0}}}
    write = await agent.http.get("/graphql", params={"query": "mutation { __typename }"})
    assert write.status_code == 405
    assert write.headers["allow"] == "POST"


async def test_other_methods_and_media_types_are_refused(agent: Caller) -> None:
    put = await agent.http.put("/graphql", json={"query": "{ __typename }"})
    assert (put.status_code, put.headers["allow"]) == (405, "GET, POST")
    form = await agent.http.post("/graphql", data={"query": "{ __typename }"})
    assert form.status_code == 415
    latin = await agent.http.post(
        "/graphql", content=b"{}", headers={"content-type": "application/json; charset=latin-1"}
    )
    assert latin.status_code == 415
    broken = await agent.http.post(
        "/graphql", content=b"{", headers={"content-type": "application/json"}
    )
    assert (broken.status_code, broken.json()["errors"][0]["extensions"]["code"]) == (
        400,
        "NOT_JSON",
    )


async def test_a_browser_gets_the_ide(door: Door) -> None:
    told = await door.http().get("/graphql", headers={"accept": "text/html,*/*;q=0.8"})
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in told.headers["content-security-policy"]


async def test_the_schema_is_served_as_text(agent: Caller, world: World) -> None:
    for path in ("/schema.graphql", f"/estates/{world.estates[0].code}/schema.graphql"):
        told = await agent.http.get(path)
        assert "type Ticket implements Node" in told.text


async def test_health_and_figures_need_no_login(door: Door) -> None:
    http = door.http()
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert (await http.get("/readyz")).json() == {"status": "ok"}
    assert "guanjia_request_seconds" in (await http.get("/metrics")).text
