"""Documents: parsed and validated once for a schema, with the plans of their operations."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
    parse,
    validate,
)

from api.graph.answers import KINDS
from api.graph.binds import Binds, Values
from api.graph.compile import Compiler, Place
from api.graph.cost import Cost
from api.graph.depth import check_depth
from api.graph.plan import Plan, PlanTree, finish
from api.graph.refusals import BadRequest
from api.graph.selection import Selections

MOST_TOKENS = 6000
MOST_ERRORS = 20
LONGEST_KEPT = 32_768
"""Characters of a document that is remembered; longer ones are looked at anew each time, so that
comments and long texts cannot fill the memory."""


@dataclass(slots=True)
class Operation:
    """One operation of a validated document, with its plans."""

    schema: GraphQLSchema
    document: DocumentNode
    definition: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    plans: PlanTree = field(default_factory=PlanTree)
    for_executor: PlanTree = field(default_factory=PlanTree)
    payloads: dict[str, PlanTree] = field(default_factory=dict)

    @property
    def kind(self) -> OperationType:
        return self.definition.operation

    @property
    def name(self) -> str | None:
        return self.definition.name.value if self.definition.name else None

    def variables(self, given: dict[str, Any]) -> dict[str, Any]:
        """The variables in their declared types. Raises BadRequest."""
        definitions = self.definition.variable_definitions
        if not definitions:
            return {}
        found = get_variable_values(self.schema, definitions, given, max_errors=MOST_ERRORS)
        if isinstance(found, list):
            raise BadRequest(found, "BAD_VARIABLES")
        return found.coerced

    def plan(self, values: Values, *, in_python: bool = False) -> Plan:
        """The plan for a request: found, or compiled and kept.

        `in_python` asks for one whose answer the executor can finish.
        """
        tree = self.for_executor if in_python else self.plans
        plan = tree.find(values)
        if plan is None:
            plan, binds = self._compile(values, in_python=in_python)
            tree.add(binds.trail, plan)
        return plan

    def payload_plan(
        self, key: str, type_: GraphQLObjectType, nodes: list[FieldNode], values: Values
    ) -> Plan:
        """The plan for what a mutation, selected under `key`, answers with."""
        tree = self.payloads.setdefault(key, PlanTree())
        plan = tree.find(values)
        if plan is None:
            binds = Binds(values)
            selections = Selections(self.schema, self.fragments, binds)
            compiler = Compiler(KINDS, selections, binds, for_executor=True)
            cost = Cost()
            chosen = selections.on(type_, nodes)
            columns = compiler.columns(type_, chosen, Place(None, None, cost))
            plan = finish(columns, binds, cost, in_python=True)
            tree.add(binds.trail, plan)
        return plan

    def _compile(self, values: Values, *, in_python: bool) -> tuple[Plan, Binds]:
        binds = Binds(values)
        selections = Selections(self.schema, self.fragments, binds)
        compiler = Compiler(KINDS, selections, binds, for_executor=in_python)
        root = self.schema.get_root_type(self.kind)
        assert root is not None
        cost = Cost()
        chosen = selections.at_root(root, self.definition.selection_set)
        columns = compiler.columns(root, chosen, Place(None, None, cost))
        if compiler.needs_executor and not in_python:
            return self._compile(values, in_python=True)
        return finish(columns or None, binds, cost, in_python=in_python), binds


class Documents:
    """The documents a schema has seen lately: bounded, and gone with the schema."""

    def __init__(self, schema: GraphQLSchema, *, largest: int = 1000) -> None:
        self._schema = schema
        self._largest = largest
        self._kept: OrderedDict[tuple[str, str | None], Operation] = OrderedDict()

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation a request means. Raises BadRequest."""
        key = (text, name)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        document = _parsed(text)
        definition = _chosen(document, name)
        check_depth(document)
        try:
            errors = validate(self._schema, document, max_errors=MOST_ERRORS)
        except RecursionError:
            raise _too_deep() from None
        if errors:
            raise BadRequest(errors, "INVALID_DOCUMENT")
        fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        made = Operation(self._schema, document, definition, fragments)
        if len(text) > LONGEST_KEPT:
            return made
        self._kept[key] = made
        if len(self._kept) > self._largest:
            self._kept.popitem(last=False)
        return made


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        raise BadRequest([error], "SYNTAX_ERROR") from None
    except RecursionError:
        raise _too_deep() from None


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name is not None:
        for operation in operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise BadRequest([GraphQLError(f"There is no operation {name!r}.")], "UNKNOWN_OPERATION")
    if len(operations) != 1:
        told = "There is no operation." if not operations else "Say which operation: operationName."
        raise BadRequest([GraphQLError(told)], "UNKNOWN_OPERATION")
    return operations[0]


def _too_deep() -> BadRequest:
    return BadRequest([GraphQLError("The document is nested too deeply.")], "TOO_DEEP")


__all__ = ["Documents", "Operation"]
