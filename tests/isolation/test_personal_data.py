"""Personal data is shown to those whose work needs it, and masked in SQL for all others (S-N2).

The columns are found by what the models declare, the fields by introspection.
"""

from dataclasses import dataclass, replace

import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from api.graph.compile import entity_of_type
from api.graph.fields import SqlField
from api.graph.kinds import Column
from core.actor import Actor, Audience, Role
from core.ids import new_id
from core.staff.permissions import SEES_PERSONAL_DATA
from tenants.roles import ROLES
from tests.api.door import Door
from tests.graph.callers import Callers, Reader
from tests.graph.schemas import connections, node_type
from tests.graph.values import global_id
from tests.graph.world import Rich
from tests.isolation.ownership import node_types, rows_of

MASKED = {
    "name": lambda value: value[:1] + "**",
    "phone": lambda value: value[:3] + "****" + value[-4:],
    "address": lambda value: value[:2] + "****",
    "email": lambda value: value[:1] + "***",
}
"""How each kind of personal data looks masked."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A field that shows a column of personal data."""

    type: GraphQLObjectType
    field: str
    column: str
    kind: str


def personal_fields(schema: GraphQLSchema) -> list[Personal]:
    """Every field over a personal column."""
    return [
        Personal(type_, name, column, entity.column(column).info["personal"])
        for type_ in node_types(schema)
        for entity in [entity_of_type(type_)]
        for name, field in type_.fields.items()
        for found in [field.extensions["strawberry-definition"]]
        if isinstance(found, SqlField) and isinstance(found.kind, Column)
        for column in [found.kind.name or found.python_name]
        if "personal" in entity.column(column).info
    ]


async def shown(reader: Reader, personal: Personal) -> dict[str, str | None]:
    """What a caller sees of a field, by id."""
    place = next(
        each
        for each in connections(reader.schema)
        if each.owner == "Query" and node_type(each.type) is personal.type
    )
    query = place.query(f"nodes {{ id value: {personal.field} }}", "(first: 200)")
    data = await reader.data(query)
    return {node["id"]: node["value"] for node in data[place.name]["nodes"]}


def raw(rich: Rich, personal: Personal) -> dict[str, str | None]:
    """What stands in the rows, by id."""
    entity = entity_of_type(personal.type)
    return {global_id(entity, row): row[personal.column] for row in rows_of(rich, entity)}


async def test_every_role_sees_personal_data_masked_but_those_whose_work_needs_it(
    door: Door, rich: Rich
) -> None:
    for role in sorted(ROLES[Audience.STAFF]):
        actor = Actor(
            group_id=rich.home.group_id,
            account_id=new_id(),
            audience=Audience.STAFF,
            name="某人",
            roles={rich.home.id: frozenset({role})},
        )
        callers = await Callers.of(door, {role.value: actor})
        await check(callers[role.value], rich, masked=role not in SEES_PERSONAL_DATA)


@pytest.mark.parametrize("name", ["partner", "service"])
async def test_outsiders_see_personal_data_masked(callers: Callers, rich: Rich, name: str) -> None:
    await check(callers[name], rich, masked=True)


async def test_residents_see_their_own_data_as_it_is(callers: Callers, rich: Rich) -> None:
    await check(callers["resident"], rich, masked=False)


async def check(reader: Reader, rich: Rich, *, masked: bool) -> None:
    fields = personal_fields(reader.schema)
    assert fields
    for personal in fields:
        stored = raw(rich, personal)
        for id_, value in (await shown(reader, personal)).items():
            kept = stored[id_]
            wanted = MASKED[personal.kind](kept) if masked and kept is not None else kept
            assert value == wanted, f"{reader.name}: {personal.type.name}.{personal.field}"


async def test_a_role_at_one_estate_unmasks_nothing_at_another(door: Door, rich: Rich) -> None:
    first, second = rich.world.estates
    actor = replace(
        first.agent.actor,
        account_id=new_id(),
        roles={first.id: frozenset({Role.CS_AGENT}), second.id: frozenset({Role.TECHNICIAN})},
    )
    reader = (await Callers.of(door, {"both": actor}))["both"]
    [personal] = [
        each
        for each in personal_fields(reader.schema)
        if (each.type.name, each.field) == ("Resident", "phone")
    ]
    stored = raw(rich, personal)
    seen = await shown(reader, personal)
    for id_, value in seen.items():
        here = id_.startswith(f"Resident:{first.id}:")
        kept = stored[id_]
        assert kept is not None
        assert value == (kept if here else MASKED["phone"](kept))
    assert len({id_.split(":")[1] for id_ in seen}) == 2


async def test_what_is_masked_does_not_leave_the_database(callers: Callers, rich: Rich) -> None:
    reader = callers["technician"]
    for personal in personal_fields(reader.schema):
        place = next(
            each
            for each in connections(reader.schema)
            if each.owner == "Query" and node_type(each.type) is personal.type
        )
        query = place.query(f"nodes {{ {personal.field} }}", "(first: 200)")
        plan = reader.operation(query).plan(reader.values(query))
        told = (await reader.run(plan, reader.values(query))).decode()
        for value in raw(rich, personal).values():
            if value is not None and value.isdigit() and len(value) == 11:
                assert value not in told


def test_personal_columns_can_be_neither_filtered_nor_ordered_by(callers: Callers) -> None:
    for type_ in node_types(callers["director"].schema):
        entity = entity_of_type(type_)
        for name in (*entity.filters, *entity.orders):
            assert "personal" not in entity.column(name).info, f"{type_.name}.{name}"
