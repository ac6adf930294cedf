"""Where the plugin has a say: an estate begins with rules, its own or its model's.

Erasing an estate leaves nothing to do: all that the plugin keeps of people stands in its tables.
"""

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.plugin.hooks import hook
from plugins.merit.facts.set_rule import begin_with_shipped, copy_rules


@hook()
async def plugin_enabling(uow: UnitOfWork, estate_id: int) -> None:
    """The shipped rules, where there are none of these codes."""
    group = await uow.execute(select(Estate.group_id).where(Estate.id == estate_id))
    await begin_with_shipped(uow, group.scalar_one(), estate_id)


@hook()
async def estate_cloning(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    """The model's rules; never its people's cases, facts or cards."""
    await copy_rules(uow, source_id, target_id)


__all__ = ["estate_cloning", "plugin_enabling"]
