"""What telling people needs to know of accounts."""

from uuid import UUID

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.notify.people import AccountFacts
from tenants.models import Account


async def account_facts(uow: UnitOfWork, group_id: int, account_id: UUID) -> AccountFacts | None:
    """An account's name and language; None for one that is disabled, or not of the group."""
    row = await uow.row(
        select(Account.name, Account.locale).where(
            Account.group_id == group_id,
            Account.id == account_id,
            Account.disabled_at.is_(None),
        )
    )
    return None if row is None else AccountFacts(**row)


__all__ = ["account_facts"]
