"""Who may see to whose place (S-K1): nobody hires, changes or lets go who is not below them."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.staff.errors import StaffCode
from core.staff.repository import own_place

NAME_MOST = 100
PHONE_MOST = 30
CERTIFICATE_MOST = 200
POST_MOST = 50
LONGEST_DUTY = timedelta(hours=24)
MOST_WEEKS = 13
MOST_DUTIES = 2_000
REMINDED = (30, 7)
"""Days before a certificate or a course runs out at which its holder is reminded (S-K2, S-K3)."""

_DESK = frozenset({Role.CS_AGENT, Role.BUTLER})
_HANDS = frozenset({Role.TECHNICIAN, Role.OFFICER})
_ESTATE = _DESK | _HANDS | {Role.CS_SUPERVISOR, Role.DEPARTMENT_HEAD}

HIRES: Mapping[Role, frozenset[Role]] = {
    Role.GROUP_DIRECTOR: _ESTATE
    | {
        Role.ESTATE_MANAGER,
        Role.REGION_MANAGER,
        Role.COMPANY_LEADER,
        Role.BOARD,
        Role.DUTY_OFFICER,
        Role.GROUP_STAFF,
        Role.GROUP_DIRECTOR,
    },
    Role.REGION_MANAGER: _ESTATE | {Role.ESTATE_MANAGER},
    Role.ESTATE_MANAGER: _ESTATE,
    Role.CS_SUPERVISOR: _DESK,
}
"""Whose places the holder of a role fills, changes and ends."""

KEEPERS = frozenset(
    {Role.GROUP_DIRECTOR, Role.REGION_MANAGER, Role.ESTATE_MANAGER, Role.CS_SUPERVISOR}
)
"""Who keeps the roster, skills and training of a whole estate."""

FOUNDERS = frozenset({Role.GROUP_DIRECTOR, Role.REGION_MANAGER, Role.ESTATE_MANAGER})
"""Who says which departments an estate has."""


def check_hires(actor: Actor, estate_id: int, role: Role, field: str) -> None:
    """Raise `NotFound` for who hires nobody here, ROLE_NOT_YOURS_TO_GIVE for a post not below."""
    held = actor.roles_at(estate_id)
    if not held & HIRES.keys():
        raise NotFound(field)
    if not any(role in HIRES.get(mine, ()) for mine in held):
        raise GuanjiaError(StaffCode.ROLE_NOT_YOURS_TO_GIVE, field=field)


async def check_keeps(
    uow: UnitOfWork, actor: Actor, estate_id: int, department_id: UUID | None, field: str
) -> None:
    """Raise `NotFound` for who does not keep the records of this department (None: of them all).

    Heads keep those of their own.
    """
    held = actor.roles_at(estate_id)
    if held & KEEPERS:
        return
    if Role.DEPARTMENT_HEAD in held and department_id is not None:
        place = await own_place(uow, estate_id, actor.persons, uow.now)
        if place is not None and place.department_id == department_id:
            return
    raise NotFound(field)


__all__ = [
    "CERTIFICATE_MOST",
    "FOUNDERS",
    "HIRES",
    "KEEPERS",
    "LONGEST_DUTY",
    "MOST_DUTIES",
    "MOST_WEEKS",
    "NAME_MOST",
    "PHONE_MOST",
    "POST_MOST",
    "REMINDED",
    "check_hires",
    "check_keeps",
]
