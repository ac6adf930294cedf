"""A field's arguments as the compiler sees them: known when compiling, or found at each request."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputType,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    value_from_ast,
    visit,
)

from api.graph.binds import Binds, Getter, Values
from core.errors import Invalid


class Argument:
    """A value that may differ from request to request, or a part of one.

    Reading its *shape* (`given`, `items`, `parts`) asks a question, whose answer becomes part of
    the plan's path; its *value* is reached through `getter` when the plan runs.
    """

    __slots__ = ("_binds", "constant", "getter")

    def __init__(self, binds: Binds, getter: Getter, *, constant: bool) -> None:
        self._binds = binds
        self.getter = getter
        self.constant = constant

    def ask(self, question: Getter | None = None) -> Any:
        """What `question` finds (by default the value itself); the statement depends on it."""
        getter = question or self.getter
        return getter(self._binds.values) if self.constant else self._binds.ask(getter)

    @property
    def given(self) -> bool:
        """Neither absent nor null."""
        getter = self.getter
        return bool(self.ask(lambda values: getter(values) is not None))

    def part(self, key: str | int) -> "Argument":
        """The value under a key of an input object, or an item of a list."""
        getter = self.getter
        return Argument(self._binds, lambda values: getter(values)[key], constant=self.constant)

    def parts(self) -> Iterator[tuple[str, "Argument"]]:
        """The entries of an input object that are neither absent nor null, in a stable order."""
        getter = self.getter
        present = self.ask(
            lambda values: tuple(
                sorted(key for key, value in getter(values).items() if value is not None)
            )
        )
        for key in present:
            yield key, self.part(key)

    def items(self) -> Iterator["Argument"]:
        """The items of a list of input objects."""
        getter = self.getter
        for index in range(self.ask(lambda values: len(getter(values)))):
            yield self.part(index)


class Arguments:
    """The arguments given to one field."""

    def __init__(self, binds: Binds, definition: GraphQLField, node: FieldNode) -> None:
        self._binds = binds
        self._definition = definition
        self._nodes = {each.name.value: each.value for each in node.arguments or ()}

    def get(self, name: str) -> Argument:
        """The argument by name; absent ones have their default, or null."""
        definition = self._definition.args.get(name)
        if definition is None:
            return _constant(self._binds, None)
        node = self._nodes.get(name)
        default = definition.default_value
        fallback = None if default is Undefined else default
        if node is None:
            return _constant(self._binds, fallback)
        return _from_ast(self._binds, name, node, definition.type, fallback)


def _constant(binds: Binds, value: Any) -> Argument:
    return Argument(binds, lambda _: value, constant=True)


def _from_ast(
    binds: Binds, name: str, node: ValueNode, type_: GraphQLInputType, default: Any
) -> Argument:
    if isinstance(node, VariableNode):
        variable = node.name.value
        return Argument(binds, lambda v: v.variables.get(variable, default), constant=False)
    if _names_variables(node):

        def evaluate(values: Values) -> Any:
            found = value_from_ast(node, type_, dict(values.variables))
            if found is Undefined:  # a variable that has a default may still be given as null
                raise Invalid(name, "null where there must be a value")
            return found

        return Argument(binds, evaluate, constant=False)
    return _constant(binds, value_from_ast(node, type_))


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, *_: Any) -> None:
        self.found = True


def _names_variables(node: ValueNode) -> bool:
    visitor = _Variables()
    visit(node, visitor)
    return visitor.found


__all__ = ["Argument", "Arguments"]
