"""Everybody who acted at an estate, as the callers they are by the rows of the database."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import or_, select

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Residency, Resident
from core.staff.models import Staff
from tenants.models import Account, RoleGrant, ScopeKind


async def actors_of(uow: UnitOfWork, estate_id: int) -> Mapping[UUID, Actor]:
    """Staff and services by the roles granted to them; residents by living there, with the houses
    they live in now."""
    group_id = uow.scope.group_id
    assert group_id is not None
    granted = await uow.execute(
        select(Account.id, Account.name, Account.audience, RoleGrant.role, Staff.id.label("person"))
        .join(
            RoleGrant,
            (RoleGrant.group_id == Account.group_id) & (RoleGrant.account_id == Account.id),
        )
        .outerjoin(Staff, (Staff.estate_id == estate_id) & (Staff.account_id == Account.id))
        .where(
            Account.group_id == group_id,
            or_(RoleGrant.estate_id == estate_id, RoleGrant.scope == ScopeKind.GROUP),
        )
    )
    living = await uow.execute(
        select(Resident.account_id, Resident.id, Resident.name, Residency.house_id)
        .outerjoin(
            Residency,
            (Residency.estate_id == Resident.estate_id)
            & (Residency.resident_id == Resident.id)
            & Residency.until.is_(None),
        )
        .where(Resident.estate_id == estate_id, Resident.account_id.is_not(None))
        .order_by(Resident.id, Residency.id)
    )
    names: dict[UUID, str] = {}
    houses: dict[UUID, list[UUID]] = defaultdict(list)
    roles: dict[UUID, set[Role]] = defaultdict(set)
    persons: dict[UUID, UUID] = {}
    audiences: dict[UUID, Audience] = {}
    for row in granted.mappings():
        names[row["id"]] = row["name"]
        audiences[row["id"]] = row["audience"]
        roles[row["id"]].add(row["role"])
        if row["person"] is not None:
            persons[row["id"]] = row["person"]
    for row in living.mappings():
        names[row["account_id"]] = row["name"]
        audiences[row["account_id"]] = Audience.RESIDENT
        roles[row["account_id"]].add(Role.RESIDENT)
        persons[row["account_id"]] = row["id"]
        if row["house_id"] is not None:
            houses[row["account_id"]].append(row["house_id"])
    return {
        account: Actor(
            group_id=group_id,
            account_id=account,
            audience=audience,
            name=names[account],
            roles={estate_id: frozenset(roles[account])},
            persons=(persons[account],) if account in persons else (),
            houses=tuple(houses[account]),
        )
        for account, audience in audiences.items()
    }


__all__ = ["actors_of"]
