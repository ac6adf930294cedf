"""Taking a role away."""

from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.rights import bump
from tenants.errors import RoleOutOfReach
from tenants.models import AccountAction, RoleGrant
from tenants.reach import Authority, Reach
from tenants.record import record
from tenants.roles import CONSOLE_ID


async def revoke_role(actor: Actor, grant_id: UUID, uow: UnitOfWork) -> UUID:
    """Take a granted role away, with the account's very next statement; returns the account.

    Does nothing where it was taken away before. Raises `NotFound`, and `RoleOutOfReach` for a role
    above or outside the actor's own. The transaction must be one of `administering`.
    """
    this = (RoleGrant.group_id == actor.group_id) & (RoleGrant.id == grant_id)
    statement = select(RoleGrant.account_id).where(this)
    account_id: UUID | None = (await uow.execute(statement)).scalar_one_or_none()
    if account_id is None:
        raise NotFound("grantId")
    authority = await Authority.of(uow, actor)
    await bump(uow, actor.group_id, [account_id])
    grant = (
        await uow.execute(
            select(
                RoleGrant.role,
                RoleGrant.scope,
                RoleGrant.region_id,
                RoleGrant.estate_id,
                RoleGrant.revoked_at,
            ).where(this)
        )
    ).one()
    reach = Reach(grant.scope, grant.region_id, grant.estate_id)
    if not authority.may_grant(grant.role, reach):
        raise RoleOutOfReach("grantId")
    if grant.revoked_at is not None:
        return account_id
    by = None if actor.account_id == CONSOLE_ID else actor.account_id
    await uow.execute(update(RoleGrant).where(this).values(revoked_at=uow.now, revoked_by=by))
    record(
        uow,
        actor.group_id,
        account_id,
        AccountAction.ROLE_REVOKED,
        by=actor,
        grant=str(grant_id),
        role=grant.role.value,
        scope=grant.scope.value,
    )
    return account_id


__all__ = ["revoke_role"]
