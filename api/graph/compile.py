"""From a selection of fields to one SQL statement in which PostgreSQL builds the JSON.

The compiler walks the selected fields; each kind of field (`api.graph.fields`) has one function
that gives its SQL. Whatever the depth, the result is a single expression over the row it stands
on, so that no list can cause further statements.
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
from sqlalchemy import ColumnElement, Select, Text, case, func, literal_column, null, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.sql.selectable import NamedFromClause

from api.graph import masks, walls
from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.cost import Cost
from api.graph.entity import Entity, GlobalId, entity_of
from api.graph.fields import (
    Aggregate,
    Answered,
    Column,
    Computed,
    Derived,
    Id,
    InPython,
    Join,
    Lookup,
    Many,
    Measure,
    One,
    Order,
    Paged,
    Refusals,
    Row,
    SqlField,
    Summary,
    Told,
    Viewer,
)
from api.graph.limits import at_most
from api.graph.selection import Selections
from api.graph.shapes import Columns, as_list, as_object
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
    """Compiles the selections of one operation. `for_executor` adds what the executor needs."""

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
        value = KINDS[type(kind)](self, selected, kind, place)
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


def _column(c: Compiler, selected: Selected, kind: Column, place: Place) -> ColumnElement[Any]:
    entity, row = place.at()
    return masks.shown(entity, row, kind.name or selected.field.python_name, c.binds)


def _computed(c: Compiler, selected: Selected, kind: Computed, place: Place) -> ColumnElement[Any]:
    c.binds.weigh(EXPRESSION)
    return kind.sql(place.row if place.row is not None else _no_row(), c.binds)


def _id(c: Compiler, selected: Selected, kind: Id, place: Place) -> ColumnElement[Any]:
    entity, row = place.at()
    if entity.wall == "estate" and entity.wall_column != entity.id_column:
        prefix = literal_column(f"'{entity.name}:'", Text())
        colon = literal_column("':'", Text())
        return prefix.concat(row.c[entity.wall_column]).concat(colon).concat(row.c.id)
    return literal_column(f"'{entity.name}:'", Text()).concat(row.c[entity.id_column])


def _one(c: Compiler, selected: Selected, kind: One, place: Place) -> ColumnElement[Any]:
    parent, parent_row = place.at()
    child = c.target(selected)
    row = c.alias(child)
    found = (
        select()
        .select_from(row)
        .where(
            *walls.below(parent, parent_row, child, row, c.binds),
            walls.referred_to(kind.by, parent_row, child, row),
        )
        .correlate(parent_row)
    )
    if kind.order:
        found = found.order_by(*ordered(row, child, kind.order)).limit(literal_column("1"))
    return as_object(c.below(selected, child, row, place.cost.add(1)), found)


def _many(c: Compiler, selected: Selected, kind: Many, place: Place) -> ColumnElement[Any]:
    parent, parent_row = place.at()
    child = c.target(selected)
    row = c.alias(child)
    first = at_most(selected.arguments.get("first"), "first")
    found = (
        select()
        .select_from(row)
        .where(
            *walls.below(parent, parent_row, child, row, c.binds),
            walls.referring(kind.by, parent, parent_row, row),
            *([kind.where(row, c.binds)] if kind.where else []),
        )
        .order_by(*ordered(row, child, kind.order, kind.by))
        .limit(first.bound(c.binds))
        .correlate(parent_row)
    )
    return as_list(c.below(selected, child, row, place.cost.add(first.rows)), found)


def _aggregate(
    c: Compiler, selected: Selected, kind: Aggregate, place: Place
) -> ColumnElement[Any]:
    parent, parent_row = place.at()
    child = Entity.of(kind.target)
    row = c.alias(child)
    place.cost.add(1)
    counted: Select[Any] = (
        select(kind.value(row))
        .select_from(row)
        .where(
            *walls.below(parent, parent_row, child, row, c.binds),
            walls.referring(kind.by, parent, parent_row, row),
            *([kind.where(row, c.binds)] if kind.where else []),
        )
        .correlate(parent_row)
    )
    return counted.scalar_subquery()


def _lookup(c: Compiler, selected: Selected, kind: Lookup, place: Place) -> ColumnElement[Any]:
    given = selected.arguments.get("id")
    type_ = _type_of_id(c, given) if kind.any_type else selected.type
    if type_ is None:
        return null()
    entity = entity_of_type(type_)
    c.binds.looked_up.append(given.getter)
    c.binds.licensed.update(filter(None, [walls.plugin_of(entity)]))
    row = c.alias(entity)
    found = select().select_from(row).where(*_is(c, given, entity, row))
    columns = c.columns(
        type_, c.selections.on(type_, selected.nodes), Place(entity, row, place.cost.add(1))
    )
    if c.for_executor and kind.any_type:
        columns = [*columns, (TYPE_KEY, literal_column(f"'{type_.name}'", Text()))]
    return as_object(columns, found)


def _type_of_id(c: Compiler, given: Any) -> GraphQLObjectType | None:
    """The type a global id names, if this schema has it behind `Node`."""
    name = given.ask(lambda values: GlobalId.parse(given.getter(values)).type)
    found = c.schema.get_type(name)
    if isinstance(found, GraphQLObjectType) and any(i.name == "Node" for i in found.interfaces):
        return found
    return None


def _is(c: Compiler, given: Any, entity: Entity, row: Row) -> Iterable[ColumnElement[bool]]:
    """The row with this id, within the caller's scope; an id of another type finds nothing."""

    def parsed(values: Any) -> GlobalId:
        return GlobalId.parse(given.getter(values))

    yield from walls.at_root(entity, row, c.binds)
    if given.ask(lambda values: parsed(values).type != entity.name):
        yield literal_column("false")
        return
    key = c.binds.bind(
        lambda values: parsed(values).value_for(entity), entity.column(entity.id_column).type
    )
    yield row.c[entity.id_column] == key
    if entity.wall == "estate" and entity.wall_column != entity.id_column:
        estate = c.binds.bind(
            lambda values: parsed(values).estate or 0, entity.column(entity.wall_column).type
        )
        yield row.c[entity.wall_column] == estate


def _measure(c: Compiler, selected: Selected, kind: Measure, place: Place) -> ColumnElement[Any]:
    _, row = place.at()
    return row.c[selected.field.python_name]


def _answered(c: Compiler, selected: Selected, kind: Answered, place: Place) -> ColumnElement[Any]:
    name = selected.field.python_name
    if not c.binds.ask(lambda values: name in values.keys):
        return null()
    entity = c.target(selected)
    row = c.alias(entity)
    estate = c.binds.bind(
        lambda values: values.keys[name].estate_id, entity.column(entity.wall_column).type
    )
    key = c.binds.bind(lambda values: values.keys[name].id, entity.column(entity.id_column).type)
    found = (
        select()
        .select_from(row)
        .where(row.c[entity.wall_column] == estate, row.c[entity.id_column] == key)
    )
    return as_object(c.below(selected, entity, row, place.cost.add(1)), found)


def _refusals(c: Compiler, selected: Selected, kind: Refusals, place: Place) -> ColumnElement[Any]:
    return literal_column("'[]'::json", JSON())


def _told(c: Compiler, selected: Selected, kind: Told, place: Place) -> ColumnElement[Any]:
    return literal_column(f"'{kind.MARK}{selected.field.python_name}'", Text())


def _viewer(c: Compiler, selected: Selected, kind: Viewer, place: Place) -> ColumnElement[Any]:
    chosen = c.selections.on(selected.type, selected.nodes)
    return as_object(c.columns(selected.type, chosen, Place(None, None, place.cost)))


def _no_row() -> Row:
    return select(literal_column("1")).subquery()


def _page(c: Compiler, selected: Selected, kind: Paged, place: Place) -> ColumnElement[Any]:
    from api.graph.pages import page

    return page(c, selected, kind, place)


def _summary(c: Compiler, selected: Selected, kind: Summary, place: Place) -> ColumnElement[Any]:
    from api.graph.summaries import summarise

    return summarise(c, selected, kind, place)


def _derived(c: Compiler, selected: Selected, kind: Derived, place: Place) -> ColumnElement[Any]:
    from api.graph.derived import derive

    return derive(c, selected, kind, place)


KINDS: Mapping[type, Callable[[Compiler, Selected, Any, Place], ColumnElement[Any]]] = {
    Aggregate: _aggregate,
    Answered: _answered,
    Column: _column,
    Computed: _computed,
    Derived: _derived,
    Id: _id,
    Lookup: _lookup,
    Many: _many,
    Measure: _measure,
    One: _one,
    Paged: _page,
    Refusals: _refusals,
    Summary: _summary,
    Told: _told,
    Viewer: _viewer,
}

__all__ = ["TYPE_KEY", "Compiler", "Place", "Selected", "entity_of_type", "ordered"]
