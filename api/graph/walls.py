"""The tenant predicate, written at every level of a statement: the policy is the floor below it."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func

from api.graph.binds import Binds
from api.graph.entity import Entity
from api.graph.fields import Join, Row

PLUGINS = "plugin_"
"""What the schemas of plugins' tables begin with."""


def at_root(entity: Entity, row: Row, binds: Binds) -> Iterator[ColumnElement[bool]]:
    """What keeps a root list inside the caller's scope.

    One estate is an equality, so that an index on `(estate_id, ...)` gives the order as well. Rows
    of a plugin are seen at the estates where it is on.
    """
    if entity.wall == "group":
        yield row.c[entity.wall_column] == binds.group()
        return
    plugin = plugin_of(entity)
    if plugin is not None:
        yield row.c[entity.wall_column] == func.any(binds.enabled(plugin))
    estate = binds.only_estate()
    if estate is not None:
        yield row.c[entity.wall_column] == estate
    else:
        yield row.c.group_id == binds.group()
        yield row.c[entity.wall_column] == func.any(binds.estates())


def plugin_of(entity: Entity) -> str | None:
    """The plugin whose rows an entity's are; None for the core's."""
    schema = entity.table.schema or ""
    return schema.removeprefix(PLUGINS) if schema.startswith(PLUGINS) else None


def below(
    parent: Entity, parent_row: Row, child: Entity, child_row: Row, binds: Binds
) -> Iterator[ColumnElement[bool]]:
    """What keeps a nested row in its parent's estate, or group."""
    if parent.wall == "estate" and child.wall == "estate":
        yield child_row.c[child.wall_column] == parent_row.c[parent.wall_column]
        return
    parent_group = parent_row.c["id" if parent.name == "Group" else "group_id"]
    child_group = child_row.c["id" if child.name == "Group" else "group_id"]
    yield child_group == parent_group
    if child.wall == "estate":
        yield child_row.c[child.wall_column] == func.any(binds.estates())


def referred_to(join: Join, parent_row: Row, child: Entity, child_row: Row) -> ColumnElement[bool]:
    """The child that the parent's column names, or that the type's own SQL finds."""
    if callable(join):
        return join(parent_row, child_row)
    return child_row.c[child.id_column] == parent_row.c[join]


def referring(join: Join, parent: Entity, parent_row: Row, child_row: Row) -> ColumnElement[bool]:
    """The children whose column names the parent, or that the type's own SQL finds."""
    if callable(join):
        return join(parent_row, child_row)
    return child_row.c[join] == parent_row.c[parent.id_column]


__all__ = ["at_root", "below", "plugin_of", "referred_to", "referring"]
