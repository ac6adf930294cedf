"""Announcing a file: its row is there before its bytes are (S-A4)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, Invalid, NotFound
from core.estates.models import Resident
from core.files.errors import FileCode
from core.files.models import Attachment
from core.files.rules import LARGEST, LOOSE, NAME_MOST
from core.ids import new_id
from core.tickets.transitions import REPORTERS


@dataclass(frozen=True, slots=True)
class Prepare:
    """`size` is in bytes."""

    estate_id: int
    name: str
    size: int


async def prepare(actor: Actor, new: Prepare, uow: UnitOfWork) -> UUID:
    """The key of the file to come; it can be sent by a link for as long as that holds.

    Raises `NotFound` for who may not report at the estate, FILE_TOO_LARGE, and FILES_TOO_MANY
    where too many were announced and belong to no ticket yet.
    """
    if not actor.roles_at(new.estate_id) & REPORTERS:
        raise NotFound("estateId")
    return await announce(actor, new, uow, await _requester(actor, new.estate_id, uow))


async def announce(
    actor: Actor, new: Prepare, uow: UnitOfWork, requester_id: UUID | None = None
) -> UUID:
    """Like `prepare`, for whom who calls has found to be allowed to send it.

    The scope has to see the caller's files. Raises FILE_TOO_LARGE and FILES_TOO_MANY.
    """
    name = text.required("name", new.name, NAME_MOST)
    if new.size < 1:
        raise Invalid("size", "must be at least 1 byte")
    if new.size > LARGEST:
        raise GuanjiaError(FileCode.FILE_TOO_LARGE, field="size", details={"most": LARGEST})
    loose = select(func.count()).where(
        Attachment.estate_id == new.estate_id,
        Attachment.ticket_id.is_(None),
        Attachment.report_id.is_(None),
        Attachment.account_id == actor.account_id,
    )
    if (await uow.execute(loose)).scalar_one() >= LOOSE:
        raise GuanjiaError(FileCode.FILES_TOO_MANY, details={"most": LOOSE})
    key = new_id()
    uow.add(
        Attachment,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=key,
        requester_id=requester_id,
        account_id=actor.account_id,
        name=name,
        size=new.size,
        created_at=uow.now,
    )
    await uow.flush()
    return key


async def _requester(actor: Actor, estate_id: int, uow: UnitOfWork) -> UUID | None:
    """Residents' files are theirs to see from the beginning."""
    if actor.audience is not Audience.RESIDENT:
        return None
    found = await uow.execute(
        select(Resident.id)
        .where(Resident.estate_id == estate_id, Resident.id.in_(actor.persons))
        .order_by(Resident.id)
        .limit(1)
    )
    key: UUID | None = found.scalar_one_or_none()
    if key is None:
        raise NotFound("estateId")
    return key


__all__ = ["Prepare", "announce", "prepare"]
