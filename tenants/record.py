"""The record of what was done to and by accounts (S-N2)."""

from typing import Any
from uuid import UUID

from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from tenants.models import AccountAction, AccountEvent


def record(
    uow: UnitOfWork,
    group_id: int,
    account_id: UUID,
    action: AccountAction,
    *,
    by: Actor | UUID | None = None,
    **data: Any,
) -> None:
    """Add an entry to an account's history. `data` holds no secrets and no personal data."""
    if isinstance(by, Actor):
        by = None if by.audience is Audience.SYSTEM else by.account_id
    uow.add(
        AccountEvent,
        group_id=group_id,
        id=new_id(),
        account_id=account_id,
        at=uow.now,
        action=action,
        actor_id=by,
        data=data,
    )


__all__ = ["record"]
