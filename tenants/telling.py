"""What telling people needs to know of accounts."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, select

from core.db.keys import any_of
from core.db.unit_of_work import UnitOfWork
from core.notify.people import AccountFacts
from tenants.models import Account


async def account_facts(
    uow: UnitOfWork, group_id: int, accounts: Collection[UUID]
) -> dict[UUID, AccountFacts]:
    """Names and languages of accounts; not of those that are disabled, or not of the group."""
    found = await uow.execute(
        select(Account.id, Account.name, Account.locale).where(
            Account.group_id == group_id,
            Account.id == any_of("accounts", Uuid),
            Account.disabled_at.is_(None),
        ),
        [{"accounts": list(accounts)}],
    )
    return {row.id: AccountFacts(row.name, row.locale) for row in found}


__all__ = ["account_facts"]
