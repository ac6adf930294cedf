"""Inputs for every mutation there is, made from the schema: valid but for the ids put into them."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
)

from core import clock

_keys = itertools.count(1)

NAMED: Mapping[str, str] = {
    "assignee": "Staff",
    "attended": "Staff",
    "grant": "RoleGrant",
    "head": "Staff",
    "key": "ApiKey",
    "receivedBy": "Staff",
    "report": "EscalationReport",
    "requester": "Resident",
    "responsible": "Department",
    "session": "TrainingSession",
    "step": "EscalationStep",
    "verification": "JointVerification",
    "preset": "RequestPreset",
    "source": "IntakeSource",
}
"""Fields that refer to a type of another name than their own."""

SCALARS: Mapping[str, Any] = {
    "String": "文字",
    "Int": 1,
    "Boolean": True,
    "Date": "2030-01-01",
    "JSON": {},
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of a mutation's input that takes a global id."""

    mutation: str
    field: str
    type: str
    required: bool
    many: bool

    def put(self, id_: str) -> Any:
        """The field's value for an id."""
        return [id_] if self.many else id_


def slots(schema: GraphQLSchema) -> list[Slot]:
    """Every place where a mutation of this schema takes an id."""
    root = schema.mutation_type
    if root is None:
        return []
    return [
        Slot(name, field, referred(field), is_required(each), is_many(each))
        for name, mutation in root.fields.items()
        for field, each in input_of(mutation).fields.items()
        if get_named_type(each.type).name == "ID"
    ]


def referred(field: str) -> str:
    """The type that an id field's name speaks of: `houseId`, `buildingIds`, `receivedBy`."""
    bare = field.removesuffix("s").removesuffix("Id")
    return NAMED.get(bare, bare[0].upper() + bare[1:])


def is_required(field: GraphQLInputField) -> bool:
    return isinstance(field.type, GraphQLNonNull) and not is_many(field)


def is_many(field: GraphQLInputField) -> bool:
    type_ = field.type
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def input_of(mutation: GraphQLField) -> GraphQLInputObjectType:
    """The input type of a mutation."""
    found = get_named_type(mutation.args["input"].type)
    assert isinstance(found, GraphQLInputObjectType)
    return found


def document(schema: GraphQLSchema, name: str) -> str:
    """The operation that carries a mutation out and tells why it was refused."""
    root = schema.mutation_type
    assert root is not None
    type_ = input_of(root.fields[name])
    return (
        f"mutation($input: {type_.name}!) {{ {name}(input: $input)"
        " { __typename userErrors { code field message } } }"
    )


def filled(schema: GraphQLSchema, name: str, ids: Mapping[str, Any]) -> dict[str, Any]:
    """An input with the required fields and these ids."""
    root = schema.mutation_type
    assert root is not None
    given = dict(_required(input_of(root.fields[name])))
    return {**given, "idempotencyKey": f"key {next(_keys)}", **ids}


def _required(type_: GraphQLInputObjectType) -> Iterator[tuple[str, Any]]:
    for name, field in type_.fields.items():
        if isinstance(field.type, GraphQLNonNull):
            yield name, _value(field.type.of_type)


def _value(type_: Any) -> Any:
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        return dict(_required(type_))
    if type_.name == "DateTime":  # of such times as are asked for, one that may still be promised
        return (clock.now() + timedelta(hours=1)).isoformat()
    return SCALARS.get(type_.name)


__all__ = ["Slot", "document", "filled", "referred", "slots"]
