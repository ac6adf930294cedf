"""Moving out: a residency gets its last day (S-L1). Nothing is deleted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates import rights, rules
from core.estates.errors import EstateCode
from core.estates.repository import end_residency, find_residency, find_resident

MOVED_OUT = "resident.moved_out"
"""The outbox topic of a move-out."""


@dataclass(frozen=True, slots=True)
class MoveOut:
    """`until` is the last day in the house."""

    estate_id: int
    residency_id: UUID
    until: date


async def move_out(actor: Actor, new: MoveOut, uow: UnitOfWork) -> UUID:
    """File the move-out; returns the resident's id. Their account's rights are read anew at once.

    Raises `NotFound`, ALREADY_MOVED_OUT and DATES_REVERSED.
    """
    rules.check_role(actor, new.estate_id, rules.REGISTRARS, "residencyId")
    stay = await find_residency(uow, new.estate_id, new.residency_id)
    if stay is None:
        raise NotFound("residencyId")
    if stay.until is not None:
        raise GuanjiaError(EstateCode.ALREADY_MOVED_OUT, field="residencyId")
    if new.until < stay.since:
        raise GuanjiaError(EstateCode.DATES_REVERSED, field="until")
    resident = await find_resident(uow, new.estate_id, stay.resident_id)
    if resident is not None and resident.account_id is not None:
        await rights.bump(uow, actor.group_id, [resident.account_id])
    await end_residency(uow, new.estate_id, new.residency_id, new.until)
    uow.emit(
        MOVED_OUT,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        subject_id=stay.resident_id,
        house=str(stay.house_id),
    )
    await uow.flush()
    return stay.resident_id


__all__ = ["MOVED_OUT", "MoveOut", "move_out"]
