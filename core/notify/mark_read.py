"""Somebody has read a message."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.notify.models import Message


@dataclass(frozen=True, slots=True)
class MarkRead:
    """`and_older` marks everything unread that the caller was told before it, at that estate."""

    estate_id: int
    message_id: UUID
    and_older: bool = False


async def mark_read(actor: Actor, new: MarkRead, uow: UnitOfWork) -> None:
    """The caller has read it; read again it keeps its first time. Raises `NotFound`."""
    mine = Message.estate_id == new.estate_id, Message.account_id == actor.account_id
    found = await uow.row(select(Message.created_at).where(*mine, Message.id == new.message_id))
    if found is None:
        raise NotFound("messageId")
    which = Message.id == new.message_id
    if new.and_older:
        which = Message.created_at <= found["created_at"]
    await uow.execute(
        update(Message).where(*mine, which, Message.read_at.is_(None)).values(read_at=uow.now)
    )


__all__ = ["MarkRead", "mark_read"]
