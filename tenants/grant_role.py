"""Handing out a role."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, Invalid, NotFound
from core.estates.rights import bump
from core.ids import new_id
from tenants.errors import RoleOutOfReach, TenantsCode
from tenants.models import Account, AccountAction, RoleGrant
from tenants.reach import Authority, Reach
from tenants.record import record
from tenants.roles import CONSOLE_ID, GRANTED_BY_RESIDENCY, ROLES


@dataclass(frozen=True, slots=True)
class GrantRole:
    """A role for an account over a reach, until `valid_to` (exclusive) or until taken away."""

    account_id: UUID
    role: Role
    reach: Reach
    valid_to: datetime | None = None


async def grant_role(actor: Actor, new: GrantRole, uow: UnitOfWork) -> UUID:
    """Grant a role, in force with the account's next statement; returns the grant's id.

    A grant that is already in force is returned as it is; another end replaces it. Raises
    `RoleOutOfReach` for a role above or outside the actor's own, `ROLE_NOT_OF_AUDIENCE`,
    `NotFound` for an account or place that is not there, `Invalid` for an end that has passed.
    The transaction must be one of `administering`.
    """
    authority = await Authority.of(uow, actor)
    await bump(uow, actor.group_id, [new.account_id])
    statement = select(Account.audience).where(
        Account.group_id == actor.group_id, Account.id == new.account_id
    )
    audience: Audience | None = (await uow.execute(statement)).scalar_one_or_none()
    if audience is None:
        raise NotFound("accountId")
    check_grant(authority, audience, new.role, new.reach, new.valid_to, uow.now)
    return await write_grant(uow, actor, new)


def check_grant(
    authority: Authority,
    audience: Audience,
    role: Role,
    reach: Reach,
    valid_to: datetime | None,
    now: datetime,
) -> None:
    """Raises what `grant_role` does where the grant is not the actor's to make, or makes no sense.

    A place that does not exist and one that is out of reach are told apart for nobody who could
    not grant there.
    """
    if not authority.may_grant(role, reach):
        raise RoleOutOfReach
    if not authority.tree.knows(reach):
        raise NotFound("reach")
    if role not in ROLES[audience] or role in GRANTED_BY_RESIDENCY:
        raise GuanjiaError(TenantsCode.ROLE_NOT_OF_AUDIENCE, field="role")
    if valid_to is not None and valid_to <= now:
        raise Invalid("validTo", "has passed")


async def write_grant(uow: UnitOfWork, actor: Actor, new: GrantRole) -> UUID:
    """Write a grant that was checked; the account's rights must have been raised before."""
    by = None if actor.account_id == CONSOLE_ID else actor.account_id
    held = await uow.row(
        select(RoleGrant.id, RoleGrant.valid_to).where(
            RoleGrant.group_id == actor.group_id,
            RoleGrant.account_id == new.account_id,
            RoleGrant.role == new.role,
            RoleGrant.scope == new.reach.scope,
            RoleGrant.region_id.is_not_distinct_from(new.reach.region_id),
            RoleGrant.estate_id.is_not_distinct_from(new.reach.estate_id),
            RoleGrant.revoked_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > uow.now),
        )
    )
    if held is not None:
        if held["valid_to"] == new.valid_to:
            found: UUID = held["id"]
            return found
        await uow.execute(
            update(RoleGrant)
            .where(RoleGrant.group_id == actor.group_id, RoleGrant.id == held["id"])
            .values(revoked_at=uow.now, revoked_by=by)
        )
    grant_id = new_id()
    uow.add(
        RoleGrant,
        group_id=actor.group_id,
        id=grant_id,
        account_id=new.account_id,
        role=new.role,
        scope=new.reach.scope,
        region_id=new.reach.region_id,
        estate_id=new.reach.estate_id,
        granted_at=uow.now,
        granted_by=by,
        valid_to=new.valid_to,
    )
    record(
        uow,
        actor.group_id,
        new.account_id,
        AccountAction.ROLE_GRANTED,
        by=actor,
        grant=str(grant_id),
        role=new.role.value,
        scope=new.reach.scope.value,
    )
    return grant_id


__all__ = ["GrantRole", "check_grant", "grant_role", "write_grant"]
