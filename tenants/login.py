"""Logging in with a name and a password."""

import unicodedata
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, select

from core.actor import Audience
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.rights import hold
from tenants import passwords
from tenants.access import Access
from tenants.attempts import Attempt
from tenants.credentials import held, keep
from tenants.errors import WrongCredentials
from tenants.models import Account, AccountAction, Credential, LoginName
from tenants.record import record
from tenants.sessions import Holder, Session, extend

NOWHERE = 0
NOBODY = UUID(int=0)
LONGEST_NAME = 128
BY_PASSWORD = frozenset({Audience.STAFF, Audience.RESIDENT, Audience.PARTNER})
"""Services come with keys, and the system does not come in by a door."""


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password, as typed."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class _Found:
    group_id: int
    account_id: UUID
    password_hash: str | None


async def login(access: Access, attempt: Login) -> Session:
    """Begin a session.

    Raises `WrongCredentials` for an unknown name as for a wrong password, after the same work and
    the same statements; `LoginLocked` after too many failures in a row under that name, known or
    not, and then whatever the password is.
    """
    name = normalised(attempt.name)[:LONGEST_NAME]
    counted = await access.attempts.begin(access.database, name)
    async with unit_of_work(access.database, Scope.system()) as uow:
        found = await _find(uow, name)
    if not await passwords.verify(attempt.password, found.password_hash):
        if counted.last and found.password_hash is not None:
            await _record_lock(access, counted, found)
        raise counted.refusal()
    renewed = None
    if found.password_hash is not None and passwords.outdated(found.password_hash):
        renewed = await passwords.hash_password(attempt.password)
    async with unit_of_work(access.database, Scope.system(found.group_id)) as uow:
        await hold(uow, found.group_id, found.account_id)
        holder = await uow.row(_holder(found))
        if holder is None:
            raise WrongCredentials
        await access.attempts.forgive(uow, name)
        if renewed is not None:
            await uow.execute(keep(found.group_id, found.account_id, renewed, uow.now))
        audience: Audience = holder["audience"]
        session = extend(
            uow,
            access.signer,
            access.settings,
            Holder(found.group_id, found.account_id, audience),
        )
        record(
            uow,
            found.group_id,
            found.account_id,
            AccountAction.LOGGED_IN,
            by=found.account_id,
            session=str(session.id),
        )
    return session


def normalised(name: str) -> str:
    """A login name as it is compared: without regard to case, width or surrounding space."""
    plain = name.encode("utf-8", "replace").decode().replace("\0", "")
    return unicodedata.normalize("NFKC", plain).casefold().strip()


async def _find(uow: UnitOfWork, name: str) -> _Found:
    known = await uow.row(
        select(LoginName.group_id, LoginName.account_id).where(LoginName.name == name)
    )
    group_id = NOWHERE if known is None else known["group_id"]
    account_id = NOBODY if known is None else known["account_id"]
    await uow.enter(Scope.system(group_id))
    password_hash: str | None = (await uow.execute(held(group_id, account_id))).scalar()
    return _Found(group_id, account_id, password_hash)


async def _record_lock(access: Access, counted: Attempt, found: _Found) -> None:
    until = None if counted.locked_until is None else counted.locked_until.isoformat()
    async with unit_of_work(access.database, Scope.system(found.group_id)) as uow:
        record(uow, found.group_id, found.account_id, AccountAction.LOCKED, until=until)


def _holder(found: _Found) -> Select[Audience]:
    """The account, if it may still come in by this password."""
    return (
        select(Account.audience)
        .join(
            Credential,
            and_(Credential.group_id == Account.group_id, Credential.account_id == Account.id),
        )
        .where(
            Account.group_id == found.group_id,
            Account.id == found.account_id,
            Account.disabled_at.is_(None),
            Account.audience.in_(BY_PASSWORD),
            Credential.password_hash == found.password_hash,
        )
    )


__all__ = ["Login", "login", "normalised"]
