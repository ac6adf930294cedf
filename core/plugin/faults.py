"""Faults of plugins, put on record in a transaction of their own.

Whatever becomes of the transaction in which a plugin failed, its fault is kept, with its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import new_id
from core.plugin.models import PluginFault


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure of a plugin. `place` is the hook or the job, `error` its kind and where."""

    group_id: int
    estate_id: int
    plugin: str
    place: str
    error: str
    at: datetime


async def keep(connection: AsyncConnection, faults: Sequence[Fault]) -> None:
    """Count faults of one estate. The connection is in the scope of the system there."""
    for fault in faults:
        statement = insert(PluginFault).values(
            group_id=fault.group_id,
            estate_id=fault.estate_id,
            id=new_id(),
            plugin=fault.plugin,
            place=fault.place,
            error=fault.error,
            times=1,
            first_at=fault.at,
            last_at=fault.at,
        )
        counted = statement.on_conflict_do_update(
            index_elements=["estate_id", "plugin", "place", "error"],
            set_={"times": PluginFault.times + 1, "last_at": statement.excluded.last_at},
        )
        await connection.execute(counted)


__all__ = ["Fault", "keep"]
