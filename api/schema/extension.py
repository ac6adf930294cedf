"""What a plugin adds to the schema: fields on existing types, and types of its own.

@extends(Ticket)
class TicketKeys:
    keys: Connection[KeyLoan] | None = connection("ticket_id", order=[Order("lent_at")])

extension = Extension.of("keys", TicketKeys, KeyQueries, KeyMutations, types=(KeyLoan,))
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import strawberry
from strawberry.types.base import StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField

from api.graph.entity import entity_of
from api.graph.fields import EVERYBODY, Exposure
from api.schema.routes import PluginRoute

T = TypeVar("T")


class SchemaClash(Exception):
    """Two parts of the schema claim one name, or a field cannot be off. Raised at start."""


def extends(target: type) -> Callable[[type[T]], type[T]]:
    """Mark a class whose fields are added to `target` (Ticket, Query, Mutation, ...)."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, name=f"{cls.__name__}Fields")
        made.__extends__ = target  # type: ignore[attr-defined]
        return made

    return decorate


@dataclass(frozen=True, slots=True)
class Extension:
    """What one plugin adds: fields by the name of the type they go on, further types, and
    addresses of its own (`api.schema.routes`)."""

    plugin: str
    fields: Mapping[str, tuple[StrawberryField, ...]]
    types: tuple[type, ...] = ()
    routes: tuple[PluginRoute, ...] = ()

    @classmethod
    def of(
        cls,
        plugin: str,
        *parts: type,
        types: tuple[type, ...] = (),
        routes: tuple[PluginRoute, ...] = (),
    ) -> "Extension":
        """An extension from classes marked with `extends`. Raises SchemaClash."""
        fields: dict[str, tuple[StrawberryField, ...]] = {}
        for part in parts:
            target: Any = getattr(part, "__extends__", None)
            if target is None:
                raise SchemaClash(f"{plugin}: mark {part.__name__} with @extends(Type)")
            name = get_object_definition(target, strict=True).name
            added = get_object_definition(part, strict=True).fields
            if entity_of(target) is not None:
                _check_optional(plugin, name, added)
            fields[name] = fields.get(name, ()) + tuple(_of_plugin(each, plugin) for each in added)
        return cls(plugin, fields, types, routes)


def check_names(extensions: Mapping[str, Extension], core: Mapping[str, set[str]]) -> None:
    """Refuse, naming both sides, fields or types that two parts of the schema define.

    `core` has the names of the fields of each of the core's own types. Raises SchemaClash.
    """
    owners: dict[str, str] = dict.fromkeys(core, "the core")
    taken = {(type_, field): "the core" for type_, names in core.items() for field in names}
    for extension in extensions.values():
        for type_ in extension.types:
            name = get_object_definition(type_, strict=True).name
            owner = owners.setdefault(name, extension.plugin)
            if owner != extension.plugin:
                raise SchemaClash(f"type {name}: both {owner} and {extension.plugin} define it")
        for target, fields in extension.fields.items():
            for field in fields:
                owner = taken.setdefault((target, field.python_name), extension.plugin)
                if owner != extension.plugin:
                    place = f"{target}.{field.python_name}"
                    raise SchemaClash(f"{place}: both {owner} and {extension.plugin} define it")


def _of_plugin(field: StrawberryField, plugin: str) -> StrawberryField:
    found = copy.copy(field)
    exposure: Exposure = getattr(field, "exposure", Exposure(EVERYBODY))
    found.exposure = replace(exposure, plugin=plugin)  # type: ignore[attr-defined]
    return found


def _check_optional(plugin: str, target: str, fields: list[StrawberryField]) -> None:
    """A field on rows is null where the row's estate has no such contract."""
    for field in fields:
        if not isinstance(field.type, StrawberryOptional):
            told = (
                f"{target}.{field.python_name} of {plugin} must be optional: it is null where off"
            )
            raise SchemaClash(told)


__all__ = ["Extension", "SchemaClash", "check_names", "extends"]
