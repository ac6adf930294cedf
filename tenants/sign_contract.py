"""Signing a contract with an estate (S-N1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, Invalid, NotFound
from core.estates.models import Estate
from core.estates.rights import bump
from core.ids import new_id
from tenants.contracts import raise_book
from tenants.errors import TenantsCode
from tenants.models import Contract, ContractPlugin
from tenants.reach import accounts_at
from tenants.roles import Permission, require

LONGEST_TITLE = 200
_PLUGIN = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PluginTerm:
    """A plugin the contract switches on, for all of its time or for a part of it."""

    plugin: str
    configuration: Mapping[str, Any] = field(default_factory=dict)
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignContract:
    """A contract from `valid_from` until `valid_to` (exclusive), or without an end."""

    estate_id: int
    title: str
    valid_from: datetime
    valid_to: datetime | None = None
    plugins: tuple[PluginTerm, ...] = ()


async def sign_contract(actor: Actor, new: SignContract, uow: UnitOfWork) -> tuple[int, UUID]:
    """Sign; returns the contract's key. Its plugins are on with the next statement of everybody
    at the estate, as far as their dates say.

    Raises `NotFound`, `ESTATE_HAS_CLOSED`, `PLUGIN_ALREADY_ON` where another term of the plugin
    overlaps, `Invalid` for dates that run backwards. The transaction must be one of
    `administering`.
    """
    require(actor, Permission.SIGN_CONTRACTS, new.estate_id, field="estateId")
    title = text.required("title", new.title, LONGEST_TITLE)
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise Invalid("validTo", "is not after validFrom")
    terms = [_bounded(new, term) for term in new.plugins]
    await raise_book(uow, actor.group_id)
    estate = await uow.row(
        select(Estate.closed_at).where(
            Estate.group_id == actor.group_id, Estate.id == new.estate_id
        )
    )
    if estate is None:
        raise NotFound("estateId")
    if estate["closed_at"] is not None:
        raise GuanjiaError(TenantsCode.ESTATE_HAS_CLOSED, field="estateId")
    await bump(uow, actor.group_id, await accounts_at(uow, actor.group_id, new.estate_id))
    contract_id = new_id()
    uow.add(
        Contract,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=contract_id,
        title=title,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        signed_at=uow.now,
        signed_by=actor.account_id,
    )
    await uow.flush()
    for plugin, configuration, valid_from, valid_to in terms:
        await _refuse_overlap(uow, new.estate_id, plugin, valid_from, valid_to)
        uow.add(
            ContractPlugin,
            group_id=actor.group_id,
            estate_id=new.estate_id,
            id=new_id(),
            contract_id=contract_id,
            plugin=plugin,
            configuration=dict(configuration),
            valid_from=valid_from,
            valid_to=valid_to,
        )
        await uow.flush()
    uow.emit(
        "contract.signed",
        group_id=actor.group_id,
        estate_id=new.estate_id,
        subject_id=contract_id,
        plugins=sorted({term[0] for term in terms}),
    )
    return new.estate_id, contract_id


def _bounded(
    new: SignContract, term: PluginTerm
) -> tuple[str, Mapping[str, Any], datetime, datetime | None]:
    """A term within its contract's time."""
    if _PLUGIN.fullmatch(term.plugin) is None:
        raise Invalid("plugins", f"{term.plugin[:40]} is no plugin's id")
    valid_from = max(term.valid_from or new.valid_from, new.valid_from)
    ends = [end for end in (term.valid_to, new.valid_to) if end is not None]
    valid_to = min(ends, default=None)
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid("plugins", f"the time of {term.plugin} is empty")
    return term.plugin, term.configuration, valid_from, valid_to


async def _refuse_overlap(
    uow: UnitOfWork, estate_id: int, plugin: str, valid_from: datetime, valid_to: datetime | None
) -> None:
    statement = select(ContractPlugin.id).where(
        ContractPlugin.estate_id == estate_id,
        ContractPlugin.plugin == plugin,
        or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > valid_from),
        or_(
            ContractPlugin.valid_to.is_(None),
            ContractPlugin.valid_to > ContractPlugin.valid_from,
        ),
    )
    if valid_to is not None:
        statement = statement.where(ContractPlugin.valid_from < valid_to)
    if (await uow.execute(statement.limit(1))).first() is not None:
        raise GuanjiaError(
            TenantsCode.PLUGIN_ALREADY_ON, field="plugins", details={"plugin": plugin}
        )


__all__ = ["PluginTerm", "SignContract", "sign_contract"]
