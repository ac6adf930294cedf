"""`guanjia import`: taking over what other systems have recorded."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.progress import Progress
from sqlalchemy.exc import DBAPIError

from api.cli.installation import lineages
from api.cli.output import complain, out, progress
from core.config import get_settings
from core.db.access import available
from core.db.engine import Database
from core.db.migrate import require_migrated
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.importing import mapping as mappings
from core.importing import repository
from core.importing.errors import ImportCode, ImportRefused
from core.importing.findings import MEANINGS, Code
from core.importing.import_tickets import import_tickets
from core.importing.look_through import look_through
from core.importing.repository import Found, Holdings
from core.importing.source import Source
from core.importing.tally import LINES_SHOWN, Tally, Told
from core.operating import PARTLY, USAGE
from tenants.roles import console

app = typer.Typer(
    help="Take over what other systems have recorded. Each record once, however often it is run."
)


@app.callback()
def imports() -> None:
    """Take over what other systems have recorded."""


@dataclass(frozen=True, slots=True)
class Done:
    """An import that has come to its end."""

    estate: str
    tally: Tally
    holdings: Holdings
    seconds: float


@app.command()
def tickets(
    file: Annotated[Path, typer.Argument(help="CSV (.csv, .tsv, .txt) or workbook (.xlsx, ...)")],
    mapping: Annotated[
        str,
        typer.Option(
            help=f"mapping file (TOML), or a shipped one: {', '.join(mappings.shipped())}"
        ),
    ],
    estate: Annotated[str, typer.Option(help="code of the estate that takes the tickets over")],
    group: Annotated[
        str | None,
        typer.Option(help="code of its group, where several groups have an estate of that code"),
    ] = None,
    reject: Annotated[
        Path | None,
        typer.Option(
            help="where rejected rows and notes go, with line, code and reason",
            show_default="FILE's name with .rejects.csv, in this folder",
        ),
    ] = None,
) -> None:
    """Take tickets over from a file, with their own times, states and promises.

    Rows that cannot be taken go to the reject file; the rest go in.

    Run again, it takes what is not there yet and changes nothing else; stopped half way, it goes
    on with the next run.

    Leaves with 0 all are there, 4 some rows rejected, 1 failed, 2 asked wrongly, 3 no database.
    """
    rejects = reject or Path(f"{file.stem}.rejects.csv")
    with _refusals_told(), _losses_told(), progress() as bar:
        declared = mappings.load(mapping)
        looking = bar.add_task(f"Looking through {file.name}", total=None)
        source = look_through(file, declared)
        bar.remove_task(looking)
        with available(get_settings()) as access:
            require_migrated(access.app_url, lineages())
            done = asyncio.run(
                _take_over(access.app_url, (estate, group), source, declared, rejects, bar)
            )
    for line in _told(done, source, declared, rejects):
        out.print(line)
    if done.tally.rejected:
        raise typer.Exit(PARTLY)


async def _take_over(
    url: str,
    codes: tuple[str, str | None],
    source: Source,
    declared: mappings.Mapping,
    rejects: Path,
    bar: Progress,
) -> Done:
    database = Database(url, size=2, name="guanjia import")
    async with database.opened():
        found = await _estate(database, *codes)
        actor = console(found.group_id, (found.estate_id,))
        task = bar.add_task("Importing", total=source.count)
        began = time.perf_counter()
        tally = await import_tickets(
            database,
            actor,
            found.estate_id,
            source,
            declared,
            rejects,
            lambda rows: bar.advance(task, rows),
        )
        seconds = time.perf_counter() - began
        async with unit_of_work(database, Scope.of(actor)) as uow:
            name = await repository.estate_name(uow, found.estate_id)
            holdings = await repository.holdings(uow, found.estate_id, declared.source)
    return Done(f"{name} ({found.group_code}/{codes[0]})", tally, holdings, seconds)


async def _estate(database: Database, code: str, group: str | None) -> Found:
    async with unit_of_work(database, Scope.system()) as uow:
        found = await repository.estates_named(uow, code, group)
    if not found:
        where = f"the group {group}" if group else "any group"
        raise ImportRefused(
            ImportCode.ESTATE_UNKNOWN, f"there is no estate of the code {code} in {where}."
        )
    if len(found) > 1:
        raise ImportRefused(
            ImportCode.ESTATE_AMBIGUOUS,
            f"several groups have an estate of the code {code}.",
            f"Add --group with one of: {', '.join(each.group_code for each in found)}",
        )
    return found[0]


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except ImportRefused as refusal:
        complain(refusal.code, refusal.message, refusal.remedy)
        raise typer.Exit(USAGE) from refusal


@contextmanager
def _losses_told() -> Iterator[None]:
    """Lets a lost connection be told as what it is, not as a failed statement."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.OperationalError):
            raise error.orig from error
        raise


def _told(done: Done, source: Source, declared: mappings.Mapping, rejects: Path) -> Iterator[str]:
    tally, held = done.tally, done.holdings
    sum_of = f"{tally.taken:,} + {tally.already_there:,} + {tally.rejected:,} = {tally.rows:,}"
    yield f"{source.path.name} ({declared.title}) into {done.estate}"
    yield from _lines(
        {
            "rows in the file": f"{tally.rows:,}{_blank(tally)}",
            "taken now": f"{tally.taken:,}  ({tally.taken_closed:,} closed, "
            f"{tally.taken_open:,} open)",
            "already there": f"{tally.already_there:,}",
            "rejected": f"{tally.rejected:,}",
            "accounted for": sum_of,
            "time": f"{done.seconds:.1f} s, {tally.rows / done.seconds:,.0f} rows/s",
        }
    )
    yield ""
    yield f"In the database from this source: {held.total:,} tickets"
    yield from _lines(
        {
            "closed": f"{held.closed:,}",
            "open": f"{held.open:,}",
            "past the promise": f"{held.overdue:,}  ({held.overdue - held.overdue_open:,} "
            f"finished late, {held.overdue_open:,} unfinished)",
            "without a promise": f"{held.without_promise:,}",
        }
    )
    if tally.rejections:
        yield f"\nRejected: {tally.rejected:,} rows"
        yield from _codes(tally.rejections)
    if tally.notes:
        yield f"\nTaken with a note: {tally.noted:,} rows"
        yield from _codes(tally.notes)
    yield f"\nRejected rows and notes: {rejects}"


def _lines(facts: Mapping[str, str]) -> Iterable[str]:
    return (f"  {name:<18} {value}" for name, value in facts.items())


def _blank(tally: Tally) -> str:
    return f"  (and {tally.blank_lines:,} blank lines)" if tally.blank_lines else ""


def _codes(told: Mapping[Code, Told]) -> Iterator[str]:
    for code, each in sorted(told.items(), key=lambda item: -item[1].count):
        more = ", …" if each.count > LINES_SHOWN else ""
        lines = ", ".join(map(str, each.lines)) + more
        yield f"  {each.count:>7,}  {code.value}: {MEANINGS[code]} (line {lines})"


__all__ = ["app"]
