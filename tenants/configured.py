"""How a plugin is set at an estate, as the estate's contract has it now."""

from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import or_, select

from core.db.unit_of_work import UnitOfWork
from tenants.models import ContractPlugin

M = TypeVar("M", bound=BaseModel)


async def configured(uow: UnitOfWork, estate_id: int, plugin: str, model: type[M]) -> M:
    """What the contract in force says, as the plugin's model; the defaults where none does."""
    found = (
        select(ContractPlugin.configuration)
        .where(
            ContractPlugin.estate_id == estate_id,
            ContractPlugin.plugin == plugin,
            ContractPlugin.valid_from <= uow.now,
            or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > uow.now),
        )
        .order_by(ContractPlugin.valid_from.desc())
        .limit(1)
    )
    row = await uow.row(found)
    return model.model_validate({} if row is None else row["configuration"])


__all__ = ["configured"]
