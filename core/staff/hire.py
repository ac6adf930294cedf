"""Somebody joins an estate's staff (S-K1)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.ids import new_id
from core.staff import rules
from core.staff.models import Staff, StaffAction
from core.staff.places import note
from core.staff.repository import department_exists


@dataclass(frozen=True, slots=True)
class Hire:
    """A person, their department, and the role they have there from `joined_on`."""

    estate_id: int
    department_id: UUID
    role: Role
    name: str
    phone: str
    joined_on: date


async def hire(actor: Actor, new: Hire, uow: UnitOfWork) -> UUID:
    """A place of their own at the estate; returns its id. What they may do is for grants to say.

    Raises `NotFound`, ROLE_NOT_YOURS_TO_GIVE.
    """
    rules.check_hires(actor, new.estate_id, new.role, "role")
    name = text.required("name", new.name, rules.NAME_MOST)
    phone = text.required("phone", new.phone, rules.PHONE_MOST)
    if not await department_exists(uow, new.estate_id, new.department_id):
        raise NotFound("departmentId")
    staff_id = new_id()
    uow.add(
        Staff,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=staff_id,
        account_id=None,
        department_id=new.department_id,
        role=new.role,
        name=name,
        phone=phone,
        joined_on=new.joined_on,
        left_on=None,
    )
    await uow.flush()
    data = {"role": new.role.value, "department": str(new.department_id)}
    note(uow, actor, new.estate_id, staff_id, StaffAction.HIRED, **data)
    return staff_id


__all__ = ["Hire", "hire"]
