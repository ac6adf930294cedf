"""`guanjia serve` and `guanjia worker`."""

import asyncio
import signal
import sys
from typing import Annotated

import typer

from api.cli.installation import handlers, lineages
from api.cli.serving import check_port, ending_in_order
from api.cli.serving import serve as serve_api
from core.config import Settings, get_settings
from core.db.access import available, require_serviceable
from core.db.engine import Database
from core.jobs.worker import Worker
from core.logging import configure

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on [GUANJIA_HOST]")] = None,
    port: Annotated[
        int | None, typer.Option(help="port to listen on [GUANJIA_PORT]", min=1, max=65535)
    ] = None,
    worker: Annotated[
        bool, typer.Option(help="run a worker beside it (timers, outbox, scheduled jobs)")
    ] = True,
) -> None:
    """Serve the API. The database must be migrated; Ctrl-C or SIGTERM ends it in order."""
    settings = get_settings()
    host, port = host or settings.host, port or settings.port
    check_port(host, port)
    with ending_in_order(), available(settings) as access:
        serve_api(settings, access, host=host, port=port, worker=worker)


@app.command()
def worker(
    drain: Annotated[bool, typer.Option("--drain", help="do what is due now, then end")] = False,
    attached: Annotated[
        bool, typer.Option("--attached", help="end with whoever holds standard input open")
    ] = False,
) -> None:
    """Work off timers, the outbox and scheduled jobs. Any number may run side by side."""
    settings = get_settings()
    configure(level=settings.log_level, form=settings.log_format)
    with ending_in_order(), available(settings) as access:
        require_serviceable(access.app_url, lineages())
        asyncio.run(_work(settings, access.app_url, drain=drain, attached=attached))


async def _work(settings: Settings, app_url: str, *, drain: bool, attached: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if attached:
        loop.add_reader(sys.stdin, stop.set)  # nothing is ever written to it: readable is closed
    database = Database(app_url, size=settings.pool_max, name="guanjia worker")
    async with database.opened():
        working = Worker(database, handlers(database, settings))
        if drain:
            await working.drain()
        else:
            await working.run(stop)
