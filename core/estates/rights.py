"""The version of an account's rights, raised by whatever changes what they are made from."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from core.db.unit_of_work import UnitOfWork

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
        await uow.execute(_BUMP, [{"group_id": group_id, "accounts": list(accounts)}])


__all__ = ["bump"]
