"""From a selection of fields to one SQL statement in which PostgreSQL builds the JSON.

The compiler walks the selected fields; each kind of field (`api.graph.kinds`) has one function
that gives its SQL (`api.graph.answers`). Whatever the depth, the result is a single expression over
the row it stands on, so that no list can cause further statements.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)
from sqlalchemy import ColumnElement, Text, case, func, literal_column, null
from sqlalchemy.sql.selectable import NamedFromClause

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.computed import InPython
from api.graph.cost import Cost
from api.graph.entity import Entity, entity_of
from api.graph.fields import Join, Order, Row, SqlField
from api.graph.selection import Selections
from api.graph.shapes import Columns
from api.graph.weights import EXPRESSION, ROWS

TYPE_KEY = "__type"
"""The key under which an abstract field's rows tell the executor their type."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: the type it is selected on, the row, and what rows cost there."""

    entity: Entity | None
    row: Row | None
    cost: Cost

    def at(self) -> tuple[Entity, Row]:
        """The row of a field that needs one."""
        assert self.entity is not None
        assert self.row is not None
        return self.entity, self.row


@dataclass(slots=True)
class Selected:
    """One selected field, with what the schema says of it."""

    key: str
    nodes: list[FieldNode]
    definition: GraphQLField
    field: SqlField
    arguments: Arguments

    @property
    def type(self) -> GraphQLObjectType:
        """The object type of the field's value."""
        found = get_named_type(self.definition.type)
        assert isinstance(found, GraphQLObjectType)
        return found


@dataclass(slots=True)
class Compiler:
    """Compiles the selections of one operation, by what `kinds` says each kind of field becomes.
    `for_executor` adds what the executor needs."""

    kinds: "Kinds"
    selections: Selections
    binds: Binds
    for_executor: bool = False
    needs_executor: bool = False
    _names: dict[str, int] = field(default_factory=dict)

    @property
    def schema(self) -> GraphQLSchema:
        return self.selections.schema

    def columns(
        self, type_: GraphQLObjectType, chosen: Mapping[str, list[FieldNode]], place: Place
    ) -> Columns:
        """The keys and SQL values of an object of `type_`."""
        made: list[tuple[str, ColumnElement[Any]]] = []
        for key, nodes in chosen.items():
            name = nodes[0].name.value
            if name == "__typename":
                made.append((key, literal_column(f"'{type_.name}'", Text())))
                continue
            definition = type_.fields.get(name)
            if definition is None:  # __schema and __type: the executor answers those
                self.needs_executor = True
                continue
            made.extend(self.field(self.selected(key, nodes, definition), place))
        return made

    def below(self, selected: Selected, entity: Entity, row: Row, cost: Cost) -> Columns:
        """The columns of the entity a field leads to."""
        return self.columns(
            selected.type,
            self.selections.on(selected.type, selected.nodes),
            Place(entity, row, cost),
        )

    def selected(self, key: str, nodes: list[FieldNode], definition: GraphQLField) -> Selected:
        found = definition.extensions["strawberry-definition"]
        if not isinstance(found, SqlField):
            raise TypeError(f"{found.python_name} says neither SQL nor Python: declare its kind")
        return Selected(key, nodes, definition, found, Arguments(self.binds, definition, nodes[0]))

    def field(self, selected: Selected, place: Place) -> Iterable[tuple[str, ColumnElement[Any]]]:
        """The columns one field becomes: one, but for fields computed in Python."""
        kind = selected.field.kind
        if isinstance(kind, InPython):
            self.needs_executor = True
            _, row = place.at()
            for _ in kind.sql:
                self.binds.weigh(EXPRESSION)
            made: dict[str, ColumnElement[Any]] = {name: row.c[name] for name in kind.requires}
            made |= {name: sql(row, self.binds) for name, sql in kind.sql.items()}
            return [(f"{selected.key}__{name}", value) for name, value in made.items()]
        value = self.kinds[type(kind)](self, selected, kind, place)
        return [(selected.key, self._licensed(selected, value, place))]

    def alias(self, entity: Entity) -> NamedFromClause[Any]:
        """A fresh, readable name for a table in the statement: ticket, ticket_2, ..."""
        self.binds.weigh(ROWS)
        number = self._names.get(entity.table.name, 0) + 1
        self._names[entity.table.name] = number
        name = entity.table.name + (f"_{number}" if number > 1 else "")
        return entity.table.alias(name)

    def target(self, selected: Selected) -> Entity:
        """The entity that a field's type stands for."""
        return entity_of_type(selected.type)

    def _licensed(
        self, selected: Selected, value: ColumnElement[Any], place: Place
    ) -> ColumnElement[Any]:
        """A plugin's field over a row is empty where that row's estate has no such contract."""
        plugin = selected.field.exposure.plugin
        if plugin is None or place.entity is None or place.entity.wall != "estate":
            return value
        assert place.row is not None
        self.binds.licensed.add(plugin)
        enabled = place.row.c[place.entity.wall_column] == func.any(self.binds.enabled(plugin))
        return case((enabled, value), else_=null())


Kinds = Mapping[type, Callable[[Compiler, Selected, Any, Place], ColumnElement[Any]]]
"""For each kind of field, how it becomes SQL (`api.graph.answers`)."""


def entity_of_type(type_: GraphQLObjectType) -> Entity:
    """The entity a GraphQL type stands for."""
    found = entity_of(type_.extensions["strawberry-definition"].origin)
    if found is None:
        raise TypeError(f"{type_.name} stands for no table: declare it with @entity")
    return found


def ordered(
    row: Row, entity: Entity, orders: Sequence[Order], by: Join | None = None
) -> list[ColumnElement[Any]]:
    """ORDER BY terms, made total by the row's id, so that the same rows come in one order.

    Where a unique constraint makes them total already, within the rows that refer `by` one column
    to the same row, there is nothing to add: an index then gives the order without a sort.
    """
    fixed = {entity.wall_column, *([by] if isinstance(by, str) else [])}
    unique = entity.is_unique(fixed | {order.column for order in orders})
    total = orders if unique else (*orders, Order(entity.id_column))
    return [row.c[o.column].desc() if o.descending else row.c[o.column].asc() for o in total]


__all__ = ["TYPE_KEY", "Compiler", "Kinds", "Place", "Selected", "entity_of_type", "ordered"]
