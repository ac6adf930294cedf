"""Opening an account."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Invalid
from core.estates.models import AccountRights
from core.ids import new_id
from tenants import passwords
from tenants.errors import Taken, TenantsCode
from tenants.grant_role import GrantRole, check_grant, write_grant
from tenants.link_person import LinkPerson, join_person
from tenants.login import BY_PASSWORD, LONGEST_NAME, normalised
from tenants.models import Account, AccountAction, Credential, LoginName
from tenants.reach import Authority, Reach
from tenants.record import record
from tenants.roles import Permission, require

LONGEST_PERSON = 100
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FirstGrant:
    """A role the account begins with."""

    role: Role
    reach: Reach
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """An account, how it comes in, what it may do, and who it is.

    `people` are the `(estate, id)` of the staff or resident rows that are this person. A login
    name comes with a password; outside identities and keys are given afterwards.
    """

    audience: Audience
    name: str
    login_name: str | None = None
    password: str | None = None
    grants: tuple[FirstGrant, ...] = ()
    people: tuple[tuple[int, UUID], ...] = ()
    locale: str = "zh-CN"


async def open_account(actor: Actor, new: OpenAccount, uow: UnitOfWork) -> UUID:
    """Open an account; returns its id.

    Raises `RoleOutOfReach` and the like as `grant_role` does, `NotFound` for people who are not
    there or have an account, `LOGIN_NAME_TAKEN`, `WEAK_PASSWORD`, `Invalid`, and what a text can be
    wrong with. The transaction must
    be one of `administering`.
    """
    login_name = _checked_login(new)
    authority = await Authority.of(uow, actor)
    for grant in new.grants:
        check_grant(authority, new.audience, grant.role, grant.reach, grant.valid_to, uow.now)
    if not new.grants and not new.people:
        require(actor, Permission.MANAGE_ACCOUNTS)
    group_id, account_id = actor.group_id, new_id()
    if login_name is not None and new.password is not None:
        password_hash = await passwords.hash_password(new.password)
        await _take_name(uow, login_name, group_id, account_id)
        uow.add(
            Credential,
            group_id=group_id,
            account_id=account_id,
            password_hash=password_hash,
            changed_at=uow.now,
        )
    await _write_account(uow, actor, account_id, new)
    for estate_id, person_id in new.people:
        person = LinkPerson(account_id, estate_id, person_id)
        await join_person(uow, actor, person, new.audience, "people")
    record(uow, group_id, account_id, AccountAction.OPENED, by=actor)
    for grant in new.grants:
        await write_grant(
            uow, actor, GrantRole(account_id, grant.role, grant.reach, grant.valid_to)
        )
    return account_id


def _checked_login(new: OpenAccount) -> str | None:
    text.required("name", new.name, LONGEST_PERSON)
    if not LANGUAGE.fullmatch(new.locale):
        raise Invalid("locale", "is no language, such as zh-CN or en")
    if new.audience is Audience.SYSTEM:
        raise Invalid("audience", "is the system's own")
    if new.login_name is None and new.password is None:
        return None
    if new.login_name is None or new.password is None:
        raise Invalid("loginName", "a login name and a password come together")
    if new.audience not in BY_PASSWORD:
        raise Invalid("loginName", "this audience comes in by key")
    login_name = normalised(new.login_name)
    if not 3 <= len(login_name) <= LONGEST_NAME:
        raise Invalid("loginName", f"must have 3 to {LONGEST_NAME} characters")
    passwords.check_strength(new.password, login_name)
    return login_name


async def _take_name(uow: UnitOfWork, name: str, group_id: int, account_id: UUID) -> None:
    taken = await uow.execute(
        insert(LoginName)
        .values(name=name, group_id=group_id, account_id=account_id)
        .on_conflict_do_nothing()
        .returning(LoginName.account_id)
    )
    if taken.first() is None:
        raise Taken(TenantsCode.LOGIN_NAME_TAKEN, "loginName")


async def _write_account(uow: UnitOfWork, actor: Actor, account_id: UUID, new: OpenAccount) -> None:
    await uow.execute(
        insert(Account).values(
            group_id=actor.group_id,
            id=account_id,
            audience=new.audience,
            name=new.name.strip(),
            locale=new.locale,
            created_at=uow.now,
        )
    )
    await uow.execute(
        insert(AccountRights).values(group_id=actor.group_id, account_id=account_id, version=1)
    )


__all__ = ["FirstGrant", "OpenAccount", "open_account"]
