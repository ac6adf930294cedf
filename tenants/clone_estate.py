"""Opening an estate after another's model: what is set up there is copied, never what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, select

from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate
from core.ids import new_id
from core.plugin.catalogue import Catalogue
from core.plugin.lifecycle import clone
from tenants.estate_rows import is_set_up, tables_of_estates
from tenants.models import ContractPlugin
from tenants.open_estate import OpenEstate, open_estate
from tenants.roles import Permission, require
from tenants.sign_contract import PluginTerm, SignContract, sign_contract


@dataclass(frozen=True, slots=True)
class CloneEstate:
    """A new estate like `source_id`; `title` is that of its contract, which runs until
    `valid_to`. It begins with the plugins that are on at the source, set as they are there."""

    source_id: int
    code: str
    name: str
    region_id: int
    address: str
    title: str
    valid_to: datetime | None = None


async def clone_estate(
    actor: Actor, new: CloneEstate, uow: UnitOfWork, *, installed: Catalogue
) -> int:
    """Open it; returns its id. The plugins copy what is theirs (`estate_cloning`).

    Raises `NotFound`, `CODE_TAKEN`, `Invalid`, and what signing raises. The transaction must be
    one of `administering`; its scope is widened by the new estate.
    """
    require(actor, Permission.OPEN_ESTATES)
    require(actor, Permission.SIGN_CONTRACTS, new.source_id, field="sourceId")
    source = await uow.row(
        select(
            Estate.property_type, Estate.zone, Estate.shifts, Estate.holidays, Estate.closed_at
        ).where(Estate.group_id == actor.group_id, Estate.id == new.source_id)
    )
    if source is None:
        raise NotFound("sourceId")
    like = OpenEstate(
        code=new.code,
        name=new.name,
        region_id=new.region_id,
        property_type=source["property_type"],
        address=new.address,
        zone=source["zone"],
        shifts=source["shifts"],
        holidays=source["holidays"],
    )
    estate_id = await open_estate(actor, like, uow)
    await uow.flush()
    await _copy(uow, new.source_id, estate_id)
    terms = await _on(uow, new.source_id, installed)
    contract = SignContract(estate_id, new.title, uow.now, new.valid_to, terms)
    signing = _as_holder(actor, estate_id)
    await sign_contract(signing, contract, uow, installed=installed)
    await uow.flush()
    scope = uow.scope
    await uow.enter(Scope.system(actor.group_id, new.source_id, estate_id))
    for term in terms:
        await clone(installed, term.plugin, uow, new.source_id, estate_id)
        await uow.flush()
    await uow.enter(scope)
    uow.emit(
        "estate.cloned",
        group_id=actor.group_id,
        estate_id=estate_id,
        subject_id=actor.account_id,
        source=new.source_id,
    )
    return estate_id


def _as_holder(actor: Actor, estate_id: int) -> Actor:
    """The actor with the roles over the group at the estate that has just been opened."""
    return replace(actor, roles={**actor.roles, estate_id: actor.group_roles})


async def _on(uow: UnitOfWork, source_id: int, installed: Catalogue) -> tuple[PluginTerm, ...]:
    """The plugins that run at the source now, each after those it requires."""
    rows = await uow.execute(
        select(
            ContractPlugin.plugin,
            ContractPlugin.configuration,
            ContractPlugin.valid_from,
            ContractPlugin.valid_to,
        ).where(ContractPlugin.estate_id == source_id, ContractPlugin.valid_from <= uow.now)
    )
    running = {
        row.plugin: row.configuration
        for row in rows
        if row.valid_to is None or row.valid_to > uow.now
    }
    return tuple(
        PluginTerm(plugin, running[plugin])
        for plugin in installed.manifests
        if plugin in installed.effective(running)
    )


async def _copy(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    """Copy the rows by which the source is set up, under new ids that refer to each other."""
    ids: dict[UUID, UUID] = {}
    for table in filter(is_set_up, tables_of_estates()):
        if not table.info.get("append_only"):  # what is opened with, if anything, makes way
            await uow.execute(delete(table).where(table.c.estate_id == target_id))
        found = await uow.execute(select(table).where(table.c.estate_id == source_id))
        rows = [_like(table, dict(row), target_id, ids) for row in found.mappings()]
        if rows:
            await uow.connection.execute(insert(table), rows)


def _like(
    table: Table, row: Mapping[str, Any], target_id: int, ids: dict[UUID, UUID]
) -> dict[str, Any]:
    made = {
        name: ids.get(value, value) if isinstance(value, UUID) else value
        for name, value in row.items()
    }
    made["estate_id"] = target_id
    if "id" in table.c:
        made["id"] = ids[row["id"]] = new_id()
    if "version" in table.c:
        made["version"] = 1
    return made


__all__ = ["CloneEstate", "clone_estate"]
