"""Giving somebody else another password."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.rights import bump
from tenants import passwords
from tenants.attempts import Attempts
from tenants.credentials import keep
from tenants.models import AccountAction, LoginName
from tenants.reach import Authority, require_over
from tenants.record import record
from tenants.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """A new password for an account that has a login name."""

    account_id: UUID
    new: str


async def reset_password(
    actor: Actor, reset: ResetPassword, uow: UnitOfWork, attempts: Attempts
) -> None:
    """Set the password, end all the account's sessions and any lockout of its names.

    Raises `NotFound` for an account that is not there, not the actor's to manage, or without a
    login name; `WEAK_PASSWORD`. The transaction must be one of `administering`.
    """
    authority = await Authority.of(uow, actor)
    await require_over(uow, authority, reset.account_id)
    statement = select(LoginName.name).where(LoginName.account_id == reset.account_id)
    names = list((await uow.execute(statement)).scalars())
    if not names:
        raise NotFound("accountId")
    for name in names:
        passwords.check_strength(reset.new, name)
        await attempts.forgive(uow, name)
    password_hash = await passwords.hash_password(reset.new)
    await bump(uow, actor.group_id, [reset.account_id])
    await uow.execute(keep(actor.group_id, reset.account_id, password_hash, uow.now))
    await end_sessions(uow, actor.group_id, reset.account_id)
    record(uow, actor.group_id, reset.account_id, AccountAction.PASSWORD_RESET, by=actor)


__all__ = ["ResetPassword", "reset_password"]
