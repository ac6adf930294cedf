"""Which SQL each kind of field (`api.graph.kinds`) becomes: one function a kind."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    GraphQLObjectType,
)
from sqlalchemy import ColumnElement, Select, Text, literal_column, null, select
from sqlalchemy.dialects.postgresql import JSON

from api.graph import masks, walls
from api.graph.compile import TYPE_KEY, Compiler, Kinds, Place, Selected, entity_of_type, ordered
from api.graph.derived import derive
from api.graph.entity import Entity, GlobalId
from api.graph.fields import Row
from api.graph.kinds import (
    Aggregate,
    Answered,
    Column,
    Computed,
    Derived,
    Id,
    Lookup,
    Many,
    Measure,
    One,
    Paged,
    Refusals,
    Summary,
    Told,
    Viewer,
)
from api.graph.limits import at_most
from api.graph.pages import page
from api.graph.shapes import as_list, as_object
from api.graph.summaries import summarise
from api.graph.weights import EXPRESSION


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


KINDS: Kinds = {
    Aggregate: _aggregate,
    Answered: _answered,
    Column: _column,
    Computed: _computed,
    Derived: derive,
    Id: _id,
    Lookup: _lookup,
    Many: _many,
    Measure: _measure,
    One: _one,
    Paged: page,
    Refusals: _refusals,
    Summary: summarise,
    Told: _told,
    Viewer: _viewer,
}

__all__ = ["KINDS"]
