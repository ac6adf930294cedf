"""What enums and their values mean, in the schema: said once, beside the codes themselves."""

from enum import EnumMeta
from inspect import cleandoc

from graphql import GraphQLEnumType, GraphQLSchema
from strawberry.schema.schema_converter import CustomGraphQLEnumType


def explain(schema: GraphQLSchema) -> None:
    """Describe what has no description yet: by the enum's docstring, and its members' meaning."""
    for type_ in schema.type_map.values():
        if isinstance(type_, CustomGraphQLEnumType):
            _explain(type_, type_.wrapped_cls)


def _explain(type_: GraphQLEnumType, codes: EnumMeta) -> None:
    if type_.description is None and codes.__doc__:
        type_.description = cleandoc(codes.__doc__).partition("\n\n")[0].replace("\n", " ")
    for value in type_.values.values():
        if value.description is None:
            value.description = getattr(codes(value.value), "meaning", "") or None


__all__ = ["explain"]
