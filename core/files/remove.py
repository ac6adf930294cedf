"""Taking a file away: its row at once, its bytes by a worker afterwards."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.files.models import Attachment
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import FRONT_DESK, Action

REMOVED = "attachment.removed"
"""The topic of a file whose row is gone."""

ESTATE_ERASED = "estate.erased"
"""The topic of an estate all of whose rows are gone."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Which file."""

    estate_id: int
    attachment_id: UUID


async def remove(actor: Actor, new: Remove, uow: UnitOfWork) -> TicketRef | None:
    """Gone; the ticket it was of, whose history says so.

    Whoever sent it may take it away, and the front desk; nobody what belongs to a written report,
    which is on record. Raises `NotFound` for all others.
    """
    row = await uow.row(
        select(Attachment.ticket_id, Attachment.report_id, Attachment.account_id)
        .where(Attachment.estate_id == new.estate_id, Attachment.id == new.attachment_id)
        .with_for_update()
    )
    if (
        row is None
        or row["report_id"] is not None
        or not (row["account_id"] == actor.account_id or actor.roles_at(new.estate_id) & FRONT_DESK)
    ):
        raise NotFound("attachmentId")
    await drop(uow, actor.group_id, new.estate_id, new.attachment_id)
    if row["ticket_id"] is None:
        return None
    ref = TicketRef(new.estate_id, row["ticket_id"])
    taken = await take(actor, ref, Action.COMMENT, None, uow)
    return await finish(actor, taken, uow, Change(data={"removed": [str(new.attachment_id)]}))


async def drop(uow: UnitOfWork, group_id: int, estate_id: int, attachment_id: UUID) -> None:
    """Delete a row; a worker deletes the bytes once that is certain."""
    await uow.execute(
        delete(Attachment).where(Attachment.estate_id == estate_id, Attachment.id == attachment_id)
    )
    uow.emit(REMOVED, group_id=group_id, estate_id=estate_id, subject_id=attachment_id)


__all__ = ["ESTATE_ERASED", "REMOVED", "Remove", "drop", "remove"]
