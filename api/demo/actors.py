"""Everybody who acted at an estate, as the callers they are by the rows of the database."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import or_, select

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Resident
from core.staff.models import Staff
from tenants.models import Account, RoleGrant, ScopeKind


async def actors_of(uow: UnitOfWork, estate_id: int) -> Mapping[UUID, Actor]:
    """Staff and services by the roles granted to them, residents by living there."""
    group_id = uow.scope.group_id
    assert group_id is not None
    granted = await uow.execute(
        select(Account.id, Account.audience, RoleGrant.role, Staff.id.label("person"))
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
        select(Resident.account_id, Resident.id).where(
            Resident.estate_id == estate_id, Resident.account_id.is_not(None)
        )
    )
    roles: dict[UUID, set[Role]] = defaultdict(set)
    persons: dict[UUID, UUID] = {}
    audiences: dict[UUID, Audience] = {}
    for row in granted.mappings():
        audiences[row["id"]] = row["audience"]
        roles[row["id"]].add(row["role"])
        if row["person"] is not None:
            persons[row["id"]] = row["person"]
    for row in living.mappings():
        audiences[row["account_id"]] = Audience.RESIDENT
        roles[row["account_id"]].add(Role.RESIDENT)
        persons[row["account_id"]] = row["id"]
    return {
        account: Actor(
            group_id=group_id,
            account_id=account,
            audience=audience,
            name="",
            roles={estate_id: frozenset(roles[account])},
            persons=(persons[account],) if account in persons else (),
        )
        for account, audience in audiences.items()
    }


__all__ = ["actors_of"]
