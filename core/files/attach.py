"""Files that have come become a ticket's (S-A4)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.files.errors import FileCode
from core.files.models import Attachment
from core.files.rules import OF_A_TICKET
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


async def attach(
    actor: Actor,
    ticket: TicketRef,
    requester_id: UUID | None,
    attachments: tuple[UUID, ...],
    uow: UnitOfWork,
) -> None:
    """The caller's own files that have come and belong to no ticket yet belong to this one.

    Raises `NotFound` for any that is not such a file, and FILES_TOO_MANY.
    """
    keys = set(attachments)
    if not keys:
        return
    had = select(func.count()).where(
        Attachment.estate_id == ticket.estate_id, Attachment.ticket_id == ticket.id
    )
    if (await uow.execute(had)).scalar_one() + len(keys) > OF_A_TICKET:
        most = {"most": OF_A_TICKET}
        raise GuanjiaError(FileCode.FILES_TOO_MANY, field="attachmentIds", details=most)
    changed = await uow.execute(
        update(Attachment)
        .where(
            Attachment.estate_id == ticket.estate_id,
            Attachment.id.in_(keys),
            Attachment.account_id == actor.account_id,
            Attachment.ticket_id.is_(None),
            Attachment.stored_at.is_not(None),
        )
        .values(ticket_id=ticket.id, requester_id=requester_id)
    )
    if changed.rowcount != len(keys):
        raise NotFound("attachmentIds")


@dataclass(frozen=True, slots=True)
class AddFiles:
    """More files for a ticket that is there."""

    ticket: TicketRef
    expected_version: int
    attachments: tuple[UUID, ...]


async def add_files(actor: Actor, new: AddFiles, uow: UnitOfWork) -> TicketRef:
    """Added, and said so in the history. Raises what `attach` and a comment refuse."""
    taken = await take(actor, new.ticket, Action.COMMENT, new.expected_version, uow)
    await attach(actor, new.ticket, taken.ticket.requester_id, new.attachments, uow)
    data = {"attached": sorted(map(str, new.attachments))}
    return await finish(actor, taken, uow, Change(data=data))


__all__ = ["AddFiles", "add_files", "attach"]
