"""Closing an account's every door."""

from uuid import UUID

from sqlalchemy import update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.estates.rights import bump
from tenants.models import Account, AccountAction, ApiKey
from tenants.reach import Authority, require_over
from tenants.record import record
from tenants.sessions import end_sessions


async def disable_account(actor: Actor, account_id: UUID, uow: UnitOfWork) -> None:
    """Disable an account at once: sessions, keys, outside tokens. Its history stays.

    Does nothing where it is disabled. Raises `NotFound` for an account that is not there or not
    the actor's to manage. The transaction must be one of `administering`.
    """
    authority = await Authority.of(uow, actor)
    await bump(uow, actor.group_id, [account_id])
    account = await require_over(uow, authority, account_id)
    if account["disabled_at"] is not None:
        return
    await uow.execute(
        update(Account)
        .where(Account.group_id == actor.group_id, Account.id == account_id)
        .values(disabled_at=uow.now)
    )
    await uow.execute(
        update(ApiKey)
        .where(
            ApiKey.group_id == actor.group_id,
            ApiKey.account_id == account_id,
            ApiKey.revoked_at.is_(None),
        )
        .values(revoked_at=uow.now)
    )
    await end_sessions(uow, actor.group_id, account_id)
    record(uow, actor.group_id, account_id, AccountAction.DISABLED, by=actor)


__all__ = ["disable_account"]
