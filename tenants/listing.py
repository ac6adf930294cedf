"""What there is, for the operator: groups, regions, estates, accounts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from core.actor import Audience
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate, Group, GroupEntry, PropertyType, Region
from tenants.directory import estates_of
from tenants.models import Account, ApiKey, LoginName, RoleGrant


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group and how much stands in it."""

    id: int
    code: str
    name: str
    estates: int
    accounts: int


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region and how deep in the tree it is; the root has depth 0."""

    id: int
    code: str
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class EstateLine:
    """An estate and the region it is in."""

    id: int
    code: str
    name: str
    region: str
    property_type: PropertyType
    homes: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account, its way in, and what it holds in words (`CS_AGENT at spring-gardens`)."""

    id: UUID
    name: str
    audience: Audience
    login_names: tuple[str, ...]
    keys: tuple[str, ...]
    roles: tuple[str, ...]
    disabled_at: datetime | None


async def list_groups(uow: UnitOfWork) -> list[GroupLine]:
    """Every group. The transaction must be the system's; its scope is changed."""
    entries = (await uow.execute(select(GroupEntry.id).order_by(GroupEntry.code))).scalars().all()
    found = []
    for group_id in entries:
        estates = await estates_of(uow, group_id)
        await uow.enter(Scope.system(group_id))
        group = await uow.row(select(Group.code, Group.name).where(Group.id == group_id))
        accounts = select(func.count()).where(Account.group_id == group_id)
        if group is not None:
            number: int = (await uow.execute(accounts)).scalar_one()
            found.append(GroupLine(group_id, group["code"], group["name"], len(estates), number))
    return found


async def list_regions(uow: UnitOfWork, group_id: int) -> list[RegionLine]:
    """The group's regions, each after the one above it."""
    rows = await uow.execute(
        select(Region.id, Region.code, Region.name, Region.path)
        .where(Region.group_id == group_id)
        .order_by(Region.path)
    )
    return [
        RegionLine(row["id"], row["code"], row["name"], len(row["path"]) - 1)
        for row in rows.mappings()
    ]


async def list_estates(uow: UnitOfWork, group_id: int) -> list[EstateLine]:
    """The estates within the transaction's scope, closed ones included."""
    rows = await uow.execute(
        select(
            Estate.id,
            Estate.code,
            Estate.name,
            Region.code.label("region"),
            Estate.property_type,
            Estate.homes,
            Estate.closed_at,
        )
        .join(Region, (Region.group_id == Estate.group_id) & (Region.id == Estate.region_id))
        .where(Estate.group_id == group_id, Estate.id.in_(uow.scope.estates))
        .order_by(Estate.code)
    )
    return [EstateLine(**row) for row in rows.mappings()]


async def list_accounts(uow: UnitOfWork, group_id: int, *, most: int = 500) -> list[AccountLine]:
    """The newest accounts of a group that do not belong to residents, at most so many.

    The transaction must be the system's, over the group's estates.
    """
    accounts = (
        (
            await uow.execute(
                select(Account.id, Account.name, Account.audience, Account.disabled_at)
                .where(Account.group_id == group_id, Account.audience != Audience.RESIDENT)
                .order_by(Account.id.desc())
                .limit(most)
            )
        )
        .mappings()
        .all()
    )
    ids = [account["id"] for account in accounts]
    names = await _by_account(
        uow, select(LoginName.account_id, LoginName.name).where(LoginName.account_id.in_(ids))
    )
    keys = await _by_account(
        uow,
        select(ApiKey.account_id, ApiKey.prefix).where(
            ApiKey.group_id == group_id,
            ApiKey.account_id.in_(ids),
            ApiKey.revoked_at.is_(None),
        ),
    )
    place = func.coalesce(Estate.code, Region.code, "the group")
    roles = await _by_account(
        uow,
        select(RoleGrant.account_id, func.concat(RoleGrant.role, " at ", place))
        .outerjoin(
            Estate, (Estate.group_id == RoleGrant.group_id) & (Estate.id == RoleGrant.estate_id)
        )
        .outerjoin(
            Region, (Region.group_id == RoleGrant.group_id) & (Region.id == RoleGrant.region_id)
        )
        .where(
            RoleGrant.group_id == group_id,
            RoleGrant.account_id.in_(ids),
            RoleGrant.revoked_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > uow.now),
        ),
    )
    return [
        AccountLine(
            id=account["id"],
            name=account["name"],
            audience=account["audience"],
            login_names=tuple(names[account["id"]]),
            keys=tuple(keys[account["id"]]),
            roles=tuple(roles[account["id"]]),
            disabled_at=account["disabled_at"],
        )
        for account in accounts
    ]


async def _by_account(uow: UnitOfWork, statement: Select[UUID, str]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = await uow.execute(statement)
    for account_id, value in cast(Iterable[tuple[UUID, str]], rows):
        found[account_id].append(value)
    return found


__all__ = [
    "AccountLine",
    "EstateLine",
    "GroupLine",
    "RegionLine",
    "list_accounts",
    "list_estates",
    "list_groups",
    "list_regions",
]
