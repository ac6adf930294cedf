"""Changing one's own password."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.rights import bump
from tenants import passwords
from tenants.access import Access
from tenants.credentials import held, keep
from tenants.errors import WrongCredentials
from tenants.models import AccountAction, LoginName
from tenants.record import record
from tenants.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """The password that was, and the one that shall be."""

    current: str
    new: str


async def change_password(access: Access, actor: Actor, change: ChangePassword) -> None:
    """Change the actor's password and end their other sessions.

    A wrong current one counts as a failed login does: raises `WrongCredentials`, `LoginLocked`,
    `WEAK_PASSWORD`.
    """
    group_id, account_id = actor.group_id, actor.account_id
    for name in await _names(access, account_id) or [""]:
        passwords.check_strength(change.new, name)
    counted_as = f"account {account_id}"
    attempt = await access.attempts.begin(access.database, counted_as)
    async with unit_of_work(access.database, Scope.system(group_id)) as uow:
        before: str | None = (await uow.execute(held(group_id, account_id))).scalar()
    if not await passwords.verify(change.current, before):
        raise attempt.refusal()
    renewed = await passwords.hash_password(change.new)
    async with unit_of_work(access.database, Scope.system(group_id)) as uow:
        await access.attempts.forgive(uow, counted_as)
        await bump(uow, group_id, [account_id])
        if (await uow.execute(held(group_id, account_id))).scalar() != before:
            raise WrongCredentials  # changed or reset meanwhile
        await uow.execute(keep(group_id, account_id, renewed, uow.now))
        await end_sessions(uow, group_id, account_id, but=actor.session_id)
        record(uow, group_id, account_id, AccountAction.PASSWORD_CHANGED, by=actor)


async def _names(access: Access, account_id: UUID) -> list[str]:
    async with unit_of_work(access.database, Scope.system()) as uow:
        mine = select(LoginName.name).where(LoginName.account_id == account_id)
        return list((await uow.execute(mine)).scalars())


__all__ = ["ChangePassword", "change_password"]
