"""`guanjia estate clone | export | erase`: an estate as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.administration import GroupOption, estate_of, in_group, region_of
from api.cli.estate import app
from api.cli.installation import catalogue
from api.cli.output import out, progress
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.access import Access
from tenants.clone_estate import CloneEstate, clone_estate
from tenants.erase_estate import erase_estate
from tenants.estate_rows import tables_of_estates
from tenants.export_estate import export_estate

CodeArgument = Annotated[str, typer.Argument(help="code of the estate")]


@app.command("clone")
def cloning(
    source: Annotated[str, typer.Argument(help="code of the estate to be like")],
    code: Annotated[str, typer.Argument(help="code of the new one")],
    name: Annotated[str, typer.Option(help="as people read it")],
    region: Annotated[str, typer.Option(help="code of the region it is in")],
    address: Annotated[str, typer.Option(help="where it stands")],
    title: Annotated[str, typer.Option(help="of its contract, which begins now")] = "物业服务合同",
    group: GroupOption = None,
) -> None:
    """Open an estate set up as another one is, with its plugins and how they are set."""
    with progress() as bar:
        task = bar.add_task("Cloning", total=None)

        async def work(_: Access, actor: Actor, uow: UnitOfWork) -> int:
            new = CloneEstate(
                source_id=await estate_of(uow, actor.group_id, source),
                code=code,
                name=name,
                region_id=await region_of(uow, actor.group_id, region),
                address=address,
                title=title,
            )
            return await clone_estate(actor, new, uow, installed=catalogue())

        estate_id = in_group(group, work)
        bar.update(task, total=1, completed=1)
    out.print(f"Estate {code} opened like {source} (id {estate_id}).")


@app.command("export")
def exporting(
    code: CodeArgument,
    to: Annotated[Path | None, typer.Option(help="the archive; by default CODE.zip")] = None,
    group: GroupOption = None,
) -> None:
    """Write one archive with all an estate has, its plugins' data included.

    It holds personal data: keep it as such.
    """
    path = to or Path(f"{code}.zip")
    if path.exists():
        raise typer.BadParameter(f"{path} is there already")
    with progress() as bar:
        task = bar.add_task("Exporting", total=len(tables_of_estates()))

        async def work(_: Access, actor: Actor, uow: UnitOfWork) -> int:
            estate_id = await estate_of(uow, actor.group_id, code)

            def tell(name: str, rows: int) -> None:
                bar.update(task, advance=1, description=name)

            files = await export_estate(uow, estate_id, path, catalogue(), tell)
            return sum(file["rows"] or 0 for file in files)

        rows = in_group(group, work)
    out.print(f"{path}: {rows} rows.")


@app.command("erase")
def erasing(
    code: CodeArgument,
    group: GroupOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Erase a closed estate: everything of it, for good. Export it before.

    Needs the login that migrates (GUANJIA_OWNER_DATABASE_URL).
    """
    if not yes and typer.prompt(f"Erase {code} for good? Type its code") != code:
        raise typer.Abort
    with progress() as bar:
        task = bar.add_task("Erasing", total=len(tables_of_estates()))

        async def work(_: Access, actor: Actor, uow: UnitOfWork) -> int:
            estate_id = await estate_of(uow, actor.group_id, code)

            def tell(name: str, rows: int) -> None:
                bar.update(task, advance=1, description=name)

            gone = await erase_estate(uow, actor.group_id, estate_id, catalogue(), tell)
            return sum(gone.values())

        rows = in_group(group, work, as_owner=True)
    out.print(f"Estate {code} erased: {rows} rows.")


__all__ = ["app", "cloning", "erasing", "exporting"]
