"""Finding one's way about a schema by introspection: nothing here knows a type by name.

for place in list_places(schema):            # every field that lists objects, wherever it stands
    query = place.query(whole(schema, place.type))
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Place:
    """A field of an object type, and the way to it from the root."""

    path: tuple[str, ...]
    owner: str
    name: str
    type: GraphQLObjectType

    @property
    def label(self) -> str:
        """`House.tickets`."""
        return f"{self.owner}.{self.name}"

    def query(self, selection: str, arguments: str = "") -> str:
        """A document that selects this, below this field alone."""
        inner = f"{self.name}{arguments} {{ {selection} }}"
        for name in reversed(self.path):
            inner = f"{name} {{ {inner} }}"
        return f"query {{ {inner} }}"

    def at(self, data: object) -> Iterator[object]:
        """Every value of this field in an answer."""
        yield from _descend(data, (*self.path, self.name))


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


def routes(schema: GraphQLSchema) -> dict[str, tuple[str, ...]]:
    """The shortest way from the root to each object type."""
    root = schema.query_type
    assert root is not None
    found: dict[str, tuple[str, ...]] = {root.name: ()}
    waiting = deque([root])
    while waiting:
        type_ = waiting.popleft()
        for name, field in type_.fields.items():
            below = object_type(field)
            if below is not None and below.name not in found:
                found[below.name] = (*found[type_.name], name)
                waiting.append(below)
    return found


def places(schema: GraphQLSchema) -> Iterator[Place]:
    """Every field that leads to an object, at the shortest way to it."""
    for owner, path in routes(schema).items():
        type_ = schema.get_type(owner)
        assert isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items():
            below = object_type(field)
            if below is not None:
                yield Place(path, owner, name, below)


def list_places(schema: GraphQLSchema) -> list[Place]:
    """Every field that lists objects, plainly or as a connection."""
    return [
        place
        for place in places(schema)
        if is_connection(place.type)
        or (is_list(_field(schema, place)) and not is_connection(schema.get_type(place.owner)))
    ]


def connections(schema: GraphQLSchema) -> list[Place]:
    """Every connection."""
    return [place for place in list_places(schema) if is_connection(place.type)]


def _field(schema: GraphQLSchema, place: Place) -> GraphQLField:
    owner = schema.get_type(place.owner)
    assert isinstance(owner, GraphQLObjectType)
    return owner.fields[place.name]


def leaves(type_: GraphQLObjectType | GraphQLInterfaceType) -> list[str]:
    """The fields that have a value of their own."""
    return [name for name, each in type_.fields.items() if is_leaf_type(get_named_type(each.type))]


def whole(schema: GraphQLSchema, type_: GraphQLObjectType, depth: int = 1) -> str:
    """A selection of everything: all values, and what objects lead to, `depth` steps far."""
    parts = ["__typename", *leaves(type_)]
    if depth > 0 or is_connection(type_):
        for name, field in type_.fields.items():
            below = object_type(field)
            if below is not None:
                spent = 0 if is_connection(type_) or name == "node" else 1
                parts.append(f"{name} {{ {whole(schema, below, depth - spent)} }}")
    return " ".join(parts)


__all__ = [
    "Place",
    "connections",
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
