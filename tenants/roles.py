"""What each role may do that is not a step of a ticket: one table, read by code and documentation.

A ticket's steps have their own table (`core.tickets.transitions`).
"""

from collections.abc import Mapping
from uuid import UUID

from core.actor import Actor, Audience, Role
from core.coded import Coded
from core.errors import NotFound


class Permission(Coded):
    """Acts outside a ticket's life. Each is held at an estate, or over the group as a whole."""

    SEE_PERSONAL_DATA = "SEE_PERSONAL_DATA", "names, phones, addresses unmasked, as daily work"
    UNMASK_PERSONAL_DATA = "UNMASK_PERSONAL_DATA", "one by one, with a reason that is logged (S-N2)"
    SEE_FIGURES = "SEE_FIGURES", "statistics over tickets, people and surveys (S-H5)"
    MANAGE_RESIDENTS = "MANAGE_RESIDENTS", "house archive, residents and their moves (S-L1)"
    MANAGE_STAFF = "MANAGE_STAFF", "departments, staff, skills, roster (S-K1, S-K2)"
    MANAGE_ACCOUNTS = "MANAGE_ACCOUNTS", "open, disable, reset; grant and take away roles"
    MANAGE_KEYS = "MANAGE_KEYS", "API keys and outside identities"
    MANAGE_POLICIES = "MANAGE_POLICIES", "service promises, calendars, categories"
    SIGN_CONTRACTS = "SIGN_CONTRACTS", "sign and end, with the plugins they switch on (S-N1)"
    OPEN_ESTATES = "OPEN_ESTATES", "regions and estates: open, close"
    IMPORT = "IMPORT", "take records over from other systems"


_FRONT_LINE = frozenset({Permission.SEE_PERSONAL_DATA})
_AT_THE_DESK = _FRONT_LINE | {Permission.MANAGE_RESIDENTS}
_SUPERVISES = _AT_THE_DESK | {Permission.SEE_FIGURES, Permission.MANAGE_STAFF}
_RUNS_AN_ESTATE = _SUPERVISES | {
    Permission.MANAGE_ACCOUNTS,
    Permission.MANAGE_POLICIES,
    Permission.IMPORT,
}
_LOOKS_ON = frozenset({Permission.SEE_FIGURES, Permission.UNMASK_PERSONAL_DATA})
_EVERYTHING = frozenset(Permission)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.GROUP_DIRECTOR: _EVERYTHING,
    Role.GROUP_STAFF: _LOOKS_ON,
    Role.DUTY_OFFICER: _LOOKS_ON | {Permission.SEE_PERSONAL_DATA},
    Role.BOARD: _LOOKS_ON,
    Role.COMPANY_LEADER: _LOOKS_ON | {Permission.SEE_PERSONAL_DATA},
    Role.REGION_MANAGER: _RUNS_AN_ESTATE,
    Role.ESTATE_MANAGER: _RUNS_AN_ESTATE,
    Role.CS_SUPERVISOR: _SUPERVISES,
    Role.DEPARTMENT_HEAD: _FRONT_LINE | {Permission.SEE_FIGURES},
    Role.CS_AGENT: _AT_THE_DESK,
    Role.BUTLER: _AT_THE_DESK,
    Role.TECHNICIAN: frozenset({Permission.UNMASK_PERSONAL_DATA}),
    Role.OFFICER: frozenset({Permission.UNMASK_PERSONAL_DATA}),
    Role.RESIDENT: frozenset(),
    Role.PARTNER: frozenset(),
    Role.SERVICE: frozenset(),
    Role.SYSTEM: _EVERYTHING,
}
"""Residents and partners see what is theirs, by policy and not by permission."""

ROLES: Mapping[Audience, frozenset[Role]] = {
    Audience.STAFF: frozenset(
        {
            Role.GROUP_DIRECTOR,
            Role.GROUP_STAFF,
            Role.DUTY_OFFICER,
            Role.BOARD,
            Role.COMPANY_LEADER,
            Role.REGION_MANAGER,
            Role.ESTATE_MANAGER,
            Role.CS_SUPERVISOR,
            Role.DEPARTMENT_HEAD,
            Role.CS_AGENT,
            Role.BUTLER,
            Role.TECHNICIAN,
            Role.OFFICER,
        }
    ),
    Audience.RESIDENT: frozenset({Role.RESIDENT}),
    Audience.PARTNER: frozenset({Role.PARTNER}),
    Audience.SERVICE: frozenset({Role.SERVICE}),
    Audience.SYSTEM: frozenset({Role.SYSTEM}),
}
"""Which roles an account of each audience can hold; any other grant counts for nothing."""

GRANTED_BY_RESIDENCY = frozenset({Role.RESIDENT})
"""Roles that follow from living there, so that nobody grants them."""

_ESTATE_PEOPLE = frozenset(
    {
        Role.CS_SUPERVISOR,
        Role.DEPARTMENT_HEAD,
        Role.CS_AGENT,
        Role.BUTLER,
        Role.TECHNICIAN,
        Role.OFFICER,
        Role.PARTNER,
    }
)
_ANYONE = frozenset(Role) - {Role.SYSTEM} - GRANTED_BY_RESIDENCY

GRANTS: Mapping[Role, frozenset[Role]] = {
    Role.SYSTEM: _ANYONE,
    Role.GROUP_DIRECTOR: _ANYONE,
    Role.REGION_MANAGER: _ESTATE_PEOPLE | {Role.ESTATE_MANAGER},
    Role.ESTATE_MANAGER: _ESTATE_PEOPLE,
}
"""Which roles the holder of one may hand out and take away, within the reach of their own grant."""

CONSOLE_ID = UUID(int=0)
"""Who acts where the system does: no account has this id."""


def console(group_id: int, estates: tuple[int, ...] = ()) -> Actor:
    """The actor of the command line and of the system's own work. Never made from a request."""
    system = frozenset({Role.SYSTEM})
    return Actor(
        group_id=group_id,
        account_id=CONSOLE_ID,
        audience=Audience.SYSTEM,
        name="system",
        roles=dict.fromkeys(estates, system),
        group_roles=system,
    )


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that have a permission: what a compiled read compares an estate's roles with."""
    return frozenset(role for role, held in PERMISSIONS.items() if permission in held)


_HOLDERS = {permission: roles_with(permission) for permission in Permission}


def permitted(actor: Actor, permission: Permission, estate_id: int | None = None) -> bool:
    """Whether the actor may do this at an estate, or (None) for the group as a whole."""
    if estate_id is None or actor.audience is Audience.SYSTEM:
        held = actor.group_roles
    else:
        held = actor.roles_at(estate_id)
    return not held.isdisjoint(_HOLDERS[permission])


def require(
    actor: Actor,
    permission: Permission,
    estate_id: int | None = None,
    *,
    field: str | None = None,
) -> None:
    """Raises `NotFound` (forbidden looks the same) unless `permitted`."""
    if not permitted(actor, permission, estate_id):
        raise NotFound(field)


__all__ = [
    "CONSOLE_ID",
    "GRANTED_BY_RESIDENCY",
    "GRANTS",
    "PERMISSIONS",
    "ROLES",
    "Permission",
    "console",
    "permitted",
    "require",
    "roles_with",
]
