"""Duties in the database. The roster's SQL stands here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Uuid, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.ids import new_id
from core.staff.models import Duty, Staff
from core.staff.roster import Stretch

_CLASH = text(
    """
    select duty.staff_id, duty.starts_at, duty.ends_at
    from unnest(:people, :begins, :ends) as planned(staff_id, starts_at, ends_at)
    join core.duty on duty.estate_id = :estate
        and duty.staff_id = planned.staff_id
        and duty.starts_at < planned.ends_at
        and duty.ends_at > planned.starts_at
    order by duty.starts_at
    limit 1
    """
).bindparams(
    bindparam("people", type_=ARRAY(Uuid)),
    bindparam("begins", type_=ARRAY(DateTime(timezone=True))),
    bindparam("ends", type_=ARRAY(DateTime(timezone=True))),
)


@dataclass(frozen=True, slots=True)
class OnRoster:
    """A duty as it stands."""

    staff_id: UUID
    department_id: UUID
    starts_at: datetime
    ends_at: datetime


async def lock_people(uow: UnitOfWork, estate_id: int, people: Sequence[UUID]) -> None:
    """Keep two plans for the same people from being made at once."""
    await uow.execute(
        select(Staff.id)
        .where(Staff.estate_id == estate_id, Staff.id.in_(list(people)))
        .order_by(Staff.id)
        .with_for_update()
    )


async def clash(uow: UnitOfWork, estate_id: int, planned: Sequence[Stretch]) -> OnRoster | None:
    """The first duty that stands already in the time of a planned one."""
    found = await uow.execute(
        _CLASH,
        [
            {
                "estate": estate_id,
                "people": [each.staff_id for each in planned],
                "begins": [each.starts_at for each in planned],
                "ends": [each.ends_at for each in planned],
            }
        ],
    )
    row = found.mappings().one_or_none()
    if row is None:
        return None
    return OnRoster(row["staff_id"], row["staff_id"], row["starts_at"], row["ends_at"])


def write(uow: UnitOfWork, group_id: int, estate_id: int, planned: Sequence[Stretch]) -> list[UUID]:
    """Put the stretches on the roster; the duties' ids."""
    ids = []
    for each in planned:
        ids.append(new_id())
        uow.add(
            Duty,
            group_id=group_id,
            estate_id=estate_id,
            id=ids[-1],
            staff_id=each.staff_id,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            post=each.post,
        )
    return ids


async def clear(
    uow: UnitOfWork, estate_id: int, people: Sequence[UUID], since: datetime, until: datetime
) -> int:
    """Take people's duties that begin in a time off the roster; says how many."""
    gone = await uow.execute(
        delete(Duty).where(
            Duty.estate_id == estate_id,
            Duty.staff_id.in_(list(people)),
            Duty.starts_at >= since,
            Duty.starts_at < until,
        )
    )
    return gone.rowcount


async def find_duty(uow: UnitOfWork, estate_id: int, duty_id: UUID) -> OnRoster:
    """A duty, locked. Raises `NotFound`."""
    row = await uow.row(
        select(Duty.staff_id, Staff.department_id, Duty.starts_at, Duty.ends_at)
        .join(Staff, (Staff.estate_id == Duty.estate_id) & (Staff.id == Duty.staff_id))
        .where(Duty.estate_id == estate_id, Duty.id == duty_id)
        .with_for_update(of=Duty.__table__)
    )
    if row is None:
        raise NotFound("dutyId")
    return OnRoster(**row)


async def remove_duty(uow: UnitOfWork, estate_id: int, duty_id: UUID) -> None:
    """Take one duty off the roster."""
    await uow.execute(delete(Duty).where(Duty.estate_id == estate_id, Duty.id == duty_id))


async def duty_now(uow: UnitOfWork, estate_id: int, staff_id: UUID) -> datetime | None:
    """When the duty somebody is on now ends; None where they are on none."""
    found = select(func.max(Duty.ends_at)).where(
        Duty.estate_id == estate_id,
        Duty.staff_id == staff_id,
        Duty.starts_at <= uow.now,
        Duty.ends_at > uow.now,
    )
    ends: datetime | None = (await uow.execute(found)).scalar_one()
    return ends


__all__ = [
    "OnRoster",
    "clash",
    "clear",
    "duty_now",
    "find_duty",
    "lock_people",
    "remove_duty",
    "write",
]
