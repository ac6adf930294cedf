"""Values worth asking with: ids and cursors of rows that are there, and what filters can find."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import orjson
from graphql import GraphQLField, GraphQLObjectType
from sqlalchemy import Table

from api.graph.compile import entity_of_type
from api.graph.cursors import Key, mark
from api.graph.entity import Entity
from api.graph.fields import SqlField
from api.graph.kinds import Paged
from tests.graph.rows import BEGIN, TEXTS
from tests.graph.world import Rich

MINUTES = (0, 1, 60, 100_000)


class Pool:
    """Values by the name of the scalar, and cursors by the list."""

    def __init__(
        self,
        scalars: Mapping[str, Sequence[Any]],
        rows: Mapping[Table, Sequence[Mapping[str, Any]]],
    ) -> None:
        self.scalars, self.rows = scalars, rows

    @classmethod
    def of_world(cls, rich: Rich, types: Sequence[GraphQLObjectType]) -> "Pool":
        """What there is in a world: some ids of each type, from both groups."""
        ids = [
            global_id(entity, row)
            for entity in map(entity_of_type, types)
            for row in rich.rows.known[entity.table][::5]
        ]
        return cls(
            {
                "ID": [*ids, f"Ticket:{rich.home.id}:{UUID(int=7)}", "Nothing:1"],
                "String": [*TEXTS, "3", "3栋", "repair", rich.home.code],
                "Int": [-1, 0, 1, 2, 3, 12, 1201],
                "Boolean": [True, False],
                "JSON": [{}, [], "文字", {"promises": []}],
                "DateTime": [
                    *((BEGIN + timedelta(minutes=each)).isoformat() for each in MINUTES),
                    "2025-03-01T08:00:00+08:00",
                ],
                "Date": ["2024-01-01", "2024-01-03", "2030-12-31"],
            },
            rich.rows.known,
        )

    def of(self, scalar: str) -> Sequence[Any]:
        """Values of a scalar."""
        return self.scalars[scalar]

    def cursors(self, found: GraphQLField, node: GraphQLObjectType, order_by: Any) -> Sequence[str]:
        """Cursors that fit a connection under an order."""
        entity = entity_of_type(node)
        keys = keys_of(found, entity, order_by)
        rows = self.rows[entity.table][:: max(1, len(self.rows[entity.table]) // 5)]
        return [cursor(entity, keys, row) for row in rows]


def keys_of(found: GraphQLField, entity: Entity, order_by: Any) -> list[Key]:
    """The keys by which a connection is ordered."""
    declared = cast(SqlField, found.extensions["strawberry-definition"]).kind
    assert isinstance(declared, Paged)
    listed = [order_by] if isinstance(order_by, dict) else order_by or []
    pairs = [(each["field"].lower(), each.get("direction") == "DESC") for each in listed]
    pairs = pairs or [(each.column, each.descending) for each in declared.order]
    unique = dict(reversed(pairs))
    ordered = [(name, unique[name]) for name, _ in dict.fromkeys((n, None) for n, _ in pairs)]
    if entity.id_column not in unique:
        ordered.append((entity.id_column, ordered[-1][1]))
    return [Key(entity.column(name), descending) for name, descending in ordered]


def cursor(entity: Entity, keys: Sequence[Key], row: Mapping[str, Any]) -> str:
    """The cursor of a row, as the API writes it."""
    values = [plain(row[key.column.name]) for key in keys]
    return base64.b64encode(orjson.dumps([mark(entity, keys), *values])).decode()


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def global_id(entity: Entity, row: Mapping[str, Any]) -> str:
    """A row's global id, made by other means than the compiler's."""
    key = row[entity.id_column]
    if entity.wall == "estate" and entity.name != "Estate":
        return f"{entity.name}:{row['estate_id']}:{key}"
    return f"{entity.name}:{key}"


__all__ = ["Pool", "cursor", "global_id", "keys_of", "plain"]
