"""A connection in SQL: the page's rows first, then the nested JSON for those rows only.

select row_to_json(c) from (
    select p.edges as "edges", (select row_to_json(...)) as "pageInfo"
    from (select json_agg(<edge> order by position) filter (where position <= n), ...
          from (select t.*, row_number() over (order by ...) as position
                from (select * from ticket where ... order by ... limit n + 1) t) ...
"""

from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLObjectType, get_named_type
from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnClause,
    ColumnElement,
    Select,
    TableClause,
    Text,
    case,
    column,
    func,
    literal_column,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import NamedFromClause

from api.graph import walls
from api.graph.arguments import Argument
from api.graph.compile import Compiler, Place, Selected, entity_of_type
from api.graph.cost import Cost
from api.graph.cursors import Key, beyond, cursor
from api.graph.entity import Entity
from api.graph.fields import DEFAULT_PAGE, Row
from api.graph.filters import conditions
from api.graph.inputs import Direction
from api.graph.kinds import Paged
from api.graph.limits import Limit, at_most
from api.graph.shapes import Columns, as_object, or_empty
from api.graph.weights import PAGE
from core.errors import Invalid

POSITION = "#position"
"""A row's place on its page. No column of a model's can be called so."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which stretch of the list is asked for."""

    limit: Limit
    backwards: bool
    after: Argument
    before: Argument


def page(c: Compiler, selected: Selected, kind: Paged, place: Place) -> ColumnElement[Any]:
    """The connection object of a field."""
    c.binds.weigh(PAGE)
    node_type = _node_type(selected.type)
    entity = entity_of_type(node_type)
    window = _window(selected)
    keys = _keys(selected, kind, entity)
    whole = _Rows(c, selected, kind, place, entity)

    row = c.alias(entity)
    bounds = []
    if window.after.given:
        bounds.append(beyond(window.after, entity, keys, row, c.binds, after=True))
    if window.before.given:
        bounds.append(beyond(window.before, entity, keys, row, c.binds, after=False))
    found = (
        whole.matching(select(_all_of(row)).select_from(row), row)
        .where(*bounds)
        .order_by(*_ordered(row, keys, backwards=window.backwards))
        .limit(window.limit.bound(c.binds, more=1))
        .cte(f"{row.name}_page")
    )
    page_row = _named(found.name, entity)
    position = func.row_number().over(order_by=_ordered(page_row, keys, backwards=window.backwards))
    numbered = (
        select(_all_of(page_row), position.label(POSITION))
        .select_from(page_row)
        .cte(f"{row.name}_row")
    )
    rows = _named(numbered.name, entity, column(POSITION, BigInteger()))
    cost = place.cost.add(window.limit.rows)
    parts = _Parts(c, entity, node_type, keys, window, rows, cost, whole, place)
    chosen = c.selections.on(selected.type, selected.nodes)
    outside = [(key, parts.part(selected.type, nodes)) for key, nodes in chosen.items()]
    gathered = parts.gathered(found, numbered)
    return as_object(outside, None if gathered is None else select().select_from(gathered))


def _all_of(row: NamedFromClause[Any]) -> ColumnElement[Any]:
    """`row.*`: PostgreSQL leaves out by itself what nothing above asks for."""
    return literal_column(f'"{row.name}".*')


def _named(name: str, entity: Entity, *more: ColumnClause[Any]) -> TableClause:
    """The rows of a common table expression, by the columns that `row.*` brought into it."""
    return table(name, *(column(each.name, each.type) for each in entity.table.c), *more)


class _Rows:
    """The rows of the whole list: one set of conditions for the page and for its count."""

    def __init__(
        self, c: Compiler, selected: Selected, kind: Paged, place: Place, entity: Entity
    ) -> None:
        self.c, self.kind, self.place, self.entity = c, kind, place, entity
        self.filter = selected.arguments.get("filter")

    def matching(self, statement: Select[Any], row: Row) -> Select[Any]:
        """`statement` over the list's rows."""
        c, kind = self.c, self.kind
        if self.place.row is None:
            statement = statement.where(*walls.at_root(self.entity, row, c.binds))
        else:
            parent, parent_row = self.place.at()
            assert kind.by is not None
            statement = statement.where(
                *walls.below(parent, parent_row, self.entity, row, c.binds),
                walls.referring(kind.by, parent, parent_row, row),
            ).correlate(parent_row)
        if kind.where is not None:
            statement = statement.where(kind.where(row, c.binds))
        if self.filter.given:
            statement = statement.where(*conditions(self.entity, row, self.filter, c.binds))
        return statement


class _Parts:
    """The selected parts of a connection: what is gathered over the page, and what it makes."""

    def __init__(
        self,
        c: Compiler,
        entity: Entity,
        node_type: GraphQLObjectType,
        keys: list[Key],
        window: Window,
        rows: Row,
        cost: Cost,
        whole: _Rows,
        place: Place,
    ) -> None:
        self.c, self.entity, self.node_type, self.keys = c, entity, node_type, keys
        self.window, self.rows, self.cost, self.whole = window, rows, cost, whole
        self.place = place
        self._gathered: list[ColumnElement[Any]] = []
        self._told: dict[str, ColumnElement[Any]] = {}
        self._size = window.limit.bound(c.binds)

    def part(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> ColumnElement[Any]:
        """The value of one selected field of the connection."""
        name = nodes[0].name.value
        if name == "__typename":
            return literal_column(f"'{type_.name}'", Text())
        if name == "totalCount":
            row = self.c.alias(self.entity)
            self.place.cost.add(1)
            counted = self.whole.matching(select(func.count()).select_from(row), row)
            return counted.scalar_subquery()
        below = get_named_type(type_.fields[name].type)
        assert isinstance(below, GraphQLObjectType)
        if name == "pageInfo":
            return as_object(self._page_info(below, nodes))
        value = self._node(nodes) if name == "nodes" else self._edge(below, nodes)
        return self._gather(or_empty(self._listed(value)))

    def gathered(self, *rows: CTE) -> Row | None:
        """The one row over the page that the parts are made of, if any needs it."""
        if not self._gathered:
            return None
        columns = [value.label(f"g{index}") for index, value in enumerate(self._gathered)]
        gathered = select(*columns).select_from(self.rows).add_cte(*rows, nest_here=True)
        return gathered.subquery("page")

    def _gather(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        self._gathered.append(value)
        return literal_column(f"page.g{len(self._gathered) - 1}", value.type)

    def _listed(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        position = self.rows.c[POSITION]
        order = position.desc() if self.window.backwards else position.asc()
        return func.json_agg(aggregate_order_by(value, order)).filter(position <= self._size)

    def _node(self, nodes: list[FieldNode]) -> ColumnElement[Any]:
        place = Place(self.entity, self.rows, self.cost)
        chosen = self.c.selections.on(self.node_type, nodes)
        return as_object(self.c.columns(self.node_type, chosen, place), self._over_row())

    def _over_row(self) -> Select[Any]:
        """A select that stands inside the page's row instead of naming it again."""
        return select().correlate(self.rows)

    def _edge(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> ColumnElement[Any]:
        columns: list[tuple[str, ColumnElement[Any]]] = []
        for key, below in self.c.selections.on(type_, nodes).items():
            name = below[0].name.value
            if name == "cursor":
                values = [self.rows.c[each.column.name] for each in self.keys]
                columns.append((key, cursor(self.entity, self.keys, values)))
            elif name == "node":
                columns.append((key, self._node(below)))
            else:
                columns.append((key, literal_column(f"'{type_.name}'", Text())))
        return as_object(columns, self._over_row())

    def _page_info(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Columns:
        columns: list[tuple[str, ColumnElement[Any]]] = []
        for key, below in self.c.selections.on(type_, nodes).items():
            name = below[0].name.value
            if name == "__typename":
                columns.append((key, literal_column(f"'{type_.name}'", Text())))
            else:
                if name not in self._told:  # gathered once, however often it is asked for
                    self._told[name] = self._about_page(name)
                columns.append((key, self._told[name]))
        return columns

    def _about_page(self, name: str) -> ColumnElement[Any]:
        if name in ("startCursor", "endCursor"):
            return self._cursor(last=name == "endCursor")
        return self._goes_on(forwards=name == "hasNextPage")

    def _cursor(self, *, last: bool) -> ColumnElement[Any]:
        """The cursor of the page's first or last row as the reader sees it; null on no rows."""
        position = self.rows.c[POSITION]
        order = position.desc() if last is not self.window.backwards else position.asc()
        ends = []
        for key in self.keys:
            value = aggregate_order_by(self.rows.c[key.column.name], order)
            listed = func.array_agg(value).filter(position <= self._size)
            ends.append(self._gather(type_coerce(listed, ARRAY(key.column.type))[1]))
        some = self._gather(func.count().filter(position <= self._size))
        return case((some > 0, cursor(self.entity, self.keys, ends)))

    def _goes_on(self, *, forwards: bool) -> ColumnElement[Any]:
        """Whether there is more that way: seen by one row too many, or known from the cursor."""
        if forwards is not self.window.backwards:
            return self._gather(func.count() > self._size)
        other = self.window.before if forwards else self.window.after
        return literal_column("true" if other.given else "false")


def _window(selected: Selected) -> Window:
    """Relay's four arguments. Raises INVALID when both ends are asked for at once."""
    first, last = selected.arguments.get("first"), selected.arguments.get("last")
    after, before = selected.arguments.get("after"), selected.arguments.get("before")
    if first.given and last.given:
        raise Invalid("last", "give either first or last, not both")
    if last.given:
        return Window(at_most(last, "last"), True, after, before)
    if first.given:
        return Window(at_most(first, "first"), False, after, before)
    return Window(Limit(DEFAULT_PAGE, lambda _: DEFAULT_PAGE), False, after, before)


def _keys(selected: Selected, kind: Paged, entity: Entity) -> list[Key]:
    """The order asked for, made total by the row's id."""
    given = selected.arguments.get("orderBy")
    keys: list[Key] = []
    if given.given:
        for item in given.items():
            name = str(item.ask(lambda v, item=item: item.getter(v)["field"].value))  # type: ignore[misc]
            way = item.ask(lambda v, item=item: item.getter(v).get("direction"))  # type: ignore[misc]
            keys.append(Key(entity.column(name), way is Direction.DESC))
    if not keys:
        keys = [Key(entity.column(order.column), order.descending) for order in kind.order]
    named: set[str] = set()
    keys = [k for k in keys if not (k.column.name in named or named.add(k.column.name))]  # type: ignore[func-returns-value]
    if entity.id_column not in named:
        keys.append(Key(entity.column(entity.id_column), keys[-1].descending))
    return keys


def _ordered(row: Row, keys: list[Key], *, backwards: bool) -> list[ColumnElement[Any]]:
    return [
        row.c[key.column.name].desc()
        if key.descending is not backwards
        else row.c[key.column.name].asc()
        for key in keys
    ]


def _node_type(connection: GraphQLObjectType) -> GraphQLObjectType:
    found = get_named_type(connection.fields["nodes"].type)
    assert isinstance(found, GraphQLObjectType)
    return found


__all__ = ["page"]
