"""`guanjia demo`: everything at once, for a first look."""

import time
from typing import Annotated

import typer

from api.cli.installation import catalogue
from api.cli.migrate import bring_up, owner_of
from api.cli.output import columns, out, progress
from api.cli.serving import check_port, ending_in_order, serve
from core.config import get_settings
from core.db.access import available

app = typer.Typer()

PLACES = (
    ("GraphQL (a browser gets an IDE)", "/graphql"),
    ("by one estate's contract", "/estates/{estate}/graphql"),
    ("the schema", "/schema.graphql"),
    ("health", "/healthz"),
    ("figures", "/metrics"),
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
    from api.demo import load  # other commands do without its weight

    began = time.monotonic()
    settings = get_settings()
    host, port = settings.host, port or settings.port
    check_port(host, port)
    with ending_in_order(), available(settings, exclusive=True) as access:
        bring_up(settings, owner_of(access), quiet=True)
        out.print("Making sure of the demo group (making it takes up to a minute) ...")
        with progress() as bar:
            load(access, settings, bar, catalogue())
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
    from api.demo import ESTATE, first_query, logins

    out.print(f"\nGuanjia 管家 is up after {seconds:.1f} s.\n")
    for line in columns((what, address + path.format(estate=ESTATE)) for what, path in PLACES):
        out.print(line)
    out.print("\nLogins:\n")
    titles = ("who", "login", "password", "sees")
    rows = ((each.who, each.name, each.password, each.sees) for each in logins(catalogue()))
    for line in columns([titles, *rows]):
        out.print(line)
    out.print("\nA first query to paste into a terminal:\n")
    out.print(first_query(address))
    out.print("\nCtrl-C stops it, the database included.")
