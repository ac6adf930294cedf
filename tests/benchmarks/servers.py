"""The two servers, each in processes of its own, on ports of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from core.config import PREFIX
from tests.benchmarks.data import FOLDER, SECRET, Place

START_SECONDS = 60.0
STOP_SECONDS = 20.0

OURS: Sequence[str] = ("-m", "api.cli", "serve", "--no-worker", "--port")
"""As an operator starts it: uvicorn with uvloop and httptools, one process, logging to a file."""

PLAIN: Sequence[str] = (
    *("-m", "uvicorn", "tests.benchmarks.plain:create_app", "--factory"),
    *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    "--port",
)


@contextmanager
def serving(command: Sequence[str], place: Place, *, processes: int = 1) -> Iterator[list[int]]:
    """The ports of `processes` servers over one database, for the length of a block."""
    with ExitStack() as stack:
        yield [stack.enter_context(_server(command, place)) for _ in range(processes)]


@contextmanager
def _server(command: Sequence[str], place: Place) -> Iterator[int]:
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
        f"{PREFIX}DATABASE_URL": place.app_url,
        f"{PREFIX}SECRET_KEY": SECRET,
    }
    log = FOLDER / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command, str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            _await(process, port)
            yield port
        except BaseException:
            output.flush()
            print(log.read_text(errors="replace")[-3000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.unlink()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("a server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


__all__ = ["OURS", "PLAIN", "serving"]
