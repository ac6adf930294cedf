"""`guanjia migrate`: brings the database to what this release needs, or takes it back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.text import Text

from api.cli.installation import lineages
from api.cli.output import out, progress
from core.config import Settings, get_settings
from core.db import migrate
from core.db.access import available
from core.db.bootstrap import APP, Access
from core.db.lineage import Lineage, names
from core.operating import OperatorCode, OperatorError

app = typer.Typer(
    help="Bring the database to what this release needs (up, also without a word more), or take it "
    "back (down).",
    invoke_without_command=True,
)


@app.callback()
def default(context: typer.Context) -> None:
    """Without a subcommand: up."""
    if context.invoked_subcommand is None:
        up()


@app.command()
def up() -> None:
    """Apply what is missing: the core first, then every installed plugin."""
    settings = get_settings()
    with _owner(settings) as owner_url:
        bring_up(settings, owner_url)


@app.command()
def down(
    lineage: Annotated[str, typer.Argument(help="core, or a plugin's id")],
    revision: Annotated[
        str, typer.Argument(help="where to go back to: a revision, -1, or base (nothing left)")
    ] = "-1",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask; the data of it is lost")] = False,
) -> None:
    """Take one lineage back. What its revisions added is dropped, data included."""
    known = {item.name: item for item in lineages()}
    if lineage not in known:
        raise typer.BadParameter(f"{lineage} is not one of {names(known.values())}")
    settings = get_settings()
    with _owner(settings) as owner_url:
        if not yes:
            typer.confirm(f"Drop what {lineage} added after {revision}, data included?", abort=True)
        done = migrate.downgrade(
            owner_url,
            known[lineage],
            revision,
            lock_timeout_ms=settings.lock_timeout_ms,
            on_step=_tell,
        )
        out.print(f"{len(done)} revision(s) taken back.")


@app.command()
def status() -> None:
    """Show how far the database has come, lineage by lineage. Leaves with 3 if it is behind."""
    settings = get_settings()
    with available(settings) as access:
        found = migrate.status(access.owner_url or access.app_url, lineages())
    for item in found:
        state = "newer than this release" if item.unknown else f"{len(item.pending)} pending"
        out.print(f"{item.lineage.name:<16} {item.current or 'nothing':<16} {state}")
    if any(item.pending or item.unknown for item in found):
        raise typer.Exit(3)


def bring_up(settings: Settings, owner_url: str, *, quiet: bool = False) -> None:
    """Applies what is missing, showing progress; `quiet` is silent where nothing is."""
    wanted: Sequence[Lineage] = lineages()
    pending = sum(len(item.pending) for item in migrate.status(owner_url, wanted))
    with progress() as bar:
        task = bar.add_task("Migrating", total=pending)

        def step(taken: migrate.Step) -> None:
            bar.advance(task)
            _tell(taken)

        migrate.upgrade(owner_url, wanted, lock_timeout_ms=settings.lock_timeout_ms, on_step=step)
    if not quiet:
        out.print("The database is up to date.")


def owner_of(access: Access) -> str:
    """The login that migrates. Raises `GRANTS_MISSING` where only the application's was given."""
    if access.owner_url is None:
        raise OperatorError(
            OperatorCode.GRANTS_MISSING,
            f"the login of GUANJIA_DATABASE_URL is only {APP}'s and may not migrate.",
            "Set GUANJIA_OWNER_DATABASE_URL to a login that may become guanjia_owner.",
        )
    return access.owner_url


@contextmanager
def _owner(settings: Settings) -> Iterator[str]:
    with available(settings) as access:
        yield owner_of(access)


def _tell(step: migrate.Step) -> None:
    sign = "+" if step.upgrade else "-"
    out.print(Text(f"{sign} {step.lineage} {step.revision}  {step.title}"))
