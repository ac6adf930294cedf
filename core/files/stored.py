"""The files of an estate whose bytes have come: for an export, and for counting."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID

import filetype
from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.files.models import Attachment


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store. `size` is in bytes, as it was sent."""

    id: UUID
    media_type: str
    size: int

    @property
    def name(self) -> str:
        """A name that tells its kind, and nothing of whose it is: the row has its own."""
        kind = filetype.get_type(mime=self.media_type)
        return f"{self.id}.{kind.extension}" if kind else str(self.id)


async def stored(uow: UnitOfWork, estate_id: int) -> AsyncGenerator[Stored, None]:
    """The estate's files in the order of their ids, a few at a time. To be closed if left early."""
    found = await uow.connection.stream(
        select(Attachment.id, Attachment.media_type, Attachment.size)
        .where(Attachment.estate_id == estate_id, Attachment.stored_at.is_not(None))
        .order_by(Attachment.id)
    )
    try:
        async for row in found:
            yield Stored(row.id, row.media_type or "", row.size)
    finally:
        await found.close()


__all__ = ["Stored", "stored"]
