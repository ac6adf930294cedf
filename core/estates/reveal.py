"""Showing a resident's personal data unmasked: with a reason, on record (S-N2)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates import rules
from core.estates.models import PersonalAccess
from core.estates.repository import find_resident
from core.ids import new_id

REVEALED = "resident.revealed"
"""The outbox topic of an unmasking."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """Whose data, and what for."""

    estate_id: int
    resident_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """The data in full. Personal: not to be logged, not to be kept."""

    estate_id: int
    resident_id: UUID
    name: str
    phone: str


async def reveal(actor: Actor, new: Reveal, uow: UnitOfWork) -> Revealed:
    """The resident's name and telephone in full; the access is recorded first.

    Raises TEXT_REQUIRED without a reason, and `NotFound` for who may not unmask.
    """
    reason = text.required("reason", new.reason, rules.REASON_MOST)
    rules.check_role(actor, new.estate_id, rules.UNMASKERS, "residentId")
    resident = await find_resident(uow, new.estate_id, new.resident_id)
    if resident is None:
        raise NotFound("residentId")
    uow.add(
        PersonalAccess,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=new_id(),
        resident_id=new.resident_id,
        account_id=actor.account_id,
        reason=reason,
        at=uow.now,
    )
    uow.emit(
        REVEALED,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        subject_id=new.resident_id,
        by=str(actor.account_id),
    )
    await uow.flush()
    return Revealed(new.estate_id, new.resident_id, resident.name, resident.phone)


__all__ = ["REVEALED", "Reveal", "Revealed", "reveal"]
