"""Which rows each caller may be shown: said from the rows themselves, apart from SQL."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema

from api.graph.compile import entity_of_type
from api.graph.entity import Entity
from core.actor import Role
from core.db.scope import Scope
from core.db.urls import connect
from tests.graph.callers import Reader
from tests.graph.rows import Row
from tests.graph.values import global_id
from tests.graph.world import Rich
from tests.isolation.populace import enter
from tests.isolation.walls import Walled

ADMINISTERED = {
    "Account": "tenants.account",
    "ApiKey": "tenants.api_key",
    "RoleGrant": "tenants.role_grant",
}


def node_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """Every type that has a global id."""
    node = schema.type_map["Node"]
    return [
        each
        for each in schema.type_map.values()
        if isinstance(each, GraphQLObjectType) and node in each.interfaces
    ]


def rows_of(rich: Rich, entity: Entity) -> list[Row]:
    """All rows of a type, of all tenants."""
    return rich.rows.known[entity.table]


def owned(reader: Reader, rich: Rich) -> dict[str, set[str]]:
    """The ids a caller may be shown, by type."""
    scope = Scope.of(reader.actor)
    nodes = {
        type_.name: {
            global_id(entity, row)
            for row in rows_of(rich, entity)
            if Walled(entity.table).sees(row, scope)
        }
        for type_ in node_types(reader.schema)
        for entity in [entity_of_type(type_)]
    }
    return {**nodes, **administered(reader)}


def administered(reader: Reader) -> dict[str, set[str]]:
    """The ids of what the system alone may read, shown by errands to who administers the group."""
    actor, found = reader.actor, {}
    with connect(reader.door.database.url) as connection, connection.transaction():
        enter(connection, Scope.system(actor.group_id, *actor.estates))
        for type_name, table in ADMINISTERED.items():
            rows = connection.execute(f"select id from {table}".encode()).fetchall()
            directs = Role.GROUP_DIRECTOR in actor.group_roles
            found[type_name] = {f"{type_name}:{row[0]}" for row in rows if directs}
    return found


def ids_in(data: Any) -> Iterator[str]:
    """Every global id in an answer."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "id" and isinstance(value, str):
                yield value
            else:
                yield from ids_in(value)
    elif isinstance(data, list):
        for each in data:
            yield from ids_in(each)


__all__ = ["ids_in", "node_types", "owned", "rows_of"]
