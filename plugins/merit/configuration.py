"""An estate's configuration of the plugin, as its contract has it now."""

from sqlalchemy import or_, select

from core.db.unit_of_work import UnitOfWork
from plugins.merit.ladder import MeritConfiguration
from plugins.merit.manifest import MANIFEST
from tenants.models import ContractPlugin


async def configured(uow: UnitOfWork, estate_id: int) -> MeritConfiguration:
    """What the contract in force says; the defaults where none does."""
    found = (
        select(ContractPlugin.configuration)
        .where(
            ContractPlugin.estate_id == estate_id,
            ContractPlugin.plugin == MANIFEST.id,
            ContractPlugin.valid_from <= uow.now,
            or_(ContractPlugin.valid_to.is_(None), ContractPlugin.valid_to > uow.now),
        )
        .order_by(ContractPlugin.valid_from.desc())
        .limit(1)
    )
    row = await uow.row(found)
    return MeritConfiguration.model_validate({} if row is None else row["configuration"])


__all__ = ["configured"]
