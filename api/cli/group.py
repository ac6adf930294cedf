"""`guanjia group`: groups and their regions."""

from typing import Annotated

import typer
from rich.table import Table

from api.cli.administration import GroupOption, in_group, region_of, with_access
from api.cli.output import out
from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from tenants.access import Access
from tenants.listing import GroupLine, RegionLine, list_groups, list_regions
from tenants.open_group import OpenGroup, open_group
from tenants.open_region import OpenRegion, open_region
from tenants.roles import console

app = typer.Typer(
    help="Groups 集团 and their regions 区域: whose estates are whose.", no_args_is_help=True
)


@app.command()
def create(
    code: Annotated[str, typer.Argument(help="small letters, digits and hyphens; unique")],
    name: Annotated[str, typer.Option(help="as people read it")],
) -> None:
    """Make a group, with one region of the same code to put estates into.

    Example: guanjia group create hexin --name 和信集团
    """

    async def work(access: Access) -> int:
        async with unit_of_work(access.database, Scope.system()) as uow:
            group_id = await open_group(console(0), OpenGroup(code, name), uow)
            await open_region(console(group_id), OpenRegion(code, name), uow)
            return group_id

    with_access(work)
    out.print(f"Group {code} made. Next: guanjia estate open CODE --group {code} --region {code}")


@app.command()
def region(
    code: Annotated[str, typer.Argument(help="small letters, digits and hyphens")],
    name: Annotated[str, typer.Option(help="as people read it")],
    parent: Annotated[
        str | None, typer.Option(help="code of the region above it; none: a root of its own")
    ] = None,
    group: GroupOption = None,
) -> None:
    """Add a region to a group's tree.

    Example: guanjia group region east --name 华东区域 --parent hexin
    """

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> None:
        above = None if parent is None else await region_of(uow, actor.group_id, parent)
        await open_region(actor, OpenRegion(code, name, above), uow)

    in_group(group, work)
    out.print(f"Region {code} made.")


@app.command("list")
def listing() -> None:
    """List all groups, with the number of their estates and accounts."""

    async def work(access: Access) -> list[GroupLine]:
        async with unit_of_work(access.database, Scope.system()) as uow:
            return await list_groups(uow)

    groups = with_access(work)
    if not groups:
        out.print("There is no group yet: guanjia group create CODE --name NAME")
        return
    table = Table("code", "name", "estates", "accounts", box=None)
    for group in groups:
        table.add_row(group.code, group.name, str(group.estates), str(group.accounts))
    out.print(table)


@app.command()
def regions(group: GroupOption = None) -> None:
    """List a group's regions as a tree."""

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> list[RegionLine]:
        return await list_regions(uow, actor.group_id)

    for line in in_group(group, work):
        out.print(f"{'  ' * line.depth}{line.code}  {line.name}")
