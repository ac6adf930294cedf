"""How the commands of an operator reach the tenants floor: as the system, in one group."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from api.cli.installation import lineages
from api.cli.migrate import owner_of
from core.actor import Actor
from core.config import get_settings
from core.db.access import available, require_serviceable
from core.db.bootstrap import OWNER
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from tenants.access import Access
from tenants.directory import find_account, find_estate
from tenants.entering import administering
from tenants.listing import list_groups, list_regions
from tenants.login import normalised
from tenants.reach import Reach
from tenants.roles import console

T = TypeVar("T")

GroupOption = Annotated[
    str | None,
    typer.Option("--group", help="code of the group; may be left out where there is only one"),
]
EstateOption = Annotated[
    str | None, typer.Option("--estate", help="code of the estate the role is for")
]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", help="code of the region the role is for, all below it included"),
]


def with_access(work: Callable[[Access], Awaitable[T]], *, as_owner: bool = False) -> T:
    """Run something with the tenants floor of the database the settings name; `as_owner` on a
    login that may become the tables' owner.

    Raises `OperatorError` for a database that is not there or not migrated.
    """
    settings = get_settings()

    async def run(url: str) -> T:
        become = OWNER if as_owner else None
        async with Database(url, size=2, name="guanjia cli", become=become).opened() as database:
            return await work(Access(database, settings))

    with available(settings) as ways:
        require_serviceable(ways.app_url, lineages())
        return asyncio.run(run(owner_of(ways) if as_owner else ways.app_url))


def in_group(
    code: str | None,
    work: Callable[[Access, Actor, UnitOfWork], Awaitable[T]],
    *,
    as_owner: bool = False,
) -> T:
    """Run something as the system in a group, in one transaction. See `with_access`."""

    async def run(access: Access) -> T:
        group_id = await group_of(access, code)
        async with administering(access, console(group_id)) as (actor, uow):
            return await work(access, actor, uow)

    return with_access(run, as_owner=as_owner)


async def group_of(access: Access, code: str | None) -> int:
    """The group of a code, or the only one there is. Raises `typer.BadParameter`."""
    async with unit_of_work(access.database, Scope.system()) as uow:
        groups = {group.code: group.id for group in await list_groups(uow)}
    known = ", ".join(groups) or "none; make one with `guanjia group create`"
    if code is None and len(groups) == 1:
        return next(iter(groups.values()))
    if code is None:
        raise typer.BadParameter(f"which group? Say --group (known: {known})")
    if code not in groups:
        raise typer.BadParameter(f"there is no group {code} (known: {known})")
    return groups[code]


async def region_of(uow: UnitOfWork, group_id: int, code: str) -> int:
    """The region of a code. Raises `typer.BadParameter` naming those there are."""
    regions = {region.code: region.id for region in await list_regions(uow, group_id)}
    if code not in regions:
        known = ", ".join(regions) or "none; make one with `guanjia group region`"
        raise typer.BadParameter(f"there is no region {code} (known: {known})")
    return regions[code]


async def estate_of(uow: UnitOfWork, group_id: int, code: str) -> int:
    """The estate of a code. Raises `typer.BadParameter`."""
    estate_id = await find_estate(uow, group_id, code)
    if estate_id is None:
        raise typer.BadParameter(f"there is no estate {code}; see `guanjia estate list`")
    return estate_id


async def reach_of(uow: UnitOfWork, group_id: int, estate: str | None, region: str | None) -> Reach:
    """The estate or region named, else the whole group. Raises `typer.BadParameter`."""
    if estate is not None and region is not None:
        raise typer.BadParameter("a role is for an estate or for a region: say one of them")
    if estate is not None:
        return Reach.estate(await estate_of(uow, group_id, estate))
    if region is not None:
        return Reach.region(await region_of(uow, group_id, region))
    return Reach.group()


async def account_of(uow: UnitOfWork, group_id: int, login_or_id: str) -> UUID:
    """The account of a login name or an id. Raises `typer.BadParameter`."""
    found = await find_account(uow, group_id, normalised(login_or_id))
    if found is not None:
        return found
    try:
        return UUID(login_or_id)
    except ValueError:
        raise typer.BadParameter(
            f"{login_or_id} is no login name here and no account's id; see `guanjia token list`"
        ) from None


def new_password() -> str:
    """A password to be told once: 80 bits in letters that are not mistaken for one another."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def typed_password(generated: bool) -> tuple[str, bool]:
    """A password from the terminal, or a new one; and whether it has to be told."""
    if generated:
        return new_password(), True
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed, False


__all__ = [
    "EstateOption",
    "GroupOption",
    "RegionOption",
    "account_of",
    "estate_of",
    "group_of",
    "in_group",
    "new_password",
    "reach_of",
    "region_of",
    "typed_password",
    "with_access",
]
