"""Filters find exactly the rows that the same conditions find in Python."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, get_named_type
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, DateTime, Uuid

from api.graph.compile import entity_of_type
from api.graph.entity import Entity
from api.graph.inputs import Filterable, filterable
from core.db.scope import Scope
from core.errors import Code, GuanjiaError
from tests.graph.callers import Callers, Reader
from tests.graph.operations import Writer
from tests.graph.rows import Row
from tests.graph.schemas import NARROW, Place, connections, node_type
from tests.graph.values import Pool, global_id, plain
from tests.graph.world import Rich
from tests.isolation.walls import Walled

COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


class NoSuchId(Exception):
    """An id that no column of its kind can hold."""


def holds(entity: Entity, row: Row, conditions: Mapping[str, Any]) -> bool:
    """Whether a row meets a filter. What compares with null is not met."""
    met = [
        group(entity, row, name, given)
        if name in ("and", "or", "not")
        else matches(entity, row, filterable(entity)[name], given)
        for name, given in conditions.items()
        if given is not None
    ]
    return all(met)


def group(entity: Entity, row: Row, name: str, given: Any) -> bool:
    if name == "not":
        return not holds(entity, row, given)
    listed = given if isinstance(given, list) else [given]
    met = [holds(entity, row, each) for each in listed]
    return all(met) if name == "and" else any(met)


def matches(entity: Entity, row: Row, found: Filterable, given: Mapping[str, Any]) -> bool:
    value = row[found.column.name]
    met = []
    for name, wanted in given.items():
        if wanted is None:
            continue
        if name == "isNull":
            met.append((value is None) is wanted)
        elif name == "in":
            met.append(value in [told(entity, found, each) for each in wanted])
        elif name == "ne":
            met.append(value != told(entity, found, wanted))
        else:
            other = told(entity, found, wanted)
            met.append(value is not None and COMPARED[name](value, other))
    return all(met)


def told(entity: Entity, found: Filterable, wanted: Any) -> Any:
    """What a filter's value means in the column's own type."""
    type_ = found.column.type
    if found.by_global_id:
        return key(entity, found, wanted)
    if isinstance(type_, DateTime):
        return datetime.fromisoformat(wanted)
    return date.fromisoformat(wanted) if isinstance(type_, Date) else wanted


def key(entity: Entity, found: Filterable, wanted: str) -> Any:
    """An id's own part; one of another type means nothing."""
    kind, _, rest = wanted.partition(":")
    if isinstance(found.column.type, Uuid):
        try:
            return UUID(rest.rpartition(":")[2])
        except ValueError:
            raise NoSuchId from None
    name = found.column.name
    expected = entity.name if name == "id" else name.removesuffix("_id").capitalize()
    return int(rest) if kind == expected and rest.isdigit() else None


def filtered(reader: Reader) -> list[Place]:
    """The root lists that can be filtered."""
    root = reader.schema.query_type
    assert root is not None
    return [
        place
        for place in connections(reader.schema)
        if place.owner == "Query"
        and "filter" in root.fields[place.name].args
        and not place.name.startswith(NARROW)
    ]


@pytest.fixture(scope="session")
def pool(rich: Rich, callers: Callers) -> Pool:
    """Values of the world's own rows."""
    nodes = (each.type for each in filtered(callers["director"]))
    return Pool.of_world(rich, [node_type(each) for each in nodes])


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_a_filter_finds_what_the_same_conditions_find_in_python(
    data: Any, callers: Callers, rich: Rich, pool: Pool
) -> None:
    reader = callers["director"]
    place = data.draw(st.sampled_from(filtered(reader)))
    entity = entity_of_type(node_type(place.type))
    given_type = filter_of(reader, place)
    conditions = Writer(data.draw, reader.schema, pool).object(given_type, None, 0)
    rows = rows_of_group(reader, rich, entity)
    try:
        wanted = {global_id(entity, row) for row in rows if holds(entity, row, conditions)}
    except NoSuchId:
        with pytest.raises(GuanjiaError) as refused:
            await found(reader, place, given_type, conditions)
        assert refused.value.code is Code.INVALID
        return
    assert await found(reader, place, given_type, conditions) == wanted, conditions


async def test_every_condition_on_every_column_is_met_by_the_same_rows_as_in_python(
    callers: Callers, rich: Rich
) -> None:
    reader = callers["director"]
    tried = nulls = 0
    for place in filtered(reader):
        entity, given_type = entity_of_type(node_type(place.type)), filter_of(reader, place)
        rows = rows_of_group(reader, rich, entity)
        for name, column in filterable(entity).items():
            values = [row[column.column.name] for row in rows]
            known = [value for value in values if value is not None]
            nulls += len(known) < len(values)
            wanted = written(entity, column, known[len(known) // 2]) if known else None
            match = get_named_type(given_type.fields[name].type)
            assert isinstance(match, GraphQLInputObjectType)
            for each in match.fields:
                given = {"isNull": True, "in": [wanted]}.get(each, wanted)
                if given in (None, [None]):
                    continue
                conditions = {name: {each: given}}
                met = {global_id(entity, row) for row in rows if holds(entity, row, conditions)}
                assert await found(reader, place, given_type, conditions) == met, conditions
                tried += 1
    assert tried > 100
    assert nulls > 10


def written(entity: Entity, found: Filterable, value: Any) -> Any:
    """A column's value as a filter takes it."""
    if not found.by_global_id:
        return plain(value)
    if isinstance(found.column.type, Uuid):
        return f"Anything:1:{value}"
    name = found.column.name
    kind = entity.name if name == "id" else name.removesuffix("_id").capitalize()
    return f"{kind}:{value}"


def rows_of_group(reader: Reader, rich: Rich, entity: Entity) -> list[Row]:
    """The rows of the caller's group that are the caller's to see."""
    walled, scope = Walled(entity.table), Scope.of(reader.actor)
    return [row for row in rich.rows.known[entity.table] if walled.sees(row, scope)]


def filter_of(reader: Reader, place: Place) -> GraphQLInputObjectType:
    """The filter that a list takes."""
    root = reader.schema.query_type
    assert root is not None
    found = get_named_type(root.fields[place.name].args["filter"].type)
    assert isinstance(found, GraphQLInputObjectType)
    return found


async def found(
    reader: Reader, place: Place, given_type: GraphQLInputObjectType, conditions: Row
) -> set[str]:
    """The ids that the filter finds, whose number is the list's own total."""
    query = place.query("totalCount nodes { id }", "(first: 200, filter: $filter)")
    query = query.replace("query", f"query($filter: {given_type.name})", 1)
    data = await reader.data(query, {"filter": conditions})
    page = data[place.name]
    assert page["totalCount"] == len(page["nodes"])
    return {node["id"] for node in page["nodes"]}


async def test_a_number_in_an_id_of_another_type_means_nothing(
    callers: Callers, rich: Rich
) -> None:
    reader = callers["director"]
    query = "query($id: ID!) { estates(filter: {region: {eq: $id}}) { totalCount } }"
    region = rich.world.region_id
    for id_, rows in ((f"Region:{region}", 2), (f"Estate:{region}", 0), (f"Region:1:{region}", 0)):
        data = await reader.data(query, {"id": id_})
        assert data["estates"]["totalCount"] == rows


async def test_an_empty_list_of_conditions_is_all_for_and_and_none_for_or(
    callers: Callers,
) -> None:
    reader = callers["director"]
    query = "query($f: TicketFilter) { tickets(filter: $f) { totalCount } }"

    async def total(conditions: Row) -> int:
        data = await reader.data(query, {"f": conditions})
        rows: int = data["tickets"]["totalCount"]
        return rows

    every = await total({})
    assert every > 0
    assert await total({"and": []}) == await total({"not": {"or": []}}) == every
    assert await total({"or": []}) == await total({"not": {}}) == 0
    assert await total({"or": [{}]}) == await total({"state": {}}) == every


async def test_an_absent_and_a_null_condition_are_the_same(callers: Callers) -> None:
    reader = callers["director"]
    query = "query($f: TicketFilter) { tickets(filter: $f) { nodes { id } } }"
    absent = await reader.data(query)
    for conditions in (None, {}, {"state": None}, {"state": {"eq": None, "in": None}}):
        assert await reader.data(query, {"f": conditions}) == absent
