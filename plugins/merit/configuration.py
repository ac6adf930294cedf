"""An estate's configuration of the plugin, as its contract has it now."""

from core.db.unit_of_work import UnitOfWork
from plugins.merit.ladder import MeritConfiguration
from plugins.merit.manifest import MANIFEST
from tenants import configured as contracts


async def configured(uow: UnitOfWork, estate_id: int) -> MeritConfiguration:
    """What the contract in force says; the defaults where none does."""
    return await contracts.configured(uow, estate_id, MANIFEST.id, MeritConfiguration)


__all__ = ["configured"]
