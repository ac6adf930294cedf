"""Ending a contract."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.estates.rights import bump
from core.plugin.catalogue import Catalogue
from tenants.contracts import raise_book
from tenants.models import Contract
from tenants.reach import accounts_at
from tenants.roles import Permission, require
from tenants.terms import cut_terms
from tenants.turns import check_requirements, plan_turns, read_terms, take_turns


async def end_contract(
    actor: Actor,
    estate_id: int,
    contract_id: UUID,
    uow: UnitOfWork,
    *,
    at: datetime | None = None,
    expected_version: int | None = None,
    installed: Catalogue | None = None,
) -> None:
    """End a contract and what it switched on: now, or at a later instant. Its rows stay.

    An end in the past is taken as now, for what was promised until now was promised. A term that
    had not begun never will. The plugins of `installed` settle what is open: now, or by the
    workers at the instant; without it a later turn catches up.

    Raises `NotFound`, `Conflict`, PLUGIN_REQUIRES where a plugin of another contract would lack
    one of this, and PLUGIN_REFUSES. The transaction must be one of `administering`.
    """
    require(actor, Permission.SIGN_CONTRACTS, estate_id, field="contractId")
    await raise_book(uow, actor.group_id)
    this = (Contract.estate_id == estate_id) & (Contract.id == contract_id)
    contract = await uow.row(select(Contract.version, Contract.valid_to).where(this))
    if contract is None:
        raise NotFound("contractId")
    if expected_version not in (None, contract["version"]):
        raise Conflict(contract["version"])
    ends_at = max(at or uow.now, uow.now)
    if contract["valid_to"] is not None and contract["valid_to"] <= ends_at:
        return
    await bump(uow, actor.group_id, await accounts_at(uow, actor.group_id, estate_id))
    await uow.execute(
        update(Contract)
        .where(this)
        .values(valid_to=func.greatest(Contract.valid_from, ends_at), version=Contract.version + 1)
    )
    await cut_terms(uow, estate_id, contract_id, ends_at)
    if installed is not None:
        check_requirements(installed, await read_terms(uow, estate_id), uow.now)
        await take_turns(installed, uow, actor.group_id, estate_id)
    plan_turns(uow, actor.group_id, estate_id, [ends_at])
    uow.emit(
        "contract.ended",
        group_id=actor.group_id,
        estate_id=estate_id,
        subject_id=contract_id,
        at=ends_at.isoformat(),
    )


__all__ = ["end_contract"]
