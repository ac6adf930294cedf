"""Serving the API, with a worker in a process beside it."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

import uvicorn
from pydantic import SecretStr

from api.cli.installation import catalogue, lineages
from core.config import Settings
from core.db.access import require_serviceable
from core.db.bootstrap import Access
from core.logging import configure, logger
from core.operating import OperatorCode, OperatorError

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

    Raises `NOT_MIGRATED` or `ROLE_UNSAFE` for a database that must not be served.
    """
    require_serviceable(access.app_url, lineages())
    configure(level=settings.log_level, form=settings.log_format)

    from api.app import create_app  # other commands do without its weight

    api = create_app(_as_application(settings, access), catalogue=catalogue())
    with _worker_beside() if worker else nullcontext():
        _Server(
            uvicorn.Config(
                api,
                host=host,
                port=port,
                loop="uvloop",
                http="httptools",
                ws="websockets-sansio",
                ws_max_size=settings.body_limit_bytes,
                log_config=None,
                access_log=False,  # the application writes its own, with what it is about
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
            log.info("serving", host=self.config.host, port=self.config.port)
            self._announce()


def _as_application(settings: Settings, access: Access) -> Settings:
    """The settings the API is served with: it knows the application's login and no other."""
    return settings.model_copy(
        update={
            "database_url": access.app_url,
            "owner_database_url": None,
            "secret_key": SecretStr(settings.secret),
        }
    )


@contextmanager
def _worker_beside() -> Iterator[None]:
    """A worker in a process of its own, started again should it ever die."""
    ending = threading.Event()
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        command = [sys.executable, "-m", "api.cli", "worker", "--attached"]
        processes[:] = [subprocess.Popen(command, stdin=subprocess.PIPE)]
        log.info("worker beside", pid=processes[0].pid)

    def watch() -> None:
        while not ending.is_set():
            code = processes[0].wait()
            if ending.wait(RESTART_SECONDS):
                return
            log.error("worker ended, starting another", code=code)
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
        if worker.stdin is not None:
            worker.stdin.close()


__all__ = ["check_port", "ending_in_order", "serve"]
