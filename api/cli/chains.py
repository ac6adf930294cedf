"""`guanjia chains`: who is told of what, when, as documents."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from api.cli.administration import GroupOption, estate_of, in_group
from api.cli.documents import EstateArgument, document_in, printed
from api.cli.output import out
from core.actor import Actor
from core.adopted.errors import DocumentInvalid
from core.db.unit_of_work import UnitOfWork
from core.escalation.chains import Chains
from core.escalation.compare import differences
from core.escalation.document import parse, written
from core.escalation.versions import CHAINS
from tenants.access import Access

app = typer.Typer(help="Chains of escalation 升级链: show, check.", no_args_is_help=True)


@app.command()
def show(estate: EstateArgument, group: GroupOption = None) -> None:
    """Print the chains in force at an estate as a JSON document.

    Example: guanjia chains show spring > chains.json
    """
    typer.echo(printed(written(_in_force(estate, group))))


@app.command()
def check(
    estate: EstateArgument,
    document: Annotated[Path, typer.Argument(help="the chains, a JSON file", exists=True)],
    group: GroupOption = None,
) -> None:
    """Say what is wrong with chains, or what they would change at an estate. Nothing is written.

    Example: guanjia chains check spring chains.json
    """
    try:
        chains = parse(document_in(document))
    except DocumentInvalid as invalid:
        raise invalid.error from None
    table = Table("chain", "part", "", "now", "then", box=None)
    for each in differences(_in_force(estate, group), chains):
        cells = (each.chain or "", each.part, each.difference.value)
        table.add_row(*cells, _said(each.before), _said(each.after))
    out.print(table if table.row_count else "Nothing would change.")


def _in_force(estate: str, group: str | None) -> Chains:
    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> Chains:
        estate_id = await estate_of(uow, actor.group_id, estate)
        version = await CHAINS.in_force(uow, actor.group_id, estate_id, uow.now)
        return await CHAINS.one(uow, actor.group_id, version)

    return in_group(group, work)


def _said(part: Any) -> str:
    return "" if part is None else orjson.dumps(part).decode()
