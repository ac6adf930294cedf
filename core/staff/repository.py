"""Reading staff and departments. The area's SQL stands here alone."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.staff.models import Department, Staff


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff who still works at the estate."""

    id: UUID
    department_id: UUID
    role: Role
    name: str


_COLLEAGUE = select(Staff.id, Staff.department_id, Staff.role, Staff.name)


def _still_here(today: date) -> ColumnElement[bool]:
    return or_(Staff.left_on.is_(None), Staff.left_on >= today)


async def find_colleague(
    uow: UnitOfWork, estate_id: int, staff_id: UUID, today: date
) -> Colleague | None:
    """The person by key, or None where nobody of that key works here on `today`."""
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.id == staff_id,
            _still_here(today),
        )
    )
    return None if row is None else Colleague(**row)


async def own_place(
    uow: UnitOfWork, estate_id: int, persons: tuple[UUID, ...], today: date
) -> Colleague | None:
    """Which of a caller's persons is their place at this estate."""
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.id.in_(persons),
            _still_here(today),
        )
        .order_by(Staff.id)
        .limit(1)
    )
    return None if row is None else Colleague(**row)


async def department_head(
    uow: UnitOfWork, estate_id: int, department_id: UUID, today: date
) -> Colleague | None:
    """The head of a department; the one longest in it where there are several."""
    row = await uow.row(
        _COLLEAGUE.where(
            Staff.estate_id == estate_id,
            Staff.department_id == department_id,
            Staff.role == Role.DEPARTMENT_HEAD,
            _still_here(today),
        )
        .order_by(Staff.joined_on, Staff.id)
        .limit(1)
    )
    return None if row is None else Colleague(**row)


async def department_exists(uow: UnitOfWork, estate_id: int, department_id: UUID) -> bool:
    """Whether the department is one of this estate's."""
    found = select(Department.id).where(
        Department.estate_id == estate_id, Department.id == department_id
    )
    return await uow.row(found) is not None


__all__ = ["Colleague", "department_exists", "department_head", "find_colleague", "own_place"]
