"""Counts of rows, grouped by whichever dimensions a query selects.

    { ticketSummary(filter: {...}) { estate { name } state count } }

One row for each estate and state. The groups are made first, by key columns; what is selected below
a dimension is then looked up for the groups only.
"""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement, func, literal_column, select

from api.graph import walls
from api.graph.compile import Compiler, Place, Selected
from api.graph.entity import Entity, entity_of
from api.graph.filters import conditions
from api.graph.kinds import Column, Measure, One, Summary
from api.graph.shapes import as_list

LARGEST_SUMMARY = 1000


def summarise(c: Compiler, selected: Selected, kind: Summary, place: Place) -> ColumnElement[Any]:
    """The list of groups, largest key order first to last, at most `LARGEST_SUMMARY`."""
    entity = entity_of(kind.target)
    assert entity is not None
    row = c.alias(entity)
    wanted = _wanted(c, selected.type, selected, entity)
    statement = select().select_from(row).where(*walls.at_root(entity, row, c.binds))
    given = selected.arguments.get("filter")
    if given.given:
        statement = statement.where(*conditions(entity, row, given, c.binds))
    keys = [row.c[name] for name in wanted.keys]
    grouped = (
        statement.add_columns(
            *keys, *(measure.sql(row).label(name) for name, measure in wanted.measures.items())
        )
        .group_by(*keys)
        .order_by(*keys)
        .limit(literal_column(str(LARGEST_SUMMARY)))
        .subquery(f"{entity.table.name}_groups")
    )
    cost = place.cost.add(LARGEST_SUMMARY if wanted.keys else 1)
    columns = c.columns(
        selected.type, c.selections.on(selected.type, selected.nodes), Place(entity, grouped, cost)
    )
    return as_list(columns, select().select_from(grouped))


@dataclass(frozen=True, slots=True)
class _Wanted:
    keys: tuple[str, ...]
    measures: dict[str, Measure]


def _wanted(c: Compiler, type_: GraphQLObjectType, selected: Selected, entity: Entity) -> _Wanted:
    """The key columns and measures that the selected fields stand on."""
    keys: list[str] = []
    measures: dict[str, Measure] = {}
    for nodes in c.selections.on(type_, selected.nodes).values():
        definition = type_.fields.get(nodes[0].name.value)
        if definition is None:
            continue
        field = definition.extensions["strawberry-definition"]
        if isinstance(field.kind, Measure):
            measures[field.python_name] = field.kind
        elif isinstance(field.kind, Column):
            keys.append(field.kind.name or field.python_name)
        elif isinstance(field.kind, One) and isinstance(field.kind.by, str):
            keys += ["group_id", entity.wall_column, field.kind.by]
    if not measures:  # an aggregate is what makes one group of rows where there are no keys
        measures["_rows"] = Measure(lambda row: func.count())
    return _Wanted(tuple(dict.fromkeys(keys)), measures)


__all__ = ["LARGEST_SUMMARY", "summarise"]
