"""Closing an estate."""

from sqlalchemy import or_, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates.models import Estate
from core.estates.rights import bump
from core.plugin.catalogue import Catalogue
from tenants.contracts import raise_book
from tenants.end_contract import end_contract
from tenants.errors import TenantsCode
from tenants.models import Contract
from tenants.reach import accounts_at
from tenants.roles import Permission, require
from tenants.turns import take_turns


async def close_estate(
    actor: Actor, estate_id: int, uow: UnitOfWork, *, installed: Catalogue | None = None
) -> None:
    """Close an estate: its contracts end, and it leaves everybody's rights at once.

    The plugins of `installed` settle what is open. Its rows stay, for the system to export or
    erase. Raises `NotFound`, `ESTATE_HAS_CLOSED`. The transaction must be one of `administering`.
    """
    require(actor, Permission.OPEN_ESTATES, field="estateId")
    await raise_book(uow, actor.group_id)  # no contract is signed meanwhile
    this = (Estate.group_id == actor.group_id) & (Estate.id == estate_id)
    estate = await uow.row(select(Estate.closed_at).where(this).with_for_update())
    if estate is None:
        raise NotFound("estateId")
    if estate["closed_at"] is not None:
        raise GuanjiaError(TenantsCode.ESTATE_HAS_CLOSED, field="estateId")
    running = select(Contract.id).where(
        Contract.estate_id == estate_id,
        or_(Contract.valid_to.is_(None), Contract.valid_to > uow.now),
    )
    for contract_id in (await uow.execute(running)).scalars().all():
        await end_contract(actor, estate_id, contract_id, uow)
    if installed is not None:
        await take_turns(installed, uow, actor.group_id, estate_id)
    await bump(uow, actor.group_id, await accounts_at(uow, actor.group_id, estate_id))
    await uow.execute(update(Estate).where(this).values(closed_at=uow.now))
    uow.emit(
        "estate.closed",
        group_id=actor.group_id,
        estate_id=estate_id,
        subject_id=actor.account_id,
    )


__all__ = ["close_estate"]
