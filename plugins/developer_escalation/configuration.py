"""What was agreed with the developer, as the estate's contract has it now."""

from sqlalchemy import or_, select

from core.db.unit_of_work import UnitOfWork
from plugins.developer_escalation.manifest import MANIFEST, DeveloperConfiguration
from tenants.models import ContractPlugin


async def configured(uow: UnitOfWork, estate_id: int) -> DeveloperConfiguration:
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
    return DeveloperConfiguration.model_validate({} if row is None else row["configuration"])


__all__ = ["configured"]
