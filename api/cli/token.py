"""`guanjia token`: who may come in, and by what."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from api.cli.administration import (
    EstateOption,
    GroupOption,
    RegionOption,
    account_of,
    in_group,
    reach_of,
    typed_password,
)
from api.cli.output import out
from core import clock
from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from tenants.access import Access
from tenants.create_api_key import CreateApiKey, IssuedKey, create_api_key
from tenants.directory import find_key
from tenants.disable_account import disable_account
from tenants.grant_role import GrantRole, grant_role
from tenants.listing import AccountLine, list_accounts
from tenants.open_account import FirstGrant, OpenAccount, open_account
from tenants.reset_password import ResetPassword, reset_password
from tenants.revoke_api_key import revoke_api_key
from tenants.roles import ROLES

app = typer.Typer(
    help="Accounts, their roles, passwords and API keys. What is shown here is shown once.",
    no_args_is_help=True,
)

LoginArgument = Annotated[str, typer.Argument(help="login name or id of the account")]
GenerateOption = Annotated[
    bool, typer.Option("--generate", help="make up a password and print it, instead of asking")
]


def audience_of(role: Role) -> Audience:
    """The audience whose accounts can hold a role."""
    return next(audience for audience, roles in ROLES.items() if role in roles)


@app.command()
def account(
    login: Annotated[str, typer.Argument(help="login name, unique over all groups")],
    role: Annotated[Role, typer.Option(help="what the account is; see also `grant`")],
    name: Annotated[str, typer.Option(help="the person's name")],
    estate: EstateOption = None,
    region: RegionOption = None,
    group: GroupOption = None,
    generate: GenerateOption = False,
) -> None:
    """Make an account with a role: over an estate, a region, or (neither) the whole group.

    Example: guanjia token account chenjing --name 陈静 --role CS_AGENT --estate spring
    """
    audience = audience_of(role)
    if audience in (Audience.SERVICE, Audience.SYSTEM):
        raise typer.BadParameter("services come in by key: see `guanjia token key --help`")
    password, tell = typed_password(generate)

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> UUID:
        reach = await reach_of(uow, actor.group_id, estate, region)
        new = OpenAccount(audience, name, login, password, (FirstGrant(role, reach),))
        return await open_account(actor, new, uow)

    account_id = in_group(group, work)
    out.print(f"Account {login} made (id {account_id}).")
    if tell:
        out.print(f"Password: {password}")


@app.command()
def grant(
    login: LoginArgument,
    role: Annotated[Role, typer.Argument(help="the role to give")],
    estate: EstateOption = None,
    region: RegionOption = None,
    group: GroupOption = None,
    days: Annotated[int | None, typer.Option(help="take it back after so many days", min=1)] = None,
) -> None:
    """Give an account another role, in force at once."""

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> UUID:
        new = GrantRole(
            account_id=await account_of(uow, actor.group_id, login),
            role=role,
            reach=await reach_of(uow, actor.group_id, estate, region),
            valid_to=None if days is None else clock.now() + timedelta(days=days),
        )
        return await grant_role(actor, new, uow)

    in_group(group, work)
    out.print(f"{login} is {role.value} now.")


@app.command()
def key(
    label: Annotated[str, typer.Argument(help="what the key is for")],
    account: Annotated[
        str | None, typer.Option(help="id of a service's account; none: a new one is made")
    ] = None,
    estate: EstateOption = None,
    region: RegionOption = None,
    group: GroupOption = None,
    days: Annotated[int | None, typer.Option(help="valid for so many days", min=1)] = None,
) -> None:
    """Issue an API key to a service, over an estate, a region, or (neither) the whole group.

    Send it as `Authorization: Bearer gj_...`. Only its hash is kept: it cannot be shown again.

    Example: guanjia token key 呼叫中心 --estate spring --days 365
    """
    if account is not None and (estate is not None or region is not None):
        raise typer.BadParameter("an existing account keeps its reach: leave --estate/--region out")

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> IssuedKey:
        if account is None:
            reach = await reach_of(uow, actor.group_id, estate, region)
            grants = (FirstGrant(Role.SERVICE, reach),)
            service = await open_account(
                actor, OpenAccount(Audience.SERVICE, label, grants=grants), uow
            )
            await uow.flush()
        else:
            service = await account_of(uow, actor.group_id, account)
        expires_at = None if days is None else clock.now() + timedelta(days=days)
        return await create_api_key(actor, CreateApiKey(service, label, expires_at), uow)

    issued = in_group(group, work)
    out.print(issued.key)


@app.command()
def revoke(
    prefix: Annotated[str, typer.Argument(help="the key's public part: gj_<prefix> or <prefix>")],
    group: GroupOption = None,
) -> None:
    """Revoke an API key: the very next request under it is refused."""
    public = prefix.removeprefix("gj_").partition("_")[0]

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> None:
        key_id = await find_key(uow, actor.group_id, public)
        if key_id is None:
            raise typer.BadParameter(f"there is no key {public} here; see `guanjia token list`")
        await revoke_api_key(actor, key_id, uow)

    in_group(group, work)
    out.print(f"Key {public} revoked.")


@app.command()
def password(
    login: LoginArgument, group: GroupOption = None, generate: GenerateOption = False
) -> None:
    """Reset an account's password, end its sessions, and lift a lockout."""
    secret, tell = typed_password(generate)

    async def work(access: Access, actor: Actor, uow: UnitOfWork) -> None:
        account_id = await account_of(uow, actor.group_id, login)
        await reset_password(actor, ResetPassword(account_id, secret), uow, access.attempts)

    in_group(group, work)
    out.print(f"Password: {secret}" if tell else f"The password of {login} is changed.")


@app.command()
def disable(login: LoginArgument, group: GroupOption = None) -> None:
    """Disable an account at once: password, sessions, keys and outside tokens."""

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> None:
        await disable_account(actor, await account_of(uow, actor.group_id, login), uow)

    in_group(group, work)
    out.print(f"{login} is disabled.")


@app.command("list")
def listing(group: GroupOption = None) -> None:
    """List a group's newest 500 accounts, residents apart: ways in, roles, keys by prefix."""

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> list[AccountLine]:
        return await list_accounts(uow, actor.group_id)

    table = Table("login", "name", "audience", "roles", "keys", "id", box=None)
    for line in in_group(group, work):
        table.add_row(
            ", ".join(line.login_names) or "-",
            line.name if line.disabled_at is None else f"{line.name} (disabled)",
            line.audience.value,
            "\n".join(line.roles) or "-",
            "\n".join(line.keys) or "-",
            str(line.id),
        )
    out.print(table)
