"""Operations made up by hypothesis over a real schema: valid, and as odd as the schema allows.

Response keys never clash: a field is either written plainly, without arguments, or under an alias
that nothing else has. Values are made as JSON first and then written out, any part of them as a
variable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st

from api.graph.computed import InPython
from tests.graph.schemas import is_connection, node_type
from tests.graph.values import Pool

ALIASES = ("a", "A_", "select", "order", "c", "position", "x" * 70, "长".encode().hex() * 20)
"""Beginnings of aliases: words of SQL, the compiler's own names, and too long for a column."""

SMALL = (0, 1, 1, 2, 2, 3, 5)


@dataclass(frozen=True, slots=True)
class Made:
    """A document with its variables."""

    query: str
    variables: Mapping[str, Any]


@dataclass(slots=True)
class Writer:
    """Writes one operation."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    schema: GraphQLSchema
    pool: Pool
    declared: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    _count: int = 0

    def operation(self) -> Made:
        """The whole document."""
        root = self.schema.query_type
        assert root is not None
        body = self.selection(root, depth=3, most=3)
        head = f"({', '.join(self.declared)})" if self.declared else ""
        return Made("\n".join([f"query Made{head} {body}", *self.fragments]), self.given)

    def chance(self, percent: int) -> bool:
        return bool(self.draw(st.integers(0, 99)) < percent)

    def one_of(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def number(self) -> int:
        """A number that was not given yet."""
        self._count += 1
        return self._count

    def selection(
        self, type_: GraphQLObjectType, depth: int, most: int = 5, *, plain: bool = True
    ) -> str:
        """A selection set; without `plain` fields where others may stand beside it."""
        names = [
            name
            for name, each in type_.fields.items()
            if (depth > 0 or is_leaf_type(get_named_type(each.type))) and not computed(each)
        ]
        parts = []
        for _ in range(self.draw(st.integers(1, most))):
            roll = self.draw(st.integers(0, 99))
            if roll < 6:
                parts.append(f"__typename{self.directive()}")
            elif roll < 12:
                parts.append(self.fragment(type_, depth, plain=plain))
            else:
                name = self.one_of(names)
                parts.append(self.field(type_, name, depth, plain=plain))
        return "{ " + " ".join(parts) + " }"

    def field(self, owner: GraphQLObjectType, name: str, depth: int, *, plain: bool) -> str:
        found = owner.fields[name]
        needs = any(is_required_argument(each) for each in found.args.values())
        bare = plain and not needs and self.chance(40)
        alias = "" if bare else f"{self.one_of(ALIASES)}{self.number()}: "
        arguments = "" if bare else self.arguments(owner, name, found)
        return f"{alias}{name}{arguments}{self.directive()} {self.below(found, depth)}"

    def below(self, found: GraphQLField, depth: int) -> str:
        type_ = get_named_type(found.type)
        if isinstance(type_, GraphQLInterfaceType):
            return self.abstract(type_, depth)
        if not isinstance(type_, GraphQLObjectType):
            return ""
        step = 0 if is_connection(type_) or type_.name.endswith("Edge") else 1
        return self.selection(type_, depth - step)

    def abstract(self, type_: GraphQLInterfaceType, depth: int) -> str:
        """What is asked of a node, whichever type it turns out to be."""
        parts = ["__typename" if self.chance(50) else "id"]
        possible = [*self.schema.get_possible_types(type_)]
        for _ in range(self.draw(st.integers(0, 3))):
            chosen = self.one_of(possible)
            inner = self.selection(chosen, depth - 1, plain=False)
            parts.append(f"... on {chosen.name}{self.directive()} {inner}")
        return "{ " + " ".join(parts) + " }"

    def fragment(self, type_: GraphQLObjectType, depth: int, *, plain: bool) -> str:
        """A part of the selection as an inline fragment, or as one with a name."""
        inner = self.selection(type_, depth, most=3, plain=plain)
        if self.chance(50):
            on = self.one_of(["", f" on {type_.name}"])
            return f"...{on}{self.directive()} {inner}"
        name = f"F{self.number()}"
        self.fragments.append(f"fragment {name} on {type_.name} {inner}")
        return f"...{name}{self.directive()}"

    def directive(self) -> str:
        if not self.chance(12):
            return ""
        value = self.one_of((True, False))
        name = self.one_of(("skip", "include"))
        return f" @{name}(if: {self.written(value, NEEDED_BOOLEAN)})"

    def arguments(self, owner: GraphQLObjectType, name: str, found: GraphQLField) -> str:
        """Arguments for a field, the cursors among them fitting its order."""
        chosen: dict[str, Any] = {}
        connection = get_named_type(found.type)
        for key, argument in found.args.items():
            if key in ("after", "before", "last"):
                continue
            if is_required_argument(argument) or self.chance(50):
                chosen[key] = self.value(argument, key, connection)
        if is_connection(connection):
            self.window(found, cast(GraphQLObjectType, connection), chosen)
        if not chosen:
            return ""
        written = [
            f"{key}: {self.written(value, found.args[key].type, found.args[key])}"
            for key, value in chosen.items()
        ]
        return f"({', '.join(written)})"

    def window(
        self, found: GraphQLField, connection: GraphQLObjectType, chosen: dict[str, Any]
    ) -> None:
        if "first" not in chosen and self.chance(40):
            chosen["last"] = self.one_of(SMALL)
        for key in ("after", "before"):
            if self.chance(20):
                cursors = self.pool.cursors(found, node_type(connection), chosen.get("orderBy"))
                if cursors:
                    chosen[key] = self.one_of(cursors)

    def value(self, place: GraphQLArgument | GraphQLInputField, key: str, near: Any) -> Any:
        """JSON for an argument or an input field."""
        type_ = place.type
        if not isinstance(type_, GraphQLNonNull) and self.chance(10):
            return None
        return self.of_type(type_, key, near, level=0)

    def of_type(self, type_: GraphQLInputType, key: str, near: Any, level: int) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self.of_type(type_.of_type, key, near, level)
        if isinstance(type_, GraphQLList):
            size = self.draw(st.integers(0, 2))
            return [self.of_type(type_.of_type, key, near, level) for _ in range(size)]
        if isinstance(type_, GraphQLEnumType):
            return self.one_of([*type_.values])
        if isinstance(type_, GraphQLInputObjectType):
            return self.object(type_, near, level)
        if key in ("first", "last"):
            return self.one_of(SMALL)
        return self.one_of(self.pool.of(type_.name))

    def object(self, type_: GraphQLInputObjectType, near: Any, level: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        optional = [name for name, each in type_.fields.items() if not needed(each)]
        if level >= 2:
            optional = [name for name in optional if name not in ("and", "or", "not")]
        wanted = set(self.draw(st.lists(st.sampled_from(optional), max_size=3))) if optional else ()
        for name, each in type_.fields.items():
            if needed(each) or name in wanted:
                nullable = not isinstance(each.type, GraphQLNonNull)
                if nullable and self.chance(10):
                    made[name] = None
                else:
                    made[name] = self.of_type(each.type, name, near, level + 1)
        return made

    def written(
        self,
        value: Any,
        type_: GraphQLInputType,
        place: GraphQLArgument | GraphQLInputField | None = None,
    ) -> str:
        """A value in the document's language, or as a variable."""
        if self.chance(25):
            return self.variable(value, type_, place)
        if value is None:
            return "null"
        bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(bare, GraphQLList):
            return "[" + ", ".join(self.written(each, bare.of_type) for each in value) + "]"
        if isinstance(bare, GraphQLInputObjectType):
            fields = [
                f"{name}: {self.written(each, bare.fields[name].type, bare.fields[name])}"
                for name, each in value.items()
            ]
            return "{" + ", ".join(fields) + "}"
        return value if isinstance(bare, GraphQLEnumType) else written(value)

    def variable(
        self,
        value: Any,
        type_: GraphQLInputType,
        place: GraphQLArgument | GraphQLInputField | None,
    ) -> str:
        """A variable that has the value; now and then one that is left out where it may be."""
        name = f"v{self.number()}"
        nullable = not isinstance(type_, GraphQLNonNull)
        by_default = place is not None and place.default_value is not Undefined
        if by_default and not nullable and self.chance(50):
            type_, nullable = cast(GraphQLNonNull[Any], type_).of_type, True
        if nullable and self.chance(20):
            self.declared.append(f"${name}: {type_}")
            if self.chance(50) and not (by_default and is_non_null(place)):
                self.given[name] = None
        else:
            self.declared.append(f"${name}: {type_}")
            self.given[name] = value
        return f"${name}"


def computed(found: GraphQLField) -> bool:
    """Whether Python computes it, so that there is no second way to compare with."""
    return isinstance(getattr(found.extensions["strawberry-definition"], "kind", None), InPython)


def is_non_null(place: GraphQLArgument | GraphQLInputField | None) -> bool:
    """Whether null is refused here."""
    return place is not None and isinstance(place.type, GraphQLNonNull)


def needed(place: GraphQLInputField) -> bool:
    """Whether an input field must be given."""
    return isinstance(place.type, GraphQLNonNull) and place.default_value is Undefined


def written(value: Any) -> str:
    """A scalar in the document's language."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = "".join(
        each if each.isalnum() and each.isascii() else f"\\u{{{ord(each):x}}}" for each in value
    )
    return f'"{escaped}"'


NEEDED_BOOLEAN: GraphQLInputType = GraphQLNonNull(GraphQLBoolean)


def operations(schema: GraphQLSchema, pool: Pool) -> st.SearchStrategy[Made]:
    """Valid operations over a schema."""

    @st.composite
    def make(draw: Any) -> Made:
        return Writer(draw, schema, pool).operation()

    return make()


__all__ = ["Made", "Writer", "operations"]
