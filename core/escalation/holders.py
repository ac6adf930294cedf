"""Who is told for a role at an estate, and who instead where nobody holds it (S-G6).

Who holds which role is known to the floor above; it is asked through `Holders`. The choice among
them is made here, by one pure function, for what is done as for what is foretold.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.notify.tell import Recipient


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role that reaches the estate.

    `distance` is 0 for the estate itself, then rises with each region above it, and is greatest for
    the group. Staff of the estate have their place there; others have an account alone.
    """

    role: Role
    name: str
    distance: int
    account_id: UUID | None
    staff_id: UUID | None = None
    department_id: UUID | None = None

    @property
    def person(self) -> str:
        """Tells people apart, whichever roles they hold."""
        return str(self.account_id or self.staff_id)

    @property
    def recipient(self) -> Recipient:
        """As who they are told: by their place at the estate, or else by their account."""
        if self.staff_id is not None:
            return Recipient.staff(self.staff_id)
        assert self.account_id is not None
        return Recipient.account(self.account_id)


Holders = Callable[[UnitOfWork, int], Awaitable[tuple[Holder, ...]]]
"""Everybody who holds any of `TOLD` at an estate. The transaction must be the system's."""

UP: Mapping[Role, Role] = {
    Role.BUTLER: Role.CS_SUPERVISOR,
    Role.CS_SUPERVISOR: Role.ESTATE_MANAGER,
    Role.DEPARTMENT_HEAD: Role.ESTATE_MANAGER,
    Role.ESTATE_MANAGER: Role.REGION_MANAGER,
    Role.REGION_MANAGER: Role.DUTY_OFFICER,
    Role.COMPANY_LEADER: Role.BOARD,
    Role.BOARD: Role.DUTY_OFFICER,
}
"""The next one up, where a role has no holder: at the estate, then its regions, then the group."""

LAST = Role.GROUP_DIRECTOR
"""Told that nobody could be told, not even the duty officer."""

TOLD = frozenset({*UP, *UP.values(), LAST})
"""All roles that anybody is told for."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Those who are told, and for which role. `failed`: it is no role that was meant, nor above."""

    role: Role | None
    people: tuple[Holder, ...]
    failed: bool = False


def seat(role: Role, holders: Sequence[Holder], departments: frozenset[UUID] = frozenset()) -> Seat:
    """Who is told for `role`; heads only those of the `departments` concerned.

    The nearest holders are told, all of them; where there are none, those of the next role up. With
    nobody left the group's directors are told that it failed.
    """
    wanted: Role | None = role
    while wanted is not None:
        found = _nearest(wanted, holders, departments)
        if found:
            return Seat(wanted, found)
        wanted = UP.get(wanted)
    directors = _nearest(LAST, holders, departments)
    return Seat(LAST if directors else None, directors, failed=True)


def _nearest(
    role: Role, holders: Sequence[Holder], departments: frozenset[UUID]
) -> tuple[Holder, ...]:
    held = [
        each
        for each in holders
        if each.role is role
        and (role is not Role.DEPARTMENT_HEAD or each.department_id in departments)
    ]
    if role is Role.DEPARTMENT_HEAD:
        # The customer service department is headed by its supervisor.
        held += [
            each
            for each in holders
            if each.role is Role.CS_SUPERVISOR and each.department_id in departments
        ]
    nearest = min((each.distance for each in held), default=0)
    told: dict[str, Holder] = {}
    for each in held:
        if each.distance == nearest:
            told.setdefault(each.person, each)
    return tuple(sorted(told.values(), key=lambda each: each.person))


__all__ = ["LAST", "TOLD", "UP", "Holder", "Holders", "Seat", "seat"]
