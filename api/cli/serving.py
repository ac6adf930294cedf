"""Serving the API, with a worker in a process beside it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from api.cli.installation import lineages
from core.config import PREFIX, Settings, get_settings
from core.db.bootstrap import Access
from core.db.migrate import require_migrated
from core.logging import configure, logger
from core.operating import OperatorCode, OperatorError

APPLICATION = "api.app:create_app"
GRACE_SECONDS = 10
RESTART_SECONDS = 2.0

log = logger("guanjia.cli")


class Stopped(BaseException):
    """A signal asked this process to end: every block on the way out tidies up."""


def serve(
    settings: Settings,
    access: Access,
    *,
    host: str,
    port: int,
    worker: bool,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serves until a signal ends it; `announce` is called once requests are answered.

    Raises `NOT_MIGRATED` for a database this release does not know.
    """
    require_migrated(access.app_url, lineages())
    configure(level=settings.log_level, form=settings.log_format)
    with _worker_beside() if worker else _nothing(), _connected_as_application(settings, access):
        _Server(
            uvicorn.Config(
                APPLICATION,
                factory=True,
                host=host,
                port=port,
                loop="uvloop",
                http="httptools",
                ws="websockets-sansio",
                ws_max_size=settings.body_limit_bytes,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            ),
            announce,
        ).run()


def check_port(host: str, port: int) -> None:
    """Refuses a port that another program listens on, before anything else is started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OperatorError(
                OperatorCode.CONFIGURATION,
                f"cannot listen on {host}:{port}: {error.strerror}.",
                "Choose another port: --port, or PORT= with make.",
            ) from error


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Makes SIGTERM and Ctrl-C unwind the block, so that what was started is stopped again."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _connected_as_application(settings: Settings, access: Access) -> Iterator[None]:
    """Lets the application find the database in its settings, as the application and no more."""
    pinned = {
        f"{PREFIX}DATABASE_URL": access.app_url,
        f"{PREFIX}SECRET_KEY": settings.secret,
        f"{PREFIX}OWNER_DATABASE_URL": "",
    }
    before = {name: os.environ.get(name) for name in pinned}
    os.environ.update(pinned)
    get_settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        get_settings.cache_clear()


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A worker in a process of its own, started again should it ever die."""
    ending = threading.Event()
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = [sys.executable, "-m", "api.cli", "worker"]
        processes[:] = [subprocess.Popen(command, stdin=subprocess.DEVNULL)]

    def watch() -> None:
        while not ending.is_set():
            code = processes[0].wait()
            if ending.wait(RESTART_SECONDS):
                return
            log.error("the worker ended and is started again", code=code)
            start()

    start()
    watcher = threading.Thread(target=watch, name="worker-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ending.set()
        worker = processes[0]
        worker.terminate()
        try:
            worker.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()
        watcher.join(GRACE_SECONDS)


__all__ = ["check_port", "ending_in_order", "serve"]
