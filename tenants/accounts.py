"""Accounts as those read them who administer people: a page of cards (S-K1).

What opens a door is the system's alone to read, so these run in the system's scope over the
caller's group and keep by their own conditions to what the caller administers: everything with
`MANAGE_ACCOUNTS` over the group, otherwise whoever belongs to an estate where they have it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, RowMapping, Select, or_, select, union

from core.actor import Actor, Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate, Region, Resident
from core.staff.models import Staff
from tenants.directory import enter_group
from tenants.models import Account, ApiKey, LoginName, OutsideIdentity, RoleGrant, ScopeKind
from tenants.roles import Permission, permitted, roles_with

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: one by its id, or the newest after a cursor, narrowed by what is given."""

    first: int = 50
    after: UUID | None = None
    account_id: UUID | None = None
    estate_id: int | None = None
    audience: Audience | None = None
    role: Role | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account, its ways in without their secrets, and what it holds.

    A resident's name stands on their own record, so that it is masked here (S-N2). Of grants and
    places those are named that the reader administers.
    """

    id: UUID
    name: str
    audience: Audience
    locale: str
    created_at: datetime
    disabled_at: datetime | None
    login_names: tuple[str, ...]
    issuers: tuple[str, ...]
    grants: tuple[Mapping[str, Any], ...]
    keys: tuple[Mapping[str, Any], ...]
    places: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Some accounts, newest first, and whether there are more."""

    cards: tuple[AccountCard, ...]
    more: bool


async def read_accounts(uow: UnitOfWork, actor: Actor, wanted: Wanted) -> AccountPage:
    """The accounts the actor administers; none where they administer nobody.

    The transaction's scope is the system's for the while, and its own again afterwards.
    """
    own = uow.scope
    await uow.enter(Scope.system(actor.group_id))
    await enter_group(uow, actor.group_id)
    try:
        return await _read(uow, actor, wanted)
    finally:
        await uow.enter(own)


def _estates(actor: Actor) -> tuple[int, ...] | None:
    """Where the actor administers people; None: everywhere."""
    if permitted(actor, Permission.MANAGE_ACCOUNTS):
        return None
    return actor.estates_with(roles_with(Permission.MANAGE_ACCOUNTS))


async def _read(uow: UnitOfWork, actor: Actor, wanted: Wanted) -> AccountPage:
    estates = _estates(actor)
    if estates == ():
        return AccountPage((), more=False)
    limit = max(1, min(wanted.first, LARGEST_PAGE))
    statement = (
        select(
            Account.id,
            Account.name,
            Account.audience,
            Account.locale,
            Account.created_at,
            Account.disabled_at,
        )
        .where(Account.group_id == actor.group_id, *_conditions(uow, actor, wanted, estates))
        .order_by(Account.id.desc())
        .limit(limit + 1)
    )
    rows = (await uow.execute(statement)).mappings().all()
    cards = await _cards(uow, actor, rows[:limit], estates)
    return AccountPage(cards, more=len(rows) > limit)


def _conditions(
    uow: UnitOfWork, actor: Actor, wanted: Wanted, estates: tuple[int, ...] | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if estates is not None:
        found.append(Account.id.in_(_belonging(uow, actor, estates)))
    if wanted.estate_id is not None:
        found.append(Account.id.in_(_belonging(uow, actor, (wanted.estate_id,))))
    if wanted.account_id is not None:
        found.append(Account.id == wanted.account_id)
    elif wanted.audience is None:
        found.append(Account.audience != Audience.RESIDENT)
    if wanted.after is not None:
        found.append(Account.id < wanted.after)
    if wanted.audience is not None:
        found.append(Account.audience == wanted.audience)
    if wanted.disabled is not None:
        found.append(
            Account.disabled_at.is_not(None) if wanted.disabled else Account.disabled_at.is_(None)
        )
    if wanted.role is not None:
        holders = select(RoleGrant.account_id).where(
            *_in_force(uow, actor), RoleGrant.role == wanted.role
        )
        found.append(Account.id.in_(holders))
    return found


def _in_force(uow: UnitOfWork, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        RoleGrant.group_id == actor.group_id,
        RoleGrant.revoked_at.is_(None),
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > uow.now),
    )


def _belonging(uow: UnitOfWork, actor: Actor, estates: tuple[int, ...]) -> Select[UUID]:
    """Who has a role for one of these estates, works there, or is on record as a resident."""
    granted = select(RoleGrant.account_id).where(
        *_in_force(uow, actor), RoleGrant.estate_id.in_(estates)
    )
    staff = select(Staff.account_id).where(
        Staff.estate_id.in_(estates), Staff.account_id.is_not(None)
    )
    residents = select(Resident.account_id).where(
        Resident.estate_id.in_(estates), Resident.account_id.is_not(None)
    )
    found = union(granted, staff, residents).subquery()
    return select(found.c[0])


async def _cards(
    uow: UnitOfWork, actor: Actor, rows: Any, estates: tuple[int, ...] | None
) -> tuple[AccountCard, ...]:
    ids = [row["id"] for row in rows]
    if not ids:
        return ()
    group_id = actor.group_id
    names = await _gathered(
        uow, select(LoginName.account_id, LoginName.name).where(LoginName.account_id.in_(ids))
    )
    issuers = await _gathered(
        uow,
        select(OutsideIdentity.account_id, OutsideIdentity.issuer).where(
            OutsideIdentity.group_id == group_id, OutsideIdentity.account_id.in_(ids)
        ),
    )
    keys = await _gathered(
        uow,
        select(
            ApiKey.account_id,
            ApiKey.id,
            ApiKey.label,
            ApiKey.prefix,
            ApiKey.created_at,
            ApiKey.expires_at,
            ApiKey.revoked_at,
        )
        .where(ApiKey.group_id == group_id, ApiKey.account_id.in_(ids))
        .order_by(ApiKey.id),
    )
    grants = await _grants(uow, actor, ids, estates)
    places = await _places(uow, ids, estates)
    return tuple(
        AccountCard(
            id=row["id"],
            name=_shown(row),
            audience=row["audience"],
            locale=row["locale"],
            created_at=row["created_at"],
            disabled_at=row["disabled_at"],
            login_names=tuple(each["name"] for each in names[row["id"]]),
            issuers=tuple(each["issuer"] for each in issuers[row["id"]]),
            grants=tuple(grants[row["id"]]),
            keys=tuple(keys[row["id"]]),
            places=tuple(places[row["id"]]),
        )
        for row in rows
    )


async def _grants(
    uow: UnitOfWork, actor: Actor, ids: list[UUID], estates: tuple[int, ...] | None
) -> dict[UUID, list[Mapping[str, Any]]]:
    statement = (
        select(
            RoleGrant.account_id,
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.scope,
            RoleGrant.region_id,
            RoleGrant.estate_id,
            RoleGrant.granted_at,
            RoleGrant.valid_to,
            Region.name.label("region_name"),
            Estate.name.label("estate_name"),
        )
        .outerjoin(
            Region, (Region.group_id == RoleGrant.group_id) & (Region.id == RoleGrant.region_id)
        )
        .outerjoin(
            Estate, (Estate.group_id == RoleGrant.group_id) & (Estate.id == RoleGrant.estate_id)
        )
        .where(*_in_force(uow, actor), RoleGrant.account_id.in_(ids))
        .order_by(RoleGrant.id)
    )
    if estates is not None:
        statement = statement.where(
            or_(RoleGrant.scope != ScopeKind.ESTATE, RoleGrant.estate_id.in_(estates))
        )
    return await _gathered(uow, statement)


async def _places(
    uow: UnitOfWork, ids: list[UUID], estates: tuple[int, ...] | None
) -> dict[UUID, list[Mapping[str, Any]]]:
    known = uow.scope.estates if estates is None else estates
    return await _gathered(
        uow,
        select(Staff.account_id, Staff.group_id, Staff.estate_id, Staff.id.label("staff_id"))
        .where(Staff.estate_id.in_(known), Staff.account_id.in_(ids))
        .order_by(Staff.estate_id, Staff.id),
    )


def _shown(row: RowMapping) -> str:
    name: str = row["name"]
    return f"{name[:1]}**" if row["audience"] is Audience.RESIDENT else name


async def _gathered(uow: UnitOfWork, statement: Executable) -> dict[UUID, list[Mapping[str, Any]]]:
    found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in (await uow.execute(statement)).mappings():
        found[row["account_id"]].append({str(name): value for name, value in row.items()})
    return found


__all__ = ["LARGEST_PAGE", "AccountCard", "AccountPage", "Wanted", "read_accounts"]
