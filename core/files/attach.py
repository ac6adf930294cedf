"""Files that have come become a ticket's (S-A4), or a written report's."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.files.errors import FileCode
from core.files.models import Attachment
from core.files.rules import OF_ONE
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
    """The caller's own files that have come and belong to nothing yet belong to this ticket.

    Raises `NotFound` for any that is not such a file, and FILES_TOO_MANY.
    """
    where = Attachment.ticket_id == ticket.id
    values = {"ticket_id": ticket.id, "requester_id": requester_id}
    await _take(actor, ticket.estate_id, attachments, where, values, uow)


async def attach_to_report(
    actor: Actor, estate_id: int, report_id: UUID, attachments: tuple[UUID, ...], uow: UnitOfWork
) -> None:
    """The same for a written report (S-G2, S-G3): its files are shown with it, not on a ticket."""
    where = Attachment.report_id == report_id
    await _take(actor, estate_id, attachments, where, {"report_id": report_id}, uow)


async def _take(
    actor: Actor,
    estate_id: int,
    attachments: tuple[UUID, ...],
    had: ColumnElement[bool],
    values: Mapping[str, UUID | None],
    uow: UnitOfWork,
) -> None:
    keys = set(attachments)
    if not keys:
        return
    count = select(func.count()).where(Attachment.estate_id == estate_id, had)
    if (await uow.execute(count)).scalar_one() + len(keys) > OF_ONE:
        most = {"most": OF_ONE}
        raise GuanjiaError(FileCode.FILES_TOO_MANY, field="attachmentIds", details=most)
    changed = await uow.execute(
        update(Attachment)
        .where(
            Attachment.estate_id == estate_id,
            Attachment.id.in_(keys),
            Attachment.account_id == actor.account_id,
            Attachment.ticket_id.is_(None),
            Attachment.report_id.is_(None),
            Attachment.stored_at.is_not(None),
        )
        .values(**values)
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


__all__ = ["AddFiles", "add_files", "attach", "attach_to_report"]
