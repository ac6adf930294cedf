"""A schema for one audience and one set of plugins, from one set of Python types.

Strawberry asks for a type's fields; what this audience may not see or this contract does not
include is left out there, and what plugins add is put in. After the build each compiled field gets
the resolver by which the executor reads the statement's JSON.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    is_specified_scalar_type,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.field import StrawberryField

from api.graph.compile import TYPE_KEY
from api.graph.computed import InPython
from api.graph.document import Documents
from api.graph.fields import EVERYBODY, Exposure, SqlField
from api.schema.extension import Extension
from api.schema.meanings import explain
from api.schema.scalars import SCALARS
from core.actor import Audience


@dataclass(frozen=True, slots=True)
class View:
    """Whom a schema is for: an audience, with a set of plugins on."""

    audience: Audience
    plugins: frozenset[str] = frozenset()


@dataclass(slots=True)
class Built:
    """A schema with the documents it has seen. `installed` is what could be on, as JSON."""

    view: View
    strawberry: "ViewSchema"
    installed: str = "[]"
    documents: Documents = field(init=False)

    def __post_init__(self) -> None:
        self.documents = Documents(self.graphql)

    @property
    def graphql(self) -> GraphQLSchema:
        return self.strawberry._schema

    def sdl(self) -> str:
        """The schema as text, the same for the same view."""
        return self.strawberry.as_str() + "\n"


class ViewSchema(strawberry.Schema):
    """A Strawberry schema that has only the fields of its view."""

    def __init__(
        self,
        view: View,
        *,
        query: type,
        mutation: type | None,
        subscription: type | None = None,
        types: Iterable[type],
        extensions: Iterable[Extension],
    ) -> None:
        self._view = view
        self._added: dict[str, list[StrawberryField]] = {}
        for extension in extensions:
            for name, fields in extension.fields.items():
                self._added.setdefault(name, []).extend(fields)
        super().__init__(
            query=query,
            mutation=mutation if mutation is not None and self._offers(mutation) else None,
            subscription=subscription
            if subscription is not None and self._offers(subscription)
            else None,
            types=[*types, *(each for one in extensions for each in one.types)],
            config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS),
        )
        explain(self._schema)
        _wire(self._schema)

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        added = self._added.get(type_definition.name, [])
        return [each for each in (*type_definition.fields, *added) if self._has(each)]

    def _offers(self, root: type) -> bool:
        """Whether anything is left of a root type; GraphQL knows none without fields."""
        return bool(self.get_fields(get_object_definition(root, strict=True)))

    def _has(self, found: StrawberryField) -> bool:
        exposure: Exposure = getattr(found, "exposure", Exposure(EVERYBODY))
        return self._view.audience in exposure.audiences and (
            exposure.plugin is None or exposure.plugin in self._view.plugins
        )


def _wire(schema: GraphQLSchema) -> None:
    """Give compiled fields and interfaces the way the executor reads them from the answer."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInterfaceType):
            type_.resolve_type = _type_of_row
        if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_):
            type_.coerce_output_value = _already_json
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            type_.is_type_of = None
            for each in type_.fields.values():
                found = each.extensions.get("strawberry-definition")
                if isinstance(found, SqlField) and isinstance(found.kind, InPython):
                    each.resolve = _computed(found.kind)
                elif isinstance(found, SqlField) or _is_plain(found):
                    each.resolve = _from_answer


def _is_plain(found: Any) -> bool:
    return isinstance(found, StrawberryField) and found.base_resolver is None


def _from_answer(source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
    """A field's value in the compiled answer stands under its response key."""
    if isinstance(source, dict):
        return source[info.path.key]
    return getattr(
        source,
        info.parent_type.fields[info.field_name].extensions["strawberry-definition"].python_name,
    )


def _computed(kind: InPython) -> Any:
    def resolve(source: Mapping[str, Any], info: GraphQLResolveInfo[Any], **_: Any) -> Any:
        return kind.compute(**{name: source[f"{info.path.key}__{name}"] for name in kind.names})

    return resolve


def _already_json(value: Any) -> Any:
    """PostgreSQL has written the value as JSON."""
    return value


def _type_of_row(source: Mapping[str, Any], *_: Any) -> str:
    return str(source[TYPE_KEY])


__all__ = ["Built", "View", "ViewSchema"]
