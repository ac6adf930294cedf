"""Ending a contract."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.rights import bump
from tenants.contracts import raise_book
from tenants.models import Contract, ContractPlugin
from tenants.reach import accounts_at
from tenants.roles import Permission, require


async def end_contract(
    actor: Actor,
    estate_id: int,
    contract_id: UUID,
    uow: UnitOfWork,
    *,
    at: datetime | None = None,
) -> None:
    """End a contract and what it switched on: now, or at a later instant. Its rows stay.

    An end in the past is taken as now, for what was promised until now was promised. A term that
    had not begun never will. Raises `NotFound`. The transaction must be one of `administering`.
    """
    require(actor, Permission.SIGN_CONTRACTS, estate_id, field="contractId")
    await raise_book(uow, actor.group_id)
    this = (Contract.estate_id == estate_id) & (Contract.id == contract_id)
    contract = await uow.row(select(Contract.valid_to).where(this))
    if contract is None:
        raise NotFound("contractId")
    ends_at = max(at or uow.now, uow.now)
    if contract["valid_to"] is not None and contract["valid_to"] <= ends_at:
        return
    await bump(uow, actor.group_id, await accounts_at(uow, actor.group_id, estate_id))
    await uow.execute(
        update(Contract).where(this).values(valid_to=func.greatest(Contract.valid_from, ends_at))
    )
    await uow.execute(
        update(ContractPlugin)
        .where(
            ContractPlugin.estate_id == estate_id,
            ContractPlugin.contract_id == contract_id,
            or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > ends_at),
        )
        .values(valid_to=func.greatest(ContractPlugin.valid_from, ends_at))
    )
    uow.emit(
        "contract.ended",
        group_id=actor.group_id,
        estate_id=estate_id,
        subject_id=contract_id,
        at=ends_at.isoformat(),
    )


__all__ = ["end_contract"]
