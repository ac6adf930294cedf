"""A plugin's turns at an estate: switched on, switched off, copied from a model.

Each runs in the caller's transaction, in the scope of the estates concerned, and refuses it by
raising. Contracts themselves are the tenants floor's: this is what they mean to the plugin.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from core.db.unit_of_work import UnitOfWork
from core.plugin import hooks
from core.plugin.catalogue import Catalogue
from core.plugin.fold import carry_out


async def enable(
    catalogue: Catalogue,
    plugin: str,
    uow: UnitOfWork,
    estate_id: int,
    configuration: Mapping[str, Any],
) -> BaseModel:
    """Let the plugin set up what it needs; answers with its configuration, checked.

    Raises `Invalid` for a configuration that its model refuses.
    """
    checked = catalogue[plugin].configure(configuration)
    plan = catalogue.plan(catalogue.with_required(plugin))
    await carry_out(
        plan, plugin, hooks.plugin_enabling, uow, estate_id=estate_id, configuration=checked
    )
    return checked


async def disable(catalogue: Catalogue, plugin: str, uow: UnitOfWork, estate_id: int) -> None:
    """Let the plugin settle what is open. Its data stays, its jobs fall silent by the gate."""
    plan = catalogue.plan(catalogue.with_required(plugin))
    await carry_out(plan, plugin, hooks.plugin_disabling, uow, estate_id=estate_id)


async def clone(
    catalogue: Catalogue, plugin: str, uow: UnitOfWork, source_id: int, target_id: int
) -> None:
    """Let the plugin copy what is set up at one estate to another."""
    plan = catalogue.plan(catalogue.with_required(plugin))
    await carry_out(
        plan, plugin, hooks.estate_cloning, uow, source_id=source_id, target_id=target_id
    )


__all__ = ["clone", "disable", "enable"]
