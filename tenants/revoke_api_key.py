"""Taking a service's key away."""

from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.rights import bump
from tenants.models import AccountAction, ApiKey
from tenants.reach import Authority, require_over
from tenants.record import record
from tenants.roles import Permission, require


async def revoke_api_key(actor: Actor, key_id: UUID, uow: UnitOfWork) -> UUID:
    """Revoke a key: the service's very next statement under it is refused.

    Returns the account; does nothing where it was revoked before. Raises `NotFound`. The
    transaction must be one of `administering`.
    """
    require(actor, Permission.MANAGE_KEYS, field="keyId")
    this = (ApiKey.group_id == actor.group_id) & (ApiKey.id == key_id)
    statement = select(ApiKey.account_id).where(this)
    account_id: UUID | None = (await uow.execute(statement)).scalar_one_or_none()
    if account_id is None:
        raise NotFound("keyId")
    await require_over(uow, await Authority.of(uow, actor), account_id, field="keyId")
    await bump(uow, actor.group_id, [account_id])
    revoked = await uow.execute(
        update(ApiKey).where(this, ApiKey.revoked_at.is_(None)).values(revoked_at=uow.now)
    )
    if revoked.rowcount:
        record(
            uow,
            actor.group_id,
            account_id,
            AccountAction.KEY_REVOKED,
            by=actor,
            key=str(key_id),
        )
    return account_id


__all__ = ["revoke_api_key"]
