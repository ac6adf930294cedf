"""Adopting a document for a group or one estate, from some time on: never for the past."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from core import text
from core.actor import Actor
from core.adopted.errors import DocumentCode, DocumentInvalid
from core.adopted.versions import Documents
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError
from core.ids import new_id
from tenants.roles import Permission, require

T = TypeVar("T")

NOTE_MOST = 500


@dataclass(frozen=True, slots=True)
class Adoption:
    """For whom, from when on, and why.

    `estate_id` None is the group. `expected_number` is the number of the version adopted last for
    the same scope, 0 where there is none. `effective_from` None is now.
    """

    estate_id: int | None
    expected_number: int
    note: str
    effective_from: datetime | None = None


async def adopt(
    actor: Actor,
    documents: Documents[T],
    new: Adoption,
    written: Callable[[datetime], Awaitable[dict[str, Any]]] | None,
    uow: UnitOfWork,
) -> UUID:
    """Adopt what is `written` for the time it takes effect, or (None) what stands above; the key
    of the version.

    Raises `NotFound` for who may not, `Conflict`, EFFECTIVE_IN_PAST and what is wrong with the
    document, by code and path.
    """
    require(actor, Permission.MANAGE_POLICIES, new.estate_id, field="estateId")
    note = text.required("note", new.note, NOTE_MOST)
    effective_from = new.effective_from or uow.now
    if effective_from < uow.now:
        earliest = {"earliest": uow.now}
        raise GuanjiaError(DocumentCode.EFFECTIVE_IN_PAST, field="effectiveFrom", details=earliest)
    number = await documents.latest_number(uow, actor.group_id, new.estate_id)
    if number != new.expected_number:
        raise Conflict(number)
    document = None
    if written is not None:
        try:
            document = await written(effective_from)
        except DocumentInvalid as invalid:
            raise invalid.error from None
    key = new_id()
    uow.add(
        documents.model,
        group_id=actor.group_id,
        id=key,
        estate_id=new.estate_id,
        number=number + 1,
        effective_from=effective_from,
        document=document,
        note=note,
        adopted_at=uow.now,
        adopted_by=actor.account_id,
    )
    await uow.flush()
    return key


__all__ = ["Adoption", "adopt"]
