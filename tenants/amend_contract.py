"""Amending a contract: its title, its end, and what it switches on from an instant on (S-N1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, Invalid, NotFound
from core.estates.rights import bump
from core.plugin.catalogue import Catalogue
from tenants.contracts import raise_book
from tenants.errors import TenantsCode
from tenants.models import Contract, ContractPlugin
from tenants.reach import accounts_at
from tenants.roles import Permission, require
from tenants.sign_contract import LONGEST_TITLE
from tenants.terms import PluginTerm, bounded, check_terms, cut_terms, write_term
from tenants.turns import check_requirements, plan_turns, read_terms, take_turns


@dataclass(frozen=True, slots=True)
class PluginEnd:
    """A plugin the contract switches off, now or at a later instant."""

    plugin: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewEnd:
    """When the contract ends from now on; None: not at all."""

    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class AmendContract:
    """What becomes different. `plugins` are switched on, or go on with another configuration,
    from their `valid_from` on (now, where they do not say); `ends` are switched off."""

    estate_id: int
    contract_id: UUID
    expected_version: int
    title: str | None = None
    end: NewEnd | None = None
    plugins: tuple[PluginTerm, ...] = ()
    ends: tuple[PluginEnd, ...] = ()


async def amend_contract(
    actor: Actor, new: AmendContract, uow: UnitOfWork, *, installed: Catalogue
) -> None:
    """Amend. What was promised until now stays: every instant before now is taken as now.

    Terms that ran to the contract's end run to its new one. Raises `NotFound`, `Conflict`,
    `Invalid`, CONTRACT_HAS_ENDED, and what `sign_contract` raises for its plugins. The transaction
    must be one of `administering`.
    """
    require(actor, Permission.SIGN_CONTRACTS, new.estate_id, field="contractId")
    check_terms(installed, new.plugins)
    group_id, estate_id = actor.group_id, new.estate_id
    await raise_book(uow, group_id)
    this = (Contract.estate_id == estate_id) & (Contract.id == new.contract_id)
    contract = await uow.row(
        select(Contract.version, Contract.valid_from, Contract.valid_to).where(this)
    )
    if contract is None:
        raise NotFound("contractId")
    if contract["version"] != new.expected_version:
        raise Conflict(contract["version"])
    ends: datetime | None = contract["valid_to"]
    if ends is not None and ends <= uow.now:
        raise GuanjiaError(TenantsCode.CONTRACT_HAS_ENDED, field="contractId", details={"at": ends})
    await bump(uow, group_id, await accounts_at(uow, group_id, estate_id))
    values: dict[str, Any] = {"version": new.expected_version + 1}
    instants: list[datetime | None] = []
    if new.title is not None:
        values["title"] = text.required("title", new.title, LONGEST_TITLE)
    if new.end is not None:
        ends = await _move_end(uow, new, contract["valid_from"], ends)
        values["valid_to"] = ends
        instants.append(ends)
    await uow.execute(update(Contract).where(this).values(**values))
    for end in new.ends:
        at = max(end.at or uow.now, uow.now)
        if not await cut_terms(uow, estate_id, new.contract_id, at, end.plugin):
            raise NotFound("ends")
        instants.append(at)
    for each in new.plugins:
        term = bounded(each, max(contract["valid_from"], uow.now), ends)
        await cut_terms(uow, estate_id, new.contract_id, term.valid_from, term.plugin)
        await write_term(uow, group_id, estate_id, new.contract_id, term)
        instants += (term.valid_from, term.valid_to)
    check_requirements(installed, await read_terms(uow, estate_id), uow.now)
    await take_turns(installed, uow, group_id, estate_id)
    plan_turns(uow, group_id, estate_id, instants)
    uow.emit(
        "contract.amended",
        group_id=group_id,
        estate_id=estate_id,
        subject_id=new.contract_id,
        plugins=sorted({each.plugin for each in new.plugins} | {end.plugin for end in new.ends}),
    )


async def _move_end(
    uow: UnitOfWork, new: AmendContract, begins: datetime, before: datetime | None
) -> datetime | None:
    """Give the contract another end, and with it the terms that ran to the old one."""
    assert new.end is not None
    ends = new.end.valid_to
    if ends is not None and ends <= max(uow.now, begins):
        raise Invalid("validTo", "is not after now, and after the contract's begin")
    mine = (ContractPlugin.estate_id == new.estate_id) & (
        ContractPlugin.contract_id == new.contract_id
    )
    longer = (
        ContractPlugin.valid_to.is_(None) if before is None else ContractPlugin.valid_to == before
    )
    await uow.execute(update(ContractPlugin).where(mine, longer).values(valid_to=ends))
    if ends is not None:
        late = or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > ends)
        cut = func.greatest(ContractPlugin.valid_from, ends)
        await uow.execute(update(ContractPlugin).where(mine, late).values(valid_to=cut))
    return ends


__all__ = ["AmendContract", "NewEnd", "PluginEnd", "amend_contract"]
