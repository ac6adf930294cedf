"""What the mutations on contracts share: their inputs, their payload, their errors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

import strawberry
from strawberry.scalars import JSON

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.types.contracts import Contract
from core.errors import Code, GuanjiaError, Invalid
from core.text import TextCode
from tenants.errors import TenantsCode
from tenants.terms import PluginTerm

ContractErrorCode = error_codes("ContractErrorCode", Code, TextCode, TenantsCode)


@strawberry.type(description="Why a mutation on a contract was refused.")
class ContractError(UserError):
    code: Any = code_of(ContractErrorCode)
    plugin: str | None = strawberry.field(description="The plugin it concerns.", default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> Self:
        told = super().of(refused, message)
        plugin = refused.details.get("plugin")
        told.plugin = plugin if isinstance(plugin, str) else None
        return told


@strawberry.type(description="The contract as it now is, or why nothing was done.")
class ContractPayload:
    error_type: ClassVar[type[ContractError]] = ContractError

    contract: Contract | None = answered()
    user_errors: list[ContractError] = refusals()


@strawberry.input(description="A plugin to be switched on.")
class ContractPluginInput:
    plugin: str = strawberry.field(description="Its id, as `Estate.features` lists it.")
    configuration: JSON | None = strawberry.field(
        description="An object, as the plugin's JSON Schema wants it; by default all defaults.",
        default=None,
    )
    valid_from: datetime | None = strawberry.field(
        description="Not before now, and not before the contract's begin.", default=None
    )
    valid_to: datetime | None = strawberry.field(
        description="Exclusive; by default the contract's end.", default=None
    )


def terms(plugins: Sequence[ContractPluginInput]) -> tuple[PluginTerm, ...]:
    """The plugins of an input. Raises `Invalid` for a configuration that is no object."""
    found = []
    for number, each in enumerate(plugins):
        configuration: Any = {} if each.configuration is None else each.configuration
        if not isinstance(configuration, dict):
            raise Invalid(f"plugins.{number}.configuration", "is an object")
        found.append(PluginTerm(each.plugin, configuration, each.valid_from, each.valid_to))
    return tuple(found)


__all__ = [
    "ContractError",
    "ContractErrorCode",
    "ContractPayload",
    "ContractPluginInput",
    "terms",
]
