"""A file's bytes come in: looked at, stored in one piece, and only then said to be there."""

from uuid import UUID

from sqlalchemy import select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.files.cleaning import cleaned
from core.files.errors import FileCode
from core.files.models import Attachment
from core.files.rules import disposition, media_type_of
from core.files.store import Described, FileStore, place_of


async def receive(
    uow: UnitOfWork, store: FileStore, estate_id: int, attachment_id: UUID, content: bytes
) -> None:
    """Stored. A transfer that broke off leaves nothing and can be made again.

    Raises `NotFound`, FILE_STORED_ALREADY, FILE_INCOMPLETE, and what `media_type_of` and
    `cleaned` refuse.
    """
    row = await uow.row(
        select(Attachment.group_id, Attachment.name, Attachment.size, Attachment.stored_at)
        .where(
            Attachment.estate_id == estate_id,
            Attachment.id == attachment_id,
            Attachment.account_id == uow.scope.account_id,
        )
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if row["stored_at"] is not None:
        raise GuanjiaError(FileCode.FILE_STORED_ALREADY)
    if len(content) != row["size"]:
        raise GuanjiaError(FileCode.FILE_INCOMPLETE, details={"size": row["size"]})
    media_type = media_type_of(content)
    kept = cleaned(content, media_type)
    place = place_of(row["group_id"], estate_id, attachment_id)
    await store.put(place, kept, Described(media_type, disposition(row["name"])))
    await uow.execute(
        update(Attachment)
        .where(Attachment.estate_id == estate_id, Attachment.id == attachment_id)
        .values(media_type=media_type, size=len(kept), stored_at=uow.now)
    )


__all__ = ["receive"]
