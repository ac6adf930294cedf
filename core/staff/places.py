"""Places under their lock, and their history. SQL of changes to staff and departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.estates.models import Estate
from core.ids import new_id
from core.staff.models import Department, Duty, Function, Staff, StaffAction, StaffEvent
from core.tickets.models import Ticket
from core.tickets.phases import OPEN


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place, under its lock. `today` is the estate's."""

    id: UUID
    account_id: UUID | None
    department_id: UUID
    role: Role
    name: str
    joined_on: date
    left_on: date | None
    version: int
    today: date

    @property
    def here(self) -> bool:
        """Whether they still work here today."""
        return self.left_on is None or self.left_on >= self.today


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket that its assignee still owes."""

    id: UUID
    version: int


async def lock_place(
    uow: UnitOfWork,
    estate_id: int,
    staff_id: UUID,
    expected_version: int | None = None,
    *,
    field: str = "staffId",
) -> Place:
    """The place, nobody else's to change. Raises `NotFound`, and `Conflict` for another version."""
    await uow.flush()
    row = await uow.row(
        select(
            Staff.id,
            Staff.account_id,
            Staff.department_id,
            Staff.role,
            Staff.name,
            Staff.joined_on,
            Staff.left_on,
            Staff.version,
            func.date(func.timezone(Estate.zone, uow.now)).label("today"),
        )
        .join(Estate, Estate.id == Staff.estate_id)
        .where(Staff.estate_id == estate_id, Staff.id == staff_id)
        .with_for_update(of=Staff.__table__)
    )
    if row is None:
        raise NotFound(field)
    place = Place(**row)
    if expected_version is not None and expected_version != place.version:
        raise Conflict(place.version)
    return place


async def change_place(
    uow: UnitOfWork, estate_id: int, place: Place, values: Mapping[str, Any]
) -> None:
    """Write columns of a locked place, and its next version."""
    await uow.execute(
        update(Staff)
        .where(Staff.estate_id == estate_id, Staff.id == place.id)
        .values(**values, version=place.version + 1)
    )


def note(
    uow: UnitOfWork,
    actor: Actor,
    estate_id: int,
    staff_id: UUID,
    action: StaffAction,
    **data: Any,
) -> None:
    """Add to a place's history, and tell whoever listens (`staff.hired`, …). No personal data."""
    uow.add(
        StaffEvent,
        group_id=actor.group_id,
        estate_id=estate_id,
        id=new_id(),
        staff_id=staff_id,
        at=uow.now,
        action=action,
        actor_id=actor.account_id,
        actor_name=actor.name,
        data=data,
    )
    uow.emit(
        f"staff.{action.value.lower()}",
        group_id=actor.group_id,
        estate_id=estate_id,
        subject_id=staff_id,
        **data,
    )


async def open_tickets(uow: UnitOfWork, estate_id: int, staff_id: UUID) -> list[OpenTicket]:
    """What somebody still owes, the oldest first."""
    rows = await uow.execute(
        select(Ticket.id, Ticket.version)
        .where(
            Ticket.estate_id == estate_id,
            Ticket.assignee_id == staff_id,
            Ticket.state.in_(OPEN),
        )
        .order_by(Ticket.received_at, Ticket.id)
    )
    return [OpenTicket(**row) for row in rows.mappings()]


async def end_duties(uow: UnitOfWork, estate_id: int, staff_id: UUID, after: date) -> int:
    """Take away the duties that begin after a local day; says how many."""
    zone = select(Estate.zone).where(Estate.id == estate_id).scalar_subquery()
    gone = await uow.execute(
        delete(Duty).where(
            Duty.estate_id == estate_id,
            Duty.staff_id == staff_id,
            func.date(func.timezone(zone, Duty.starts_at)) > after,
        )
    )
    return gone.rowcount


@dataclass(frozen=True, slots=True)
class Section:
    """A department under its lock."""

    id: UUID
    name: str
    function: Function
    version: int


async def add_department(uow: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Write a new department; False where the estate has one of this name."""
    made = insert(Department).values(**values).on_conflict_do_nothing().returning(Department.id)
    return (await uow.execute(made)).first() is not None


async def lock_department(
    uow: UnitOfWork, estate_id: int, department_id: UUID, expected_version: int
) -> Section:
    """The department, locked. Raises `NotFound` and `Conflict`."""
    row = await uow.row(
        select(Department.id, Department.name, Department.function, Department.version)
        .where(Department.estate_id == estate_id, Department.id == department_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("departmentId")
    if row["version"] != expected_version:
        raise Conflict(row["version"])
    return Section(**row)


async def change_department(
    uow: UnitOfWork, estate_id: int, section: Section, values: Mapping[str, Any]
) -> None:
    """Write columns of a locked department, and its next version."""
    await uow.execute(
        update(Department)
        .where(Department.estate_id == estate_id, Department.id == section.id)
        .values(**values, version=section.version + 1)
    )


async def name_taken(uow: UnitOfWork, estate_id: int, name: str, but: UUID) -> bool:
    """Whether another department of the estate has this name."""
    found = select(Department.id).where(
        Department.estate_id == estate_id, Department.name == name, Department.id != but
    )
    return await uow.row(found) is not None


__all__ = [
    "OpenTicket",
    "Place",
    "Section",
    "add_department",
    "change_department",
    "change_place",
    "end_duties",
    "lock_department",
    "lock_place",
    "name_taken",
    "note",
    "open_tickets",
]
