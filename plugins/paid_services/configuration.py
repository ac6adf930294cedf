"""An estate's configuration of the plugin, as its contract has it now."""

from sqlalchemy import or_, select

from core.db.unit_of_work import UnitOfWork
from plugins.paid_services.manifest import MANIFEST, PaidServicesConfiguration
from tenants.models import ContractPlugin


async def configured(uow: UnitOfWork, estate_id: int) -> PaidServicesConfiguration:
    """What the contract in force says, or said last: payments begun under it come to their end
    after it. The defaults where there never was one."""
    found = (
        select(ContractPlugin.configuration)
        .where(
            ContractPlugin.estate_id == estate_id,
            ContractPlugin.plugin == MANIFEST.id,
            ContractPlugin.valid_from <= uow.now,
            or_(
                ContractPlugin.valid_to.is_(None),
                ContractPlugin.valid_to > ContractPlugin.valid_from,
            ),
        )
        .order_by(ContractPlugin.valid_from.desc())
        .limit(1)
    )
    row = await uow.row(found)
    return PaidServicesConfiguration.model_validate({} if row is None else row["configuration"])


__all__ = ["configured"]
