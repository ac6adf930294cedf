"""How deep a document may go, and how many fields it may name, before it is looked at closer."""

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.graph.refusals import BadRequest

DEEPEST = 16
"""Levels of fields. The introspection query of the usual tools needs 14."""

MOST_FIELDS = 1000
"""Fields named in a document with its fragments spread out."""


def check_depth(document: DocumentNode) -> None:
    """Raises BadRequest. Fragment cycles end by the same bounds; validation names them later."""
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    count = 0
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        open_sets: list[tuple[SelectionSetNode, int, frozenset[str]]] = [
            (operation.selection_set, 1, frozenset())
        ]
        while open_sets:
            selection_set, depth, inside = open_sets.pop()
            if depth > DEEPEST:
                raise BadRequest([GraphQLError(f"Deeper than {DEEPEST} levels.")], "TOO_DEEP")
            for selection in selection_set.selections:
                count += 1
                if count > MOST_FIELDS:
                    raise BadRequest(
                        [GraphQLError(f"More than {MOST_FIELDS} fields.")], "TOO_MANY_FIELDS"
                    )
                if isinstance(selection, FieldNode):
                    if selection.selection_set is not None:
                        open_sets.append((selection.selection_set, depth + 1, inside))
                elif isinstance(selection, FragmentSpreadNode):
                    name = selection.name.value
                    if name in fragments and name not in inside:
                        below = fragments[name].selection_set
                        open_sets.append((below, depth, inside | {name}))
                elif isinstance(selection, InlineFragmentNode):
                    open_sets.append((selection.selection_set, depth, inside))


__all__ = ["DEEPEST", "MOST_FIELDS", "check_depth"]
