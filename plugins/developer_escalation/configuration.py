"""What was agreed with the developer, as the estate's contract has it now."""

from core.db.unit_of_work import UnitOfWork
from plugins.developer_escalation.manifest import MANIFEST, DeveloperConfiguration
from tenants import configured as contracts


async def configured(uow: UnitOfWork, estate_id: int) -> DeveloperConfiguration:
    """What the contract in force says; the defaults where none does."""
    return await contracts.configured(uow, estate_id, MANIFEST.id, DeveloperConfiguration)


__all__ = ["configured"]
