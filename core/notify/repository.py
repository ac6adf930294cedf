"""Reading and writing messages. The area's SQL stands here, and in `contacts` and `settings`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.notify.models import Message


async def insert_message(uow: UnitOfWork, values: Mapping[str, Any]) -> UUID | None:
    """Write a message; its id, or None where the estate has one of this key."""
    found = await uow.execute(
        insert(Message)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["estate_id", "key"])
        .returning(Message.id)
    )
    key: UUID | None = found.scalar_one_or_none()
    return key


__all__ = ["insert_message"]
