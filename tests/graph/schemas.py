"""Finding one's way about a schema by introspection: nothing here knows a type by name.

for place in list_places(schema):            # every field that lists objects, wherever it stands
    query = place.query(whole(schema, place.type))
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

NARROW = ("my", "notifications")
"""Beginnings of root lists that show less than all that is the caller's."""


@dataclass(frozen=True, slots=True)
class Place:
    """A field of an object type, and the way to it from the root."""

    path: tuple[tuple[str, str], ...]
    owner: str
    name: str
    type: GraphQLObjectType
    listed: bool
    """Whether it lists objects, plainly or as a connection."""
    few: str = ""
    """The argument that keeps it short, if it is a list that can be."""

    @property
    def label(self) -> str:
        """`House.tickets`."""
        return f"{self.owner}.{self.name}"

    def query(self, selection: str, arguments: str | None = None) -> str:
        """A document that selects this and nothing else; of lists on the way, a few rows each."""
        given = self.few if arguments is None else arguments
        inner = f"{self.name}{given} {{ {selection} }}"
        for name, few in reversed(self.path):
            inner = f"{name}{few} {{ {inner} }}"
        return f"query {{ {inner} }}"

    def at(self, data: object) -> Iterator[object]:
        """Every value of this field in an answer."""
        yield from _descend(data, (*(name for name, _ in self.path), self.name))


def _descend(data: object, path: tuple[str, ...]) -> Iterator[object]:
    if data is None:
        return
    if not path:
        yield data
    elif isinstance(data, list):
        for each in data:
            yield from _descend(each, path)
    else:
        assert isinstance(data, dict)
        yield from _descend(data[path[0]], path[1:])


def object_type(field: GraphQLField) -> GraphQLObjectType | None:
    """The object type a field leads to, if it leads to one and needs no argument."""
    named = get_named_type(field.type)
    if not isinstance(named, GraphQLObjectType):
        return None
    if any(is_required_argument(each) for each in field.args.values()):
        return None
    return named


def is_list(field: GraphQLField) -> bool:
    """Whether a field's value is a list."""
    type_ = field.type
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def is_connection(type_: object) -> bool:
    """Whether a type is a Relay connection."""
    return isinstance(type_, GraphQLObjectType) and {"edges", "pageInfo"} <= type_.fields.keys()


def node_type(connection: GraphQLObjectType) -> GraphQLObjectType:
    """The type of a connection's rows."""
    found = get_named_type(connection.fields["nodes"].type)
    assert isinstance(found, GraphQLObjectType)
    return found


def few(field: GraphQLField, rows: int = 2) -> str:
    """The argument by which a list is kept short; nothing for other fields."""
    return f"(first: {rows})" if "first" in field.args else ""


def routes(schema: GraphQLSchema, rows: int = 8) -> dict[str, tuple[tuple[str, str], ...]]:
    """The shortest way from the root to each object type: names of fields, with arguments.

    A list that cannot be kept short, or shows each caller something else, counts as a long way.
    """
    root = schema.query_type
    assert root is not None
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    waiting: list[tuple[int, str, tuple[tuple[str, str], ...]]] = [(0, root.name, ())]
    while waiting:
        length, at, path = heappop(waiting)
        type_ = schema.get_type(at)
        if at in found or not isinstance(type_, GraphQLObjectType):
            continue
        found[at] = path
        for name, field in type_.fields.items():
            below = object_type(field)
            if below is not None:
                long = is_list(field) and not few(field) and not is_connection(type_)
                further = length + (9 if long or name.startswith(NARROW) else 1)
                heappush(waiting, (further, below.name, (*path, (name, few(field, rows)))))
    return found


def places(schema: GraphQLSchema, rows: int = 8) -> Iterator[Place]:
    """Every field that leads to an object, at the shortest way to it, `rows` of each list."""
    for owner, path in routes(schema, rows).items():
        type_ = schema.get_type(owner)
        assert isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items():
            below = object_type(field)
            if below is not None:
                plain = is_list(field) and not is_connection(type_)
                yield Place(
                    path, owner, name, below, plain or is_connection(below), few(field, rows)
                )


def list_places(schema: GraphQLSchema) -> list[Place]:
    """Every field that lists objects."""
    return [place for place in places(schema) if place.listed]


def connections(schema: GraphQLSchema) -> list[Place]:
    """Every connection."""
    return [place for place in list_places(schema) if is_connection(place.type)]


def leaves(type_: GraphQLObjectType | GraphQLInterfaceType) -> list[str]:
    """The fields that have a value of their own."""
    return [name for name, each in type_.fields.items() if is_leaf_type(get_named_type(each.type))]


def whole(schema: GraphQLSchema, type_: GraphQLObjectType, depth: int = 1, most: int = 1000) -> str:
    """A selection of everything: all values, and of what objects lead to, `depth` steps far, a few.

    Lists below it are kept short; `most` is how many values are asked for here.
    """
    parts = ["__typename", *leaves(type_)[:most]]
    within = is_connection(type_)
    for name, field in type_.fields.items() if depth > 0 or within else ():
        below = object_type(field)
        if below is not None:
            same = within or name == "node"
            inner = whole(schema, below, depth if same else depth - 1, most if same else 2)
            parts.append(f"{name}{few(field)} {{ {inner} }}")
    return " ".join(parts)


__all__ = [
    "NARROW",
    "Place",
    "connections",
    "few",
    "is_connection",
    "is_list",
    "leaves",
    "list_places",
    "node_type",
    "object_type",
    "places",
    "routes",
    "whole",
]
