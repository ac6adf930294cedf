"""`guanjia policy`: service promises as documents, and trying one on past tickets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli.administration import GroupOption, estate_of, in_group
from api.cli.documents import EstateArgument, document_in, printed
from api.cli.output import out
from core.actor import Actor
from core.adopted.errors import DocumentInvalid
from core.db.unit_of_work import UnitOfWork
from core.sla.draft import Draft, drafted
from core.sla.simulate import Forecast, simulate
from core.sla.versions import POLICIES
from core.sla.writing import written
from tenants.access import Access

app = typer.Typer(help="Service promises 服务时限: show, simulate.", no_args_is_help=True)


@app.command()
def show(estate: EstateArgument, group: GroupOption = None) -> None:
    """Print the policy in force at an estate as a JSON document.

    Example: guanjia policy show spring > policy.json
    """

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> str:
        estate_id = await estate_of(uow, actor.group_id, estate)
        version = await POLICIES.in_force(uow, actor.group_id, estate_id, uow.now)
        policy = await POLICIES.one(uow, actor.group_id, version)
        return printed(written(policy))

    typer.echo(in_group(group, work))


@app.command("simulate")
def simulating(
    estate: EstateArgument,
    document: Annotated[Path, typer.Argument(help="the policy, a JSON file", exists=True)],
    days: Annotated[int, typer.Option(help="look at tickets of so many days back", min=1)] = 365,
    group: GroupOption = None,
) -> None:
    """Run a policy over an estate's past tickets before adopting it. Nothing is written.

    Example: guanjia policy simulate spring policy.json --days 365
    """
    said = document_in(document)

    async def work(_: Access, actor: Actor, uow: UnitOfWork) -> Forecast:
        estate_id = await estate_of(uow, actor.group_id, estate)
        try:
            policy = await drafted(uow, actor.group_id, estate_id, uow.now, Draft(said))
        except DocumentInvalid as invalid:
            raise invalid.error from None
        since = datetime.now(UTC) - timedelta(days=days)
        return await simulate(uow, estate_id, policy, since, uow.now)

    forecast = in_group(group, work)
    table = Table("promise", "made", "kept", "broken", "made then", "kept", "broken", box=None)
    for rule in forecast.rules():
        now, then = forecast.before.get(rule), forecast.after.get(rule)
        cells = [
            str(0 if count is None else getattr(count, what))
            for count in (now, then)
            for what in ("made", "kept", "broken")
        ]
        table.add_row(rule, *cells)
    out.print(f"{forecast.tickets} tickets, as it was and as it would have been:")
    out.print(table)
