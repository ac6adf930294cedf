"""Nobody is shown what is not theirs: on no root field, by no id, cursor or edge.

Driven by introspection: a new type, field or list is covered as soon as it is in the schema.
"""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_required_argument

from api.graph.compile import entity_of_type
from tests.graph.callers import Callers, Reader
from tests.graph.schemas import (
    NARROW,
    connections,
    is_connection,
    node_type,
    object_type,
    places,
)
from tests.graph.values import global_id
from tests.graph.world import Rich
from tests.isolation.ownership import ids_in, node_types, owned, rows_of

CALLERS = ("agent", "technician", "director", "resident", "partner", "service", "other director")


@pytest.mark.parametrize("name", CALLERS)
async def test_a_root_list_shows_all_that_is_the_callers_and_nothing_else(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = owned(reader, rich)
    looked_at = 0
    for place in connections(reader.schema):
        if place.owner != "Query":
            continue
        data = await reader.ask(place.query("nodes { id } totalCount", "(first: 200)"))
        found = {node["id"] for node in data[place.name]["nodes"]}
        wanted = own[node_type(place.type).name]
        if place.name.startswith(NARROW):
            assert found <= wanted, place.name
        else:
            assert found == wanted, place.name
            assert data[place.name]["totalCount"] == len(wanted)
        looked_at += 1
    assert looked_at > 6


@pytest.mark.parametrize("name", CALLERS)
async def test_no_edge_leads_out_of_what_is_the_callers(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = set().union(*owned(reader, rich).values())
    met: set[str] = set()
    for place in places(reader.schema, rows=40):
        ids = below(place.type)
        if ids is None:
            continue
        met |= set(ids_in(await reader.data(place.query(ids))))
    assert met <= own, met - own
    assert len(met) > 10


def below(type_: GraphQLObjectType) -> str | None:
    """A selection of the ids that a type leads to, itself included; None where there are none."""
    if is_connection(type_):
        return "nodes { id } edges { node { id } }"
    if "id" not in type_.fields:
        return None
    further = [
        f"{name} {{ {'nodes { id }' if is_connection(found) else 'id'} }}"
        for name, field in type_.fields.items()
        if (found := object_type(field)) is not None
        and (is_connection(found) or "id" in found.fields)
        and "first" not in field.args
    ]
    return " ".join(["id", *further])


@pytest.mark.parametrize("name", CALLERS)
async def test_an_id_finds_what_is_the_callers_and_nothing_else(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = owned(reader, rich)
    asked = hidden = 0
    for type_ in node_types(rich_schema(callers)):
        entity = entity_of_type(type_)
        for row in some_of_each_tenant(rows_of(rich, entity)):
            id_ = global_id(entity, row)
            for field in lookups(reader, type_.name):
                data = await reader.data(
                    f"query($id: ID!) {{ {field}(id: $id) {{ id }} }}", {"id": id_}
                )
                shown = id_ in own.get(type_.name, ())
                assert data == {field: {"id": id_} if shown else None}, f"{field}({id_})"
                asked += 1
                hidden += not shown
    assert asked > 100
    assert hidden > 20


def rich_schema(callers: Callers) -> Any:
    """The schema with the most types: of ids that others know, too, nothing is shown."""
    return callers["director"].schema


def some_of_each_tenant(rows: list[Any]) -> list[Any]:
    """A few rows of each estate, or of each group."""
    by_tenant: dict[Any, list[Any]] = {}
    for row in rows:
        by_tenant.setdefault(row.get("estate_id") or row.get("group_id"), []).append(row)
    return [row for each in by_tenant.values() for row in each[::4][:4]]


def lookups(reader: Reader, type_name: str) -> list[str]:
    """The root fields that find by id: any type's, and this one's."""
    root = reader.schema.query_type
    assert root is not None
    return [
        name
        for name, field in root.fields.items()
        if "id" in field.args
        and is_required_argument(field.args["id"])
        and get_named_type(field.type).name in ("Node", type_name)
    ]


async def test_an_id_of_another_type_is_not_found(callers: Callers, rich: Rich) -> None:
    reader = callers["director"]
    root = reader.schema.query_type
    assert root is not None
    ids = {name: next(iter(found)) for name, found in owned(reader, rich).items() if found}
    for field, definition in root.fields.items():
        named = get_named_type(definition.type).name
        if "id" not in definition.args or named == "Node":
            continue
        for type_name, id_ in ids.items():
            if type_name != named:
                query = f"query($id: ID!) {{ {field}(id: $id) {{ id }} }}"
                assert await reader.data(query, {"id": id_}) == {field: None}


async def test_an_id_with_anothers_estate_in_it_finds_nothing(callers: Callers, rich: Rich) -> None:
    reader = callers["agent"]
    other = rich.other.estates[0]
    for theirs in sorted(owned(callers["other director"], rich)["Ticket"])[:5]:
        key = theirs.rpartition(":")[2]
        for forged in (theirs, f"Ticket:{rich.home.id}:{key}", f"Ticket:{other.id}:{key}"):
            data = await reader.data("query($id: ID!) { node(id: $id) { id } }", {"id": forged})
            assert data == {"node": None}


@pytest.mark.parametrize("name", [name for name in CALLERS if name != "other director"])
async def test_anothers_cursor_leads_only_to_what_is_the_callers(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader, other = callers[name], callers["other director"]
    own = set().union(*owned(reader, rich).values())
    used = 0
    for place in connections(reader.schema):
        if place.owner != "Query":
            continue
        theirs = await other.data(place.query("edges { cursor }", "(first: 200)"))
        for edge in theirs[place.name]["edges"][::7]:
            for window in ("first: 200, after", "last: 200, before"):
                query = f"query($c: String) {{ {place.name}({window}: $c) {{ nodes {{ id }} }} }}"
                data = await reader.data(query, {"c": edge["cursor"]})
                assert set(ids_in(data)) <= own
                used += 1
    assert used > 20


async def test_an_estates_door_shows_that_estate_alone(callers: Callers, rich: Rich) -> None:
    reader = callers["director"]
    first, second = rich.world.estates
    own = owned(reader, rich)
    for place in connections(reader.schema):
        if place.owner != "Query":
            continue
        query = place.query("nodes { id }", "(first: 200)")
        data = await reader.http.ask(query, estate=first.code)
        of_second = {f"Estate:{second.id}"}
        wanted = {
            id_
            for id_ in own[node_type(place.type).name] - of_second
            if f":{second.id}:" not in id_
        }
        if not place.name.startswith(NARROW):
            assert set(ids_in(data)) == wanted, place.name
    ticket = next(id_ for id_ in own["Ticket"] if id_.startswith(f"Ticket:{second.id}:"))
    query = f'{{ node(id: "{ticket}") {{ id }} ticket(id: "{ticket}") {{ id }} }}'
    assert await reader.http.ask(query, estate=first.code) == {"node": None, "ticket": None}
    assert (await reader.http.ask(query, estate=second.code))["ticket"] == {"id": ticket}


async def test_no_estate_of_others_opens_its_door(callers: Callers, rich: Rich) -> None:
    for name in CALLERS:
        reader = callers[name]
        for estate in rich.estates:
            theirs = estate.id in reader.actor.roles
            response = await reader.http.send("{ __typename }", estate=estate.code)
            assert response.status_code == (200 if theirs else 404), f"{name} at {estate.code}"


@pytest.mark.parametrize("name", CALLERS)
async def test_counts_and_summaries_count_only_what_is_the_callers(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    tickets = owned(reader, rich)["Ticket"]
    data = await reader.data(
        "{ ticketSummary { count } estates(first: 200) { nodes { openTickets } } }"
    )
    assert data["ticketSummary"] == [{"count": len(tickets)}]
    told = sum(estate["openTickets"] for estate in data["estates"]["nodes"])
    assert told == len(
        [row for row in rows_of(rich, entity(callers, "Ticket")) if is_open(row, tickets)]
    )


def entity(callers: Callers, name: str) -> Any:
    found = callers["director"].schema.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return entity_of_type(found)


def is_open(row: Any, own: set[str]) -> bool:
    return row["closed_at"] is None and f"Ticket:{row['estate_id']}:{row['id']}" in own
