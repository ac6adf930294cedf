"""Reading staff and departments. The area's SQL stands here alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.staff.models import Department, Staff


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff who still works at the estate."""

    id: UUID
    department_id: UUID
    role: Role
    name: str


_COLLEAGUE = select(Staff.id, Staff.department_id, Staff.role, Staff.name).join(
    Estate, Estate.id == Staff.estate_id
)


def still_here(at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """That the person works here on the local day of `at`; their last day counts. Joined to the
    estate, whose zone decides which day it is."""
    moment = literal(at, DateTime(timezone=True)) if isinstance(at, datetime) else at
    today = cast(func.timezone(Estate.zone, moment), Date)
    return or_(Staff.left_on.is_(None), Staff.left_on >= today)


async def find_colleague(
    uow: UnitOfWork, estate_id: int, staff_id: UUID, at: datetime
) -> Colleague | None:
    """The person by key, or None where nobody of that key works here at `at`."""
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.id == staff_id,
            still_here(at),
        )
    )
    return None if row is None else Colleague(**row)


async def own_place(
    uow: UnitOfWork, estate_id: int, persons: tuple[UUID, ...], at: datetime
) -> Colleague | None:
    """Which of a caller's persons is their place at this estate."""
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.id.in_(persons),
            still_here(at),
        )
        .order_by(Staff.id)
        .limit(1)
    )
    return None if row is None else Colleague(**row)


async def department_head(
    uow: UnitOfWork, estate_id: int, department_id: UUID, at: datetime
) -> Colleague | None:
    """The head of a department; the one longest in it where there are several."""
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.department_id == department_id,
            Staff.role == Role.DEPARTMENT_HEAD,
            still_here(at),
        )
        .order_by(Staff.joined_on, Staff.id)
        .limit(1)
    )
    return None if row is None else Colleague(**row)


async def supervisor_of(
    uow: UnitOfWork,
    estate_id: int,
    department_id: UUID,
    at: datetime,
    *,
    but: UUID | None = None,
) -> Colleague | None:
    """Who looks after a department's people: its head, else the CS supervisor, else the manager."""
    ranks = {Role.DEPARTMENT_HEAD: 0, Role.CS_SUPERVISOR: 1, Role.ESTATE_MANAGER: 2}
    theirs = and_(Staff.role == Role.DEPARTMENT_HEAD, Staff.department_id != department_id)
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.role.in_(ranks),
            ~theirs,
            Staff.id != but if but is not None else true(),
            still_here(at),
        )
        .order_by(
            case(*((Staff.role == role, rank) for role, rank in ranks.items())),
            Staff.joined_on,
            Staff.id,
        )
        .limit(1)
    )
    return None if row is None else Colleague(**row)


async def department_exists(uow: UnitOfWork, estate_id: int, department_id: UUID) -> bool:
    """Whether the department is one of this estate's."""
    found = select(Department.id).where(
        Department.estate_id == estate_id, Department.id == department_id
    )
    return await uow.row(found) is not None


__all__ = [
    "Colleague",
    "department_exists",
    "department_head",
    "find_colleague",
    "own_place",
    "still_here",
    "supervisor_of",
]
