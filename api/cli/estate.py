"""`guanjia estate`: opening, listing and closing estates."""

from typing import Annotated

import typer
from rich.table import Table

from api.cli.administration import GroupOption, estate_of, in_group, region_of
from api.cli.installation import catalogue
from api.cli.output import out
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.estates.models import PropertyType
from tenants.access import Access
from tenants.close_estate import close_estate
from tenants.listing import EstateLine, list_estates
from tenants.open_estate import OpenEstate, open_estate

app = typer.Typer(
    help="Estates 项目/小区: open, clone, close, export, erase.", no_args_is_help=True
)


@app.command("open")
def opening(
    code: Annotated[str, typer.Argument(help="small letters, digits and hyphens; in addresses")],
    name: Annotated[str, typer.Option(help="as people read it")],
    region: Annotated[str, typer.Option(help="code of the region it is in")],
    address: Annotated[str, typer.Option(help="where it stands")],
    kind: Annotated[
        PropertyType, typer.Option("--type", help="what it is used for")
    ] = PropertyType.RESIDENTIAL,
    zone: Annotated[str, typer.Option(help="IANA time zone")] = "Asia/Shanghai",
    holidays: Annotated[
        str, typer.Option(help="country whose public holidays apply, as CN; empty: none")
    ] = "CN",
    group: GroupOption = None,
) -> None:
    """Open an estate: those with a role over its region or the group see it at once.

    Working hours begin as 8:30 to 12:00 and 13:30 to 18:00 every day.

    Example: guanjia estate open spring --name 春江花园 --region east --address 滨江路1号
    """

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> int:
        new = OpenEstate(
            code=code,
            name=name,
            region_id=await region_of(uow, actor.group_id, region),
            property_type=kind,
            address=address,
            zone=zone,
            holidays=holidays,
        )
        return await open_estate(actor, new, uow)

    estate_id = in_group(group, work)
    out.print(f"Estate {code} opened (id {estate_id}). It answers at /estates/{code}/graphql")


@app.command("list")
def listing(group: GroupOption = None) -> None:
    """List a group's estates, closed ones included."""

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> list[EstateLine]:
        return await list_estates(uow, actor.group_id)

    estates = in_group(group, work)
    if not estates:
        out.print("There is no estate yet: guanjia estate open CODE ...")
        return
    table = Table("code", "name", "region", "type", "homes", "state", "id", box=None)
    for line in estates:
        table.add_row(
            line.code,
            line.name,
            line.region,
            line.property_type.value,
            str(line.homes),
            "open" if line.closed_at is None else f"closed {line.closed_at:%Y-%m-%d}",
            str(line.id),
        )
    out.print(table)


@app.command()
def close(
    code: Annotated[str, typer.Argument(help="code of the estate")],
    group: GroupOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Close an estate: its contracts end and it leaves everybody's sight at once.

    Its data is kept.
    """
    if not yes:
        typer.confirm(f"Close {code}, for everybody, now?", abort=True)

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> None:
        estate_id = await estate_of(uow, actor.group_id, code)
        await close_estate(actor, estate_id, uow, installed=catalogue())

    in_group(group, work)
    out.print(f"Estate {code} closed.")
