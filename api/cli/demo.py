"""`guanjia demo`: everything at once, for a first look."""

import time
from typing import Annotated

import typer
from rich.table import Table

from api import demo as example
from api.cli.migrate import bring_up, owner_of
from api.cli.output import out, progress
from api.cli.serving import check_port, ending_in_order, serve
from core.config import get_settings
from core.db.access import available

app = typer.Typer()

PLACES = (
    ("GraphQL (a browser gets the IDE)", "/graphql"),
    ("the same, for one estate's contract", "/estates/{estate}/graphql"),
    ("schema", "/schema.graphql"),
    ("health, metrics", "/healthz /readyz /metrics"),
)


@app.command()
def demo(
    port: Annotated[
        int | None, typer.Option(help="port to listen on [GUANJIA_PORT]", min=1, max=65535)
    ] = None,
) -> None:
    """Start the database, migrate, load the demo group once, and serve API and worker.

    Data stays in GUANJIA_VAR_DIR (./var); Ctrl-C stops everything, the database included.
    """
    began = time.monotonic()
    settings = get_settings()
    host, port = settings.host, port or settings.port
    check_port(host, port)
    with ending_in_order(), available(settings, exclusive=True) as access:
        bring_up(settings, owner_of(access), quiet=True)
        with progress() as bar:
            example.load(access, settings, bar)
        address = f"http://{host}:{port}"
        serve(
            settings,
            access,
            host=host,
            port=port,
            worker=True,
            announce=lambda: _announce(address, time.monotonic() - began),
        )
    out.print("Stopped; the data is kept.")


def _announce(address: str, seconds: float) -> None:
    out.print(f"\nGuanjia 管家 is up after {seconds:.1f} s.\n")
    places = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for what, paths in PLACES:
        for path in paths.format(estate=example.ESTATE).split():
            places.add_row(what, address + path)
            what = ""
    out.print(places)

    out.print("\nLogins:")
    logins = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("who", "login", "password", "sees"):
        logins.add_column(title, header_style="dim")
    for login in example.LOGINS:
        logins.add_row(login.who, login.name, login.password, login.sees)
    out.print(logins)

    out.print("\nA first query to paste into a terminal:\n")
    out.print(example.first_query(address))
    out.print("\nCtrl-C stops it, the database included.")
