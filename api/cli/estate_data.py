"""`guanjia estate clone | export | erase`: an estate as a whole."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli.administration import (
    GroupOption,
    estate_of,
    group_of,
    in_group,
    region_of,
    with_access,
)
from api.cli.estate import app
from api.cli.installation import catalogue
from api.cli.output import complain, out, progress
from core.actor import Actor
from core.config import get_settings
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, snapshot
from core.files.store import FileStore, folder_of
from core.operating import FAILURE, PARTLY, USAGE
from tenants.access import Access
from tenants.clone_estate import CloneEstate, clone_estate
from tenants.erase_estate import Erasure, erase_estate, look_before_erasing
from tenants.export_estate import Exported, archived_tables, export_estate
from tenants.verify_archive import verify_archive

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
    """Open an estate set up as another one is, with its plugins and how they are set.

    Departments, presets, calendar, policy and settings are taken over; people, places and what
    happened are not.

    Example: guanjia estate clone spring hill --name 山语苑 --region east --address 山前路2号
    """
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
    to: Annotated[
        Path | None, typer.Option(help="the archive to write", show_default="CODE.zip")
    ] = None,
    group: GroupOption = None,
) -> None:
    """Write one archive (ZIP) with all an estate has: tables, plugins' data, attachments.

    It is as of the instant it began, while work goes on. The file has its name only once it is
    whole; until then it is called NAME.partial. It holds personal data: keep it as such.

    Leaves with 0 all is in it, 4 bytes of some attachments were not in the store (they are named),
    1 failed, 2 asked wrongly, 3 no database.

    Example: guanjia estate export spring --to /backup/spring.zip
    """
    path = to or Path(f"{code}.zip")
    with progress() as bar:
        task = bar.add_task("Exporting", total=archived_tables(catalogue()))

        def tell(name: str, _: int) -> None:
            bar.update(task, advance=1, description=name)

        async def run(access: Access) -> Exported:
            group_id = await group_of(access, group)
            async with snapshot(access.database, Scope.system(group_id)) as uow:
                estate_id = await estate_of(uow, group_id, code)
                await uow.enter(Scope.system(group_id, estate_id))
                store = FileStore.of(access.settings)
                return await export_estate(uow, estate_id, path, catalogue(), store, tell)

        exported = with_access(run)
    out.print(f"{path}: {exported.rows:,} rows, {exported.files:,} files.")
    _tell_missing(exported.missing)


@app.command("verify")
def verifying(
    file: Annotated[Path, typer.Argument(help="an archive written by `guanjia estate export`")],
) -> None:
    """Check that an archive still is what was written: sizes, sums, rows. Needs no database.

    Leaves with 0 whole, 4 whole but for attachments that were missing when it was written, 1 not.

    Example: guanjia estate verify spring.zip
    """
    with progress() as bar:
        task = bar.add_task("Verifying", total=None)
        found = verify_archive(file, lambda name, _: bar.update(task, advance=1, description=name))
    for fault in found.faults:
        complain("DAMAGED", fault)
    if found.faults:
        raise typer.Exit(FAILURE)
    out.print(f"{file} is whole: estate {found.estate} as of {found.as_of}, {found.rows:,} rows.")
    _tell_missing(found.missing)


def _tell_missing(names: Sequence[str]) -> None:
    for name in names:
        complain("MISSING", f"files/{name} was not in the file store.")
    if names:
        raise typer.Exit(PARTLY)


@app.command("erase")
def erasing(
    code: CodeArgument,
    group: GroupOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="tell what would go and what is open; change nothing")
    ] = False,
    with_open_work: Annotated[
        bool,
        typer.Option("--with-open-work", help="erase though tickets or books are not settled"),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask for the code to be typed")] = False,
) -> None:
    """Erase a closed estate for good: whatever tells of anybody, its files included.

    The books keep their amounts and numbers, without who and where. Export the estate before.
    Refused while tickets or books are open. Needs the login that migrates
    (GUANJIA_OWNER_DATABASE_URL).

    Example: guanjia estate erase spring --dry-run
    """
    if dry_run:
        _tell_plan(code, in_group(group, partial(_look, code), as_owner=True))
        return
    if not yes and typer.prompt(f"Erase {code} for good? Type its code") != code:
        complain("NOT_CONFIRMED", f"that is not {code}: nothing was erased.")
        raise typer.Exit(USAGE)
    with progress() as bar:
        task = bar.add_task("Erasing", total=None)

        async def work(access: Access, actor: Actor, uow: UnitOfWork) -> tuple[int, str]:
            estate_id = await estate_of(uow, actor.group_id, code)
            done = await erase_estate(
                uow,
                actor.group_id,
                estate_id,
                catalogue(),
                lambda name, _: bar.update(task, advance=1, description=name),
                with_open_work=with_open_work,
            )
            return sum(done.values()), folder_of(actor.group_id, estate_id)

        rows, folder = in_group(group, work, as_owner=True)
        bar.update(task, description="files")
        files = asyncio.run(FileStore.of(get_settings()).delete_below(folder))
    out.print(f"Estate {code} erased: {rows:,} rows, {files:,} files.")


async def _look(code: str, _: Access, actor: Actor, uow: UnitOfWork) -> Erasure:
    estate_id = await estate_of(uow, actor.group_id, code)
    return await look_before_erasing(uow, actor.group_id, estate_id, catalogue())


def _tell_plan(code: str, plan: Erasure) -> None:
    out.print(f"Erasing {code} would take away, or empty of who and where:")
    table = Table("table", "rows", "", box=None)
    for each in plan.holdings:
        if each.rows:
            table.add_row(each.table, f"{each.rows:,}", "emptied, stays" if each.stays else "")
    out.print(table)
    out.print(f"Accounts that are nobody elsewhere: {plan.accounts:,}. Files: {plan.files:,}.")
    if not plan.closed:
        out.print("It is open: close it first (guanjia estate close).")
    for matter in plan.open:
        out.print(f"Not settled: {matter}")


__all__ = ["app", "cloning", "erasing", "exporting", "verifying"]
