"""The version of an account's rights, raised by whatever changes what they are made from."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from core.db.unit_of_work import UnitOfWork
from core.estates.models import AccountRights

_BUMP = text(
    """
    with held as (
        select account_id from core.account_rights
        where group_id = :group_id and account_id = any(:accounts)
        order by account_id for update
    )
    update core.account_rights as rights set version = version + 1
    from held where rights.group_id = :group_id and rights.account_id = held.account_id
    """
).bindparams(bindparam("accounts", type_=ARRAY(Uuid)))


async def bump(uow: UnitOfWork, group_id: int, accounts: Collection[UUID]) -> None:
    """Make every statement under the accounts' present rights fail, from this commit on.

    To be called, in the same transaction, before changing anything the rights are made from: it
    also takes the accounts' locks, in one order for all, so that changes to one account queue up.
    The transaction's scope must be the accounts' group.
    """
    if accounts:
        await uow.execute(_BUMP.bindparams(group_id=group_id, accounts=list(accounts)))


async def versions(uow: UnitOfWork, group_id: int, accounts: Collection[UUID]) -> dict[UUID, int]:
    """The versions of the accounts' rights now; nothing of those that have none."""
    found = await uow.execute(
        select(AccountRights.account_id, AccountRights.version).where(
            AccountRights.group_id == group_id, AccountRights.account_id.in_(accounts)
        )
    )
    return {row.account_id: row.version for row in found}


async def hold(uow: UnitOfWork, group_id: int, account_id: UUID) -> None:
    """Keep the account's rights from being raised until this transaction ends.

    For what must not slip past a revocation that is under way: a new session, say.
    """
    await uow.execute(
        select(AccountRights.version)
        .where(AccountRights.group_id == group_id, AccountRights.account_id == account_id)
        .with_for_update(read=True)
    )


__all__ = ["bump", "hold", "versions"]
