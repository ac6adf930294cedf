"""The one row somebody has set in place of what is shipped: made, or put in its own place."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from core.ids import new_id
from core.notify.models import NotificationChannel, NotificationPreference, NotificationTemplate

OwnRow = type[NotificationChannel] | type[NotificationPreference] | type[NotificationTemplate]


async def put(
    uow: UnitOfWork,
    model: OwnRow,
    whose: Mapping[str, Any],
    expected_version: int,
    values: Mapping[str, Any],
) -> UUID:
    """The key of the row that `whose` (its group and what is unique in it) names.

    Raises `Conflict` where its version is another than expected; that of no row is 0.
    """
    own = [getattr(model, name) == value for name, value in whose.items()]
    held = (
        await uow.execute(select(model.id, model.version).where(*own).with_for_update())
    ).one_or_none()
    version = 0 if held is None else held.version
    if version != expected_version:
        raise Conflict(version)
    if held is None:
        key = new_id()
        uow.add(model, **whose, id=key, version=1, **values)
        await uow.flush()
        return key
    await uow.execute(update(model).where(*own).values(**values, version=version + 1))
    found: UUID = held.id
    return found


__all__ = ["OwnRow", "put"]
