"""A contract's terms: which plugin it switches on, when, and how; written as rows.

What was promised until now was promised: a term begins now at the earliest, and what has run is
never changed, only ended.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, Invalid
from core.ids import new_id
from core.plugin.catalogue import Catalogue
from tenants.errors import TenantsCode
from tenants.models import ContractPlugin

_PLUGIN = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PluginTerm:
    """A plugin the contract switches on, for all of its time or for a part of it."""

    plugin: str
    configuration: Mapping[str, Any] = field(default_factory=dict)
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bounded:
    """A term within its contract's time."""

    plugin: str
    configuration: Mapping[str, Any]
    valid_from: datetime
    valid_to: datetime | None


def bounded(term: PluginTerm, begins: datetime, ends: datetime | None) -> Bounded:
    """A term within the time from `begins` until `ends`. Raises `Invalid` where none is left."""
    if _PLUGIN.fullmatch(term.plugin) is None:
        raise Invalid("plugins", f"{term.plugin[:40]} is no plugin's id")
    valid_from = max(term.valid_from or begins, begins)
    valid_to = min((end for end in (term.valid_to, ends) if end is not None), default=None)
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid("plugins", f"the time of {term.plugin} is empty")
    return Bounded(term.plugin, term.configuration, valid_from, valid_to)


def check_terms(installed: Catalogue, terms: tuple[PluginTerm, ...]) -> None:
    """Refuse plugins that are not installed, and configurations that their models refuse.

    Raises PLUGIN_UNKNOWN, and `Invalid` naming the place: `plugins.0.configuration.lent_hours`.
    """
    for number, term in enumerate(terms):
        if term.plugin not in installed:
            raise GuanjiaError(
                TenantsCode.PLUGIN_UNKNOWN,
                field=f"plugins.{number}.plugin",
                details={"plugin": term.plugin[:40], "known": list(installed.manifests)},
            )
        try:
            installed[term.plugin].configure(term.configuration)
        except Invalid as error:
            place = f"plugins.{number}.{error.field}"
            raise Invalid(place, str(error.details["reason"])) from None


async def write_term(
    uow: UnitOfWork, group_id: int, estate_id: int, contract_id: UUID, term: Bounded
) -> None:
    """Add a term. Raises PLUGIN_ALREADY_ON where another one of the plugin overlaps."""
    await _refuse_overlap(uow, estate_id, term)
    uow.add(
        ContractPlugin,
        group_id=group_id,
        estate_id=estate_id,
        id=new_id(),
        contract_id=contract_id,
        plugin=term.plugin,
        configuration=dict(term.configuration),
        valid_from=term.valid_from,
        valid_to=term.valid_to,
    )
    await uow.flush()


async def cut_terms(
    uow: UnitOfWork, estate_id: int, contract_id: UUID, at: datetime, plugin: str | None = None
) -> int:
    """End the contract's terms (of one plugin, or all) at `at`; says how many. One that has not
    begun by then never will."""
    statement = update(ContractPlugin).where(
        ContractPlugin.estate_id == estate_id,
        ContractPlugin.contract_id == contract_id,
        or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > at),
        or_(
            ContractPlugin.valid_to.is_(None),
            ContractPlugin.valid_to > ContractPlugin.valid_from,
        ),
    )
    if plugin is not None:
        statement = statement.where(ContractPlugin.plugin == plugin)
    cut = statement.values(valid_to=func.greatest(ContractPlugin.valid_from, at))
    return (await uow.execute(cut)).rowcount


async def _refuse_overlap(uow: UnitOfWork, estate_id: int, term: Bounded) -> None:
    statement = select(ContractPlugin.id).where(
        ContractPlugin.estate_id == estate_id,
        ContractPlugin.plugin == term.plugin,
        or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > term.valid_from),
        or_(
            ContractPlugin.valid_to.is_(None),
            ContractPlugin.valid_to > ContractPlugin.valid_from,
        ),
    )
    if term.valid_to is not None:
        statement = statement.where(ContractPlugin.valid_from < term.valid_to)
    if (await uow.execute(statement.limit(1))).first() is not None:
        raise GuanjiaError(
            TenantsCode.PLUGIN_ALREADY_ON, field="plugins", details={"plugin": term.plugin}
        )


__all__ = ["Bounded", "PluginTerm", "bounded", "check_terms", "cut_terms", "write_term"]
