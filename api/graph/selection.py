"""Which fields an operation selects on a type: fragments merged, `@skip` and `@include` decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

from api.graph.binds import Binds


@dataclass(frozen=True, slots=True)
class Selections:
    """The document's fragments and the request's Booleans, needed to read any selection set."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    binds: Binds

    def on(
        self, type_: GraphQLObjectType, nodes: Iterable[FieldNode]
    ) -> dict[str, list[FieldNode]]:
        """The fields selected on `type_` below `nodes`, by response key, in document order."""
        found: dict[str, list[FieldNode]] = {}
        for node in nodes:
            if node.selection_set is not None:
                for field in self._walk(type_, node.selection_set):
                    found.setdefault(_key(field), []).append(field)
        return found

    def at_root(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode
    ) -> dict[str, list[FieldNode]]:
        """The same for an operation's own selection set."""
        found: dict[str, list[FieldNode]] = {}
        for field in self._walk(type_, selection_set):
            found.setdefault(_key(field), []).append(field)
        return found

    def _walk(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode
    ) -> Iterator[FieldNode]:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self.fragments[selection.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    yield from self._walk(type_, fragment.selection_set)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, type_):
                    yield from self._walk(type_, selection.selection_set)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        if condition == type_.name:
            return True
        named = self.schema.get_type(condition)
        return is_abstract_type(named) and self.schema.is_sub_type(named, type_)

    def _included(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            name = directive.name.value
            if name in ("skip", "include") and directive.arguments:
                value = directive.arguments[0].value
                if self._true(value) is (name == "skip"):
                    return False
        return True

    def _true(self, value: object) -> bool:
        if isinstance(value, BooleanValueNode):
            return bool(value.value)
        assert isinstance(value, VariableNode)
        name = value.name.value
        return bool(self.binds.ask(lambda values: values.variables.get(name)))


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value


__all__ = ["Selections"]
