"""Signing a contract with an estate (S-N1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, Invalid, NotFound
from core.estates.models import Estate
from core.estates.rights import bump
from core.ids import new_id
from core.plugin.catalogue import Catalogue
from tenants.contracts import raise_book
from tenants.errors import TenantsCode
from tenants.models import Contract
from tenants.reach import accounts_at
from tenants.roles import Permission, require
from tenants.terms import PluginTerm, bounded, check_terms, write_term
from tenants.turns import check_requirements, plan_turns, read_terms, take_turns

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class SignContract:
    """A contract from `valid_from` until `valid_to` (exclusive), or without an end."""

    estate_id: int
    title: str
    valid_from: datetime
    valid_to: datetime | None = None
    plugins: tuple[PluginTerm, ...] = ()


async def sign_contract(
    actor: Actor, new: SignContract, uow: UnitOfWork, *, installed: Catalogue | None = None
) -> tuple[int, UUID]:
    """Sign; returns the contract's key. Its plugins are on with the next statement of everybody
    at the estate, as far as their dates say; nothing is switched on for the past.

    Against what is `installed` the plugins are checked (their configuration, and what they
    require) and set up: now, or by the workers when they begin. Without it the contract is only
    written down.

    Raises `NotFound`, `ESTATE_HAS_CLOSED`, `Invalid`, PLUGIN_ALREADY_ON where another term of the
    plugin overlaps, PLUGIN_UNKNOWN, PLUGIN_REQUIRES, and PLUGIN_REFUSES with the plugin's reason.
    The transaction must be one of `administering`.
    """
    require(actor, Permission.SIGN_CONTRACTS, new.estate_id, field="estateId")
    title = text.required("title", new.title, LONGEST_TITLE)
    if new.valid_to is not None and new.valid_to <= new.valid_from:
        raise Invalid("validTo", "is not after validFrom")
    begins = new.valid_from if installed is None else max(new.valid_from, uow.now)
    terms = [bounded(term, begins, new.valid_to) for term in new.plugins]
    if installed is not None:
        check_terms(installed, new.plugins)
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
    for term in terms:
        await write_term(uow, actor.group_id, new.estate_id, contract_id, term)
    if installed is not None:
        check_requirements(installed, await read_terms(uow, new.estate_id), uow.now)
        await take_turns(installed, uow, actor.group_id, new.estate_id)
    instants = [instant for term in terms for instant in (term.valid_from, term.valid_to)]
    plan_turns(uow, actor.group_id, new.estate_id, instants)
    uow.emit(
        "contract.signed",
        group_id=actor.group_id,
        estate_id=new.estate_id,
        subject_id=contract_id,
        plugins=sorted({term.plugin for term in terms}),
    )
    return new.estate_id, contract_id


__all__ = ["PluginTerm", "SignContract", "sign_contract"]
