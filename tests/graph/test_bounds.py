"""What may be asked at once, and how too much is refused: before the database is, with a code."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from api.graph.refusals import BadRequest
from core.db.scope import ENTER, Scope
from core.db.unit_of_work import unit_of_work
from core.errors import Code, GuanjiaError
from core.tickets.models import Ticket
from tests.api.door import gid
from tests.graph.callers import Callers, Reader
from tests.graph.statements import counted
from tests.graph.world import Rich

FILTERED = "query($f: TicketFilter) { tickets(filter: $f) { totalCount } }"
LONG = "x" * 70


def many(number: int, part: str) -> str:
    """A selection part under that many aliases."""
    return " ".join(f"a{n}: {part}" for n in range(number))


def nested(levels: int, conditions: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A filter inside that many negations."""
    made: dict[str, Any] = dict(conditions or {"state": {"eq": "CLOSED"}})
    for _ in range(levels):
        made = {"not": made}
    return made


ALLOWED = {
    "a thousand columns": f"{{ tickets(first: 3) {{ nodes {{ {many(950, 'number')} }} }} }}",
    "a long alias among many": (
        f"{{ tickets(first: 3) {{ nodes {{ {many(200, 'number')} {LONG}: number }} }} }}"
    ),
    "page info over and over": (
        f"{{ tickets(first: 3) {{ {many(300, 'pageInfo { startCursor endCursor }')} }} }}"
    ),
    "a table over and over": (
        f"{{ tickets(first: 3) {{ nodes {{ {many(90, 'house { id }')} }} }} }}"
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
async def test_a_large_document_is_answered(callers: Callers, name: str) -> None:
    data = await callers["director"].ask(ALLOWED[name])
    assert len(str(data)) > 1000


REFUSED = {
    "connections over and over": (f"{{ {many(200, 'tickets { totalCount }')} }}", "TOO_COSTLY"),
    "expressions over and over": (
        f"{{ tickets {{ nodes {{ {many(300, 'allowedActions')} }} }} }}",
        "TOO_COSTLY",
    ),
    "too many fields": (f"{{ {many(1001, '__typename')} }}", "TOO_MANY_FIELDS"),
    "fragments in fragments": (
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(12))
        + " fragment F12 on Query { __typename }",
        "TOO_MANY_FIELDS",
    ),
    "rows of rows of rows": (
        "{ estates(first: 200) { nodes { tickets(first: 200) { nodes { events { id } } } } } }",
        "TOO_COSTLY",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_document_that_asks_too_much_never_reaches_the_database(
    callers: Callers, name: str
) -> None:
    query, code = REFUSED[name]
    with counted() as sent:
        told = (await callers["director"].http.send(query)).json()
    assert [error["extensions"]["code"] for error in told["errors"]] == [code]
    assert ENTER not in sent.all


@pytest.mark.parametrize(
    "conditions",
    [
        {"or": [{"state": {"eq": "CLOSED"}}] * 5000},
        {"and": [{}] * 5000},
        {"or": [{"state": {"isNull": False}}] * 5000},
        {"not": {"or": [{"not": {}}] * 5000}},
    ],
)
async def test_a_filter_of_thousands_of_conditions_is_refused(
    callers: Callers, conditions: dict[str, Any]
) -> None:
    with pytest.raises(BadRequest) as refused:
        await callers["director"].data(FILTERED, {"f": conditions})
    assert refused.value.code == "TOO_COSTLY"


@pytest.mark.parametrize("levels", [19, 20, 60, 100, 150, 300, 900])
async def test_a_filter_may_be_nested_and_not_without_end(callers: Callers, levels: int) -> None:
    reader = callers["director"]
    written = "{ tickets(filter: " + "{not: " * levels + "{}" + "}" * levels + ") { totalCount } }"
    by_variable = (await reader.http.send(FILTERED, {"f": nested(levels)})).json()
    by_literal = (await reader.http.send(written)).json()
    for told in (by_variable, by_literal):
        if levels < 20:
            assert told["data"]["tickets"]["totalCount"] >= 0
        else:
            codes = {error["extensions"]["code"] for error in told["errors"]}
            assert codes <= {"INVALID", "BAD_VARIABLES", "TOO_DEEP", "SYNTAX_ERROR"}


async def test_a_long_list_of_values_is_one_parameter(callers: Callers) -> None:
    reader = callers["director"]
    conditions = {"number": {"in": [f"T{n}" for n in range(5000)]}}
    assert await reader.data(FILTERED, {"f": conditions}) == {"tickets": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("query", "variables", "field"),
    [
        (
            "query($d: Direction) { staff(orderBy: {field: NAME, direction: $d}) { totalCount } }",
            {"d": None},
            "orderBy",
        ),
        (
            "query($n: Int) { estates { nodes { departments(first: $n) { id } } } }",
            {"n": None},
            "first",
        ),
    ],
)
async def test_null_where_there_is_a_default_is_refused_and_absence_is_the_default(
    callers: Callers, query: str, variables: dict[str, Any], field: str
) -> None:
    reader = callers["director"]
    assert await reader.data(query, {})
    with pytest.raises(GuanjiaError) as refused:
        await reader.data(query, variables)
    assert refused.value.code is Code.INVALID
    assert refused.value.field == field


async def test_what_is_skipped_leaves_nothing_behind(callers: Callers) -> None:
    skipped = "@skip(if: true)"
    told = await callers["director"].ask(
        f"{{ me {{ name {skipped} }} tickets(first: 1) {{ nodes {{ id {skipped} }}"
        f" edges {{ cursor {skipped} }} pageInfo {{ hasNextPage {skipped} }} }} }}"
    )
    assert told == {"me": {}, "tickets": {"nodes": [{}], "edges": [{}], "pageInfo": {}}}
    assert await callers["director"].ask(f"{{ me {skipped} {{ name }} }}") == {}


async def test_a_summary_without_dimensions_is_one_row(callers: Callers) -> None:
    told = await callers["director"].ask("{ ticketSummary { __typename } }")
    assert told == {"ticketSummary": [{"__typename": "TicketSummary"}]}


async def test_a_category_is_found_by_its_id_whatever_its_code(callers: Callers) -> None:
    reader = callers["director"]
    listed = (await reader.data("{ categories(first: 200) { nodes { id code } } }"))["categories"]
    assert any(":" in node["code"] for node in listed["nodes"])
    for node in listed["nodes"]:
        query = "query($id: ID!) { node(id: $id) { id ... on Category { code } } }"
        assert await reader.data(query, {"id": node["id"]}) == {"node": node}


async def test_variables_reach_the_executor_as_they_came(callers: Callers) -> None:
    query = """query($order: [TicketOrder!], $filter: TicketFilter) {
        __type(name: "Ticket") { name }
        tickets(first: 2, orderBy: $order, filter: $filter) { nodes { id } }
    }"""
    variables = {
        "order": [{"field": "DUE_AT", "direction": "DESC"}],
        "filter": {"receivedAt": {"gt": "2025-01-01T08:00:00+08:00"}, "kind": {"in": ["HELP"]}},
    }
    told = await callers["director"].ask(query, variables)
    assert told["__type"] == {"name": "Ticket"}
    alone = query.replace('__type(name: "Ticket") { name }', "")
    assert told["tickets"] == (await callers["director"].ask(alone, variables))["tickets"]


TICKETS = "tickets(first: 200) { nodes { events(first: 200) { id } } }"

REPORT = """mutation($input: TicketReportInput!) {
    ticketReport(input: $input) { ticket { %s } userErrors { code } }
}"""


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        (
            f"house {{ tickets(first: 200) {{ nodes {{ house {{ {TICKETS} }} }} }} }}",
            "TOO_COSTLY",
        ),
        ("house { tickets(first: 500) { totalCount } }", "INVALID"),
        (many(300, "allowedActions"), "TOO_COSTLY"),
    ],
)
async def test_a_mutation_that_answers_too_much_is_not_carried_out(
    callers: Callers, rich: Rich, selection: str, code: str
) -> None:
    agent, estate = callers["agent"], rich.home
    given = {
        "idempotencyKey": selection[:40],
        "estateId": f"Estate:{estate.id}",
        "kind": "REPAIR",
        "channel": "PHONE",
        "content": "灯不亮",
        "houseId": gid("House", estate.id, estate.houses[0]),
        "requesterId": gid("Resident", estate.id, estate.resident.id),
        "unknownOccurred": "不清楚",
    }
    before = await tickets_of(agent, rich)
    told = (await agent.http.send(REPORT % selection, {"input": given})).json()
    payload = (told.get("data") or {}).get("ticketReport")
    codes = [each["extensions"]["code"] for each in told.get("errors", ())]
    codes += [each["code"] for each in payload["userErrors"]] if payload else []
    assert codes == [code], told
    assert await tickets_of(agent, rich) == before


async def tickets_of(reader: Reader, rich: Rich) -> int:
    scope = Scope.system(reader.actor.group_id, rich.home.id)
    async with unit_of_work(rich.database, scope) as uow:
        found: int = (await uow.execute(select(func.count()).select_from(Ticket))).scalar_one()
    return found


async def test_requests_of_one_shape_share_a_plan(callers: Callers) -> None:
    reader = callers["director"]
    operation = reader.operation(FILTERED)

    def plan(conditions: dict[str, Any] | None) -> object:
        return operation.plan(reader.values(FILTERED, {"f": conditions}))

    closed = plan({"state": {"eq": "CLOSED"}})
    assert plan({"state": {"eq": "REPORTED"}}) is closed
    assert plan({"state": {"eq": "REPORTED"}, "kind": None}) is closed
    assert plan({"state": {"ne": "CLOSED"}}) is not closed
    assert plan(None) is plan({}) or plan(None) is not closed


async def test_a_document_is_remembered_unless_it_is_very_long(callers: Callers) -> None:
    reader = callers["director"]
    for padding, kept in (("", True), ("# " + "x" * 40_000, False)):
        query = f"query Remembered {{ me {{ name }} }} {padding}"
        assert (await reader.ask(query))["me"]
        assert (reader.operation(query) is reader.operation(query)) is kept
